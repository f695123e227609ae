// Reads the fingerprints of references, each once per search.
#ifndef EARMARK_INDEX_INTERNAL_REFERENCE_READER_H_
#define EARMARK_INDEX_INTERNAL_REFERENCE_READER_H_

#include <span>

#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

// Not safe for concurrent use.
class ReferenceReader {
 public:
  // Both must outlive this object.
  ReferenceReader(const Store& store, const Snapshot& snapshot)
      : store_(store), snapshot_(snapshot) {}

  // Reads those of `numbers` that were not read before, in one go. Returns
  // kDataLoss when one is missing or corrupt, and the store's errors.
  absl::Status Load(std::span<const ReferenceNumber> numbers);

  // A fingerprint that was loaded. Valid as long as this object.
  const fingerprint::MediaFingerprint& Get(ReferenceNumber number) const {
    return fingerprints_.at(number);
  }

 private:
  const Store& store_;
  const Snapshot& snapshot_;
  absl::node_hash_map<ReferenceNumber, fingerprint::MediaFingerprint>
      fingerprints_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_REFERENCE_READER_H_
