// One owner's works in a file that was published elsewhere. The file is no
// upload: nothing of it is kept, decided on or counted.
#ifndef EARMARK_SERVICE_FILE_MATCHER_H_
#define EARMARK_SERVICE_FILE_MATCHER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker_pool.h"
#include "index/catalogue.h"
#include "service/decider.h"
#include "service/upload_spool.h"
#include "takedown/own_finds.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

struct MatchedFile {
  // SHA-256 of the bytes.
  index::ContentDigest content{};
  int64_t size_bytes = 0;
  fingerprint::MediaTime duration{0};
  fingerprint::Coverage audio;
  fingerprint::Coverage video;
  // By query start.
  std::vector<takedown::OwnFind> finds;
};

// Safe for concurrent use. All functions may block on the disk.
class FileMatcher {
 public:
  struct Parts {
    const Decider& decider;
    const takedown::Rights& rights;
    fingerprint::WorkerPool& workers;
    fingerprint::ExtractOptions extract;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit FileMatcher(const Parts& parts) : parts_(parts) {}

  // Returns kNotFound when there is no such owner.
  absl::Status CheckOwner(const index::OwnerId& owner) const;

  // Finds the works in which `owner` holds rights now. Returns the errors of
  // WorkerPool::Extract and of Decider::FindOwned.
  absl::StatusOr<MatchedFile> Match(
      const index::OwnerId& owner, const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation) const;

 private:
  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_FILE_MATCHER_H_
