// Where claims are answered, objected to and decided, by whoever is concerned,
// and end when nobody acts in time.
#ifndef EARMARK_SERVICE_CLAIM_DESK_H_
#define EARMARK_SERVICE_CLAIM_DESK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/cancellation.h"
#include "index/list_page.h"
#include "service/internal/claim_act.h"
#include "service/request_key.h"
#include "service/screening_changer.h"
#include "takedown/case.h"
#include "takedown/claim.h"
#include "takedown/claim_index.h"
#include "takedown/ledger.h"
#include "takedown/screening.h"
#include "takedown/strikes.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// A claim with the screening that it is on.
struct KnownClaim {
  takedown::Screening screening;
  // Its place among the screening's, from 1.
  int number = 1;

  const takedown::Claim& claim() const {
    return screening.claims[static_cast<size_t>(number) - 1];
  }
};

struct AccountStanding {
  struct Strike {
    takedown::ClaimName claim;
    absl::Time create_time;
    absl::Time expire_time;
  };
  std::string account_token;
  // The newest first.
  std::vector<Strike> strikes;
  takedown::AccountAdvice advice = takedown::AccountAdvice::kNone;
  // What became of its newest 1,000 objections, those on an upload as one.
  takedown::SenderRecord objections;
  takedown::AccountAdvice objection_advice = takedown::AccountAdvice::kNone;
};

// Safe for concurrent use. May block on the disk.
class ClaimDesk {
 public:
  struct Parts {
    const ScreeningChanger& changer;
    const takedown::ClaimIndex& claims;
    const takedown::Ledger& ledger;
    takedown::ClaimClocks clocks;
    takedown::StrikeSettings strikes;
    takedown::ReviewSettings review;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit ClaimDesk(Parts parts) : parts_(std::move(parts)) {}

  // Returns kNotFound when there is none.
  absl::StatusOr<KnownClaim> Get(const takedown::ClaimName& name) const;
  // The newest first; see ClaimIndex::ListOf.
  absl::StatusOr<index::Page<KnownClaim>> List(const index::OwnerId& owner,
                                               const std::string& from,
                                               size_t limit) const;

  // Those on an upload, in the order in which they began. Returns kNotFound
  // when there is no such screening.
  absl::StatusOr<index::Page<KnownClaim>> ListOn(
      const takedown::ScreeningId& screening, const std::string& from,
      size_t limit) const;

  // Does it, and decides on the upload again. Returns kNotFound when there is
  // no such claim, kFailedPrecondition when the actor may not do this, or no
  // more (the message says what it may do), or two moderators must agree, or
  // did, kAborted when `revision` (of the claim) is stale, or the claim waits
  // since another time than the act says, and the errors of
  // ScreeningChanger::Change.
  absl::StatusOr<KnownClaim> Act(const takedown::ClaimName& name,
                                 const ClaimAct& act,
                                 std::optional<int64_t> revision,
                                 const RequestKey& request);

  // The claim as it would be then, or the error of that.
  absl::StatusOr<takedown::Claim> Try(const KnownClaim& known,
                                      const ClaimAct& act) const;

  // Returns the strikes of an account that count now, and what became of its
  // objections.
  absl::StatusOr<AccountStanding> StandingOf(
      const std::string& account_token) const;

  // Lets each deadline that passed have its effect, once. Returns how many did,
  // and kCancelled soon after `stop` is raised. When one fails, by the errors
  // of Act, the others still pass, and the first error is returned.
  absl::StatusOr<uint64_t> PassDeadlines(const fingerprint::Cancellation& stop);

 private:
  absl::Status PassDeadline(const takedown::ClaimName& name);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_CLAIM_DESK_H_
