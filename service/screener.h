// The way of an upload, from its bytes to its committed decision.
#ifndef EARMARK_SERVICE_SCREENER_H_
#define EARMARK_SERVICE_SCREENER_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/worker_pool.h"
#include "index/upload_archive.h"
#include "service/decider.h"
#include "service/flood_guard.h"
#include "service/in_flight.h"
#include "service/upload_spool.h"
#include "takedown/ledger.h"
#include "takedown/releases.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"
#include "takedown/unread_files.h"

namespace earmark::service {

// What a pipeline says of an upload.
struct Upload {
  takedown::UploadFacts facts;
  // Shown and handed back; nothing rests on them.
  std::string file_name;
  std::map<std::string, std::string> labels;
};

// Safe for concurrent use. All functions may block on the disk.
class Screener {
 public:
  struct Parts {
    const Decider& decider;
    const takedown::Releases& releases;
    takedown::Ledger& ledger;
    takedown::UnreadFileCases& unread_files;
    fingerprint::WorkerPool& workers;
    // Null: fingerprints are not remembered.
    index::UploadArchive* archive;
    InFlight& in_flight;
    FloodGuard& flood_guard;
    fingerprint::ExtractOptions extract;
    takedown::TimeOrderedIds& ids;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Screener(Parts parts) : parts_(std::move(parts)) {}

  // The screening that this upload has already; nullopt if there is none.
  // Returns kAlreadyExists when its upload id was screened with other content
  // or facts.
  absl::StatusOr<std::optional<takedown::Screening>> FindKnown(
      const Upload& upload, const UploadSpool& file) const;

  // Screens the upload, commits the screening and remembers the fingerprint;
  // one that was committed meanwhile is returned as it is. Returns kCancelled
  // when `cancellation` was raised in time, and the errors of
  // WorkerPool::Extract, of Decider::Decide and of Ledger::CommitScreening;
  // then nothing is committed (but see kUnavailable there), and a file that
  // could not be read is counted in its case.
  absl::StatusOr<takedown::Screening> Screen(
      const Upload& upload, const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation);

 private:
  // What people let go of the same bytes of the same account.
  absl::StatusOr<takedown::Precedent> FindPrecedent(
      const Upload& upload, const UploadSpool& file) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SCREENER_H_
