// Decides again on uploads that were screened before, from the matches that are
// stored, when the rights in what they hold have changed.
#ifndef EARMARK_SERVICE_REDECIDER_H_
#define EARMARK_SERVICE_REDECIDER_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "fingerprint/cancellation.h"
#include "service/decider.h"
#include "service/in_flight.h"
#include "service/rescreener.h"
#include "takedown/ledger.h"
#include "takedown/redecision.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"
#include "takedown/work_uses.h"

namespace earmark::service {

// For one thread at a time. May block on the disk.
class Redecider {
 public:
  struct Parts {
    takedown::Redecisions& redecisions;
    const takedown::WorkUses& uses;
    const takedown::Rights& rights;
    const Decider& decider;
    takedown::Ledger& ledger;
    InFlight& in_flight;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Redecider(Parts parts) : parts_(std::move(parts)) {}

  // Decides again on all uses that the first redecision that is due concerns,
  // revises the decisions where there is news, and takes it out of the queue.
  // Returns kCancelled soon after `stop` is raised, and the errors of the store
  // and the ledger; then it stays in the queue.
  absl::StatusOr<ScanResult> DecideNext(const fingerprint::Cancellation& stop);

 private:
  // What comes of one redecision.
  struct Pass {
    ScanResult result;
    // What is due later.
    std::set<takedown::Redecision> following;
  };

  absl::Status DecideWork(const index::WorkId& work, const std::string& cause,
                          const fingerprint::Cancellation& stop, Pass& pass);
  absl::Status DecideOwner(const index::OwnerId& owner,
                           const std::string& cause,
                           const fingerprint::Cancellation& stop, Pass& pass);
  // Returns whether there was news.
  absl::StatusOr<bool> DecideScreening(const takedown::ScreeningId& id,
                                       const std::string& cause, Pass& pass);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REDECIDER_H_
