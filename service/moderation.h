// What people decide of uploads, and what that means for the trust in those who
// claim works.
#ifndef EARMARK_SERVICE_MODERATION_H_
#define EARMARK_SERVICE_MODERATION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "service/decider.h"
#include "service/request_key.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"
#include "takedown/verdict.h"

namespace earmark::service {

// A verdict to be given, or taken back.
struct VerdictChange {
  takedown::ScreeningId screening;
  // Of which work; nullopt: of what could not be seen.
  std::optional<index::WorkId> work;
  // nullopt: the verdict that is there is taken back.
  std::optional<takedown::Action> action;
  takedown::Verdict::Ground ground = takedown::Verdict::Ground::kInfringement;
  std::string comment;
};

// Safe for concurrent use. May block on the disk.
class Moderation {
 public:
  struct Parts {
    const takedown::Rights& rights;
    const Decider& decider;
    takedown::Ledger& ledger;
    takedown::Clock now;
    // Called when an owner lost its trust: redecisions are due.
    std::function<void()> on_change;
  };

  // What `parts` refers to must outlive this object.
  explicit Moderation(Parts parts) : parts_(std::move(parts)) {}

  // Gives the verdict, or takes it back, and decides again. It is a claim
  // upheld or overturned for each owner that asked for a restriction: one whose
  // trust falls below kLeastTrust is put on probation in the same commit. A
  // wrong match is the machine's fault, and no claim overturned. A verdict that
  // is there already is returned as it is. Returns kNotFound when there is no
  // such screening, kFailedPrecondition when it has no match of the work (or
  // all of it was seen), or there is no verdict to take back, kAborted when
  // `revision` (of the decision) is stale, and the errors of
  // Decider::DecideAgain and Ledger::Commit.
  absl::StatusOr<takedown::Screening> Change(const VerdictChange& change,
                                             std::optional<int64_t> revision,
                                             const RequestKey& request);

 private:
  // Adds to `batch` what the verdict that is replaced and the new one, if there
  // are any, mean for owners. Returns whether one lost its trust.
  absl::StatusOr<bool> CountClaims(const takedown::Verdict* before,
                                   const takedown::Verdict* after,
                                   absl::Time now, index::Batch& batch) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_MODERATION_H_
