// The references that earlier uploads are still to be searched for. A reference
// is put here by the batch that puts it in the index, and leaves when its scan
// is done, or when it leaves the index.
#ifndef EARMARK_INDEX_SCAN_QUEUE_H_
#define EARMARK_INDEX_SCAN_QUEUE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

// Safe for concurrent use. All functions return the store's errors, and
// kDataLoss for a corrupt key.
class ScanQueue {
 public:
  // `store` must outlive this object.
  explicit ScanQueue(Store& store) : store_(store) {}

  static void Add(ReferenceNumber number, Batch& batch);
  static void Remove(ReferenceNumber number, Batch& batch);

  // The oldest; nullopt when the queue is empty.
  absl::StatusOr<std::optional<ReferenceNumber>> First() const;
  absl::StatusOr<uint64_t> Count() const;
  // Takes a reference out; one that is not there is no error.
  absl::Status Finish(ReferenceNumber number);

 private:
  Store& store_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_SCAN_QUEUE_H_
