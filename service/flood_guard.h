// Puts references in quarantine whose matches suddenly multiply.
#ifndef EARMARK_SERVICE_FLOOD_GUARD_H_
#define EARMARK_SERVICE_FLOOD_GUARD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "index/ids.h"
#include "takedown/flood.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"
#include "takedown/work_uses.h"

namespace earmark::service {

// Finds are noted where they are made, which costs next to nothing; they are
// counted behind the calls. What was noted and not yet counted is forgotten
// when the service stops, and counted with the next find. Safe for concurrent
// use.
class FloodGuard {
 public:
  struct Parts {
    const takedown::WorkUses& uses;
    const takedown::Rights& rights;
    takedown::Ledger& ledger;
    takedown::FloodSettings settings;
    takedown::Clock now;
    // Called when so much was noted of one reference that a sweep is due.
    std::function<void()> on_due;
  };

  // What `parts` refers to must outlive this object.
  explicit FloodGuard(Parts parts) : parts_(std::move(parts)) {}

  // Says that a commit found the references of these matches in an upload of
  // this instant.
  void Note(const std::vector<index::Match>& matches, absl::Time upload_time);

  // Counts the uses of the references that were noted, and puts those that a
  // flood holds in quarantine: their matches go to review from then on, and
  // what was found during the flood is decided again. Returns how many, the
  // store's errors, and kCancelled soon after `stop` is raised; then what was
  // not counted stays noted.
  absl::StatusOr<uint64_t> Sweep(const fingerprint::Cancellation& stop);

 private:
  using ReferenceKey = std::pair<index::WorkId, index::ReferenceId>;
  struct Noted {
    int64_t finds = 0;
    // Of the uploads.
    absl::Time earliest = absl::InfiniteFuture();
  };

  // Returns what is noted of the reference now.
  const Noted& Merge(const ReferenceKey& reference, const Noted& noted)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Returns whether the reference was put in quarantine.
  absl::StatusOr<bool> Check(const ReferenceKey& reference,
                             absl::Time earliest);

  const Parts parts_;
  absl::Mutex mutex_;
  std::map<ReferenceKey, Noted> noted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_FLOOD_GUARD_H_
