// Finds the uploads that may hold a work that was registered after them.
//
// Four probes look the work up in the uploads' own tables of postings:
// Chromaprint's items, landmarks, frame hashes, local features. What they
// propose is held against the uploads' stored fingerprints, most votes first,
// and what is left is for a search for references to decide: the same answer,
// by the same code, as if the upload came today. docs/identification-audio.md
// has how much of what that search finds is found here too, and at what cost.
#ifndef EARMARK_INDEX_UPLOAD_SEARCH_H_
#define EARMARK_INDEX_UPLOAD_SEARCH_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/cancellation.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/store.h"
#include "index/upload_archive.h"

namespace earmark::index {

// What a search for uploads cost.
struct UploadSearchCost {
  PostingCounts postings;
  // Uploads with votes that agree, and those that were held against the work.
  uint64_t candidates = 0;
  uint64_t compared = 0;
};

// Safe for concurrent use.
class UploadSearch {
 public:
  // Both must outlive this object.
  UploadSearch(const Store& store, const UploadArchive& archive)
      : store_(store), archive_(archive) {}

  // Returns the uploads that may hold `work`, a fingerprint as the catalogue
  // keeps it, the oldest first. Those whose fingerprint is damaged are among
  // them when they have votes. Adds what was read to `cost`, unless that is
  // null. Returns the store's errors, and kCancelled soon after `stop` is
  // raised.
  absl::StatusOr<std::vector<UploadNumber>> Find(
      const fingerprint::MediaFingerprint& work,
      const fingerprint::Cancellation& stop,
      UploadSearchCost* cost = nullptr) const;

 private:
  const Store& store_;
  const UploadArchive& archive_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_UPLOAD_SEARCH_H_
