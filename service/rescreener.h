// Looks at earlier uploads again when a work has come that may stand in them.
//
// The queue of scans is the memory: a reference is in it until all uploads that
// may hold it were decided on again. A scan that was cut short is begun anew,
// and what it had revised already is no news the second time.
#ifndef EARMARK_SERVICE_RESCREENER_H_
#define EARMARK_SERVICE_RESCREENER_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "fingerprint/media_fingerprint.h"
#include "index/catalogue.h"
#include "index/scan_queue.h"
#include "index/upload_archive.h"
#include "index/upload_search.h"
#include "service/decider.h"
#include "service/flood_guard.h"
#include "service/in_flight.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// What a scan did.
struct ScanResult {
  // False: the queue was empty.
  bool scanned = false;
  // Uploads whose decision got a new revision.
  uint64_t revised = 0;
  // Not OK: something could not be looked at because its record is damaged, and
  // was left out. The first such error.
  absl::Status damage;
};

// For one thread at a time. All functions may block on the disk.
class Rescreener {
 public:
  struct Parts {
    const index::Catalogue& catalogue;
    index::ScanQueue& queue;
    index::UploadArchive& archive;
    const index::UploadSearch& search;
    const takedown::Rights& rights;
    const Decider& decider;
    takedown::Ledger& ledger;
    InFlight& in_flight;
    FloodGuard& flood_guard;
    // How long fingerprints of uploads are kept.
    absl::Duration retention;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Rescreener(Parts parts) : parts_(std::move(parts)) {}

  // Searches the uploads for the oldest reference in the queue, revises the
  // decisions where there is news, and takes the reference out. References that
  // have left the index meanwhile are taken out only. Returns kCancelled soon
  // after `stop` is raised, and the errors of the store, the search and the
  // ledger; then the reference stays in the queue.
  absl::StatusOr<ScanResult> ScanNext(const fingerprint::Cancellation& stop);

  // Forgets uploads that were kept long enough; returns how many, and the
  // store's errors.
  absl::StatusOr<uint64_t> ForgetOld(const fingerprint::Cancellation& stop);

 private:
  // Searches the uploads for one reference.
  absl::Status Scan(const index::Reference& reference,
                    const fingerprint::Cancellation& stop, ScanResult& result);
  // Revises the decision on one upload if there is news. Returns whether there
  // was.
  absl::StatusOr<bool> Rescreen(index::UploadNumber number,
                                const std::string& cause);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RESCREENER_H_
