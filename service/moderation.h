// What people decide of the uses of works in uploads.
#ifndef EARMARK_SERVICE_MODERATION_H_
#define EARMARK_SERVICE_MODERATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "service/request_key.h"
#include "service/screening_changer.h"
#include "takedown/case.h"
#include "takedown/claim.h"
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
  std::string comment = {};
  // Another moderator agrees (takedown/case.h).
  bool seconded = false;
  // It resolves a case: only while what could not be seen waits.
  bool of_case = false;
};

// Safe for concurrent use. May block on the disk.
class Moderation {
 public:
  struct Parts {
    const ScreeningChanger& changer;
    takedown::ClaimClocks clocks;
    takedown::ReviewSettings review;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Moderation(Parts parts) : parts_(std::move(parts)) {}

  // Gives the verdict, or takes it back, and decides again. It upholds or
  // releases the claims on the work that ask for a restriction, and undoes that
  // when it is taken back. A wrong match is the machine's fault, and no claim
  // overturned. A verdict that is there already is returned as it is. Returns
  // kNotFound when there is no such screening, kFailedPrecondition when it has
  // no match of the work (or all of it was seen), there is no verdict to take
  // back, nothing of the case waits any more, or two moderators must agree on
  // this, or did, kAborted when `revision` (of the decision) is stale, and the
  // errors of ScreeningChanger::Change.
  absl::StatusOr<takedown::Screening> Change(const VerdictChange& change,
                                             std::optional<int64_t> revision,
                                             const RequestKey& request);

 private:
  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_MODERATION_H_
