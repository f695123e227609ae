// The fingerprints of screened uploads, kept for a time so that a work that is
// registered later can be looked for in them.
//
// Uploads are numbered as references are, but by themselves: how sure a match
// is depends on how many references there are. Their postings lie in tables of
// their own (upload_search.h), which a search for references never reads.
#ifndef EARMARK_INDEX_UPLOAD_ARCHIVE_H_
#define EARMARK_INDEX_UPLOAD_ARCHIVE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

// Which upload a fingerprint is of.
struct RememberedUpload {
  // Id of its screening.
  std::string screening;
  // When it was stored.
  absl::Time time;

  bool operator==(const RememberedUpload&) const = default;
};

// Safe for concurrent use.
class UploadArchive {
 public:
  // Reads the largest number of an upload. `store` must outlive the archive,
  // and no other archive may add uploads to it. Returns the store's errors,
  // kDataLoss when the number is corrupt.
  static absl::StatusOr<std::unique_ptr<UploadArchive>> Open(Store& store);

  // Adds to `batch` the whole fingerprint and its postings under a new number,
  // which is returned. One whose batch is not applied is lost, and that is
  // harmless.
  UploadNumber Add(const RememberedUpload& upload,
                   const fingerprint::MediaFingerprint& fingerprint,
                   Batch& batch);

  // Nullopt for an upload that was forgotten, or never there.
  absl::StatusOr<std::optional<RememberedUpload>> Find(
      UploadNumber number) const;
  absl::StatusOr<std::optional<fingerprint::MediaFingerprint>> ReadFingerprint(
      UploadNumber number) const;

  // Adds to `batch` forgetting one upload: its postings are gone for searches
  // at once, and it leaves the disk with the next compactions.
  static void Forget(UploadNumber number, Batch& batch);

  // Forgets the uploads that were stored before `instant`, the oldest first, in
  // small batches, until none is left or `stop` is raised. Returns how many
  // were; and the store's errors.
  absl::StatusOr<uint64_t> ForgetBefore(absl::Time instant,
                                        const fingerprint::Cancellation& stop);

 private:
  UploadArchive(Store& store, uint32_t largest_number)
      : store_(store), largest_number_(largest_number) {}

  // At most `limit` uploads that were stored before `instant`, the oldest
  // first.
  absl::StatusOr<std::vector<UploadNumber>> ListBefore(absl::Time instant,
                                                       size_t limit) const;

  Store& store_;
  std::atomic<uint32_t> largest_number_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_UPLOAD_ARCHIVE_H_
