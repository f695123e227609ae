#include "index/scan_queue.h"

#include <string_view>

#include "index/keys.h"

namespace earmark::index {

void ScanQueue::Add(ReferenceNumber number, Batch& batch) {
  batch.Put(Table::kScans, ReferenceNumberKey(number), "");
}

void ScanQueue::Remove(ReferenceNumber number, Batch& batch) {
  batch.Erase(Table::kScans, ReferenceNumberKey(number));
}

absl::StatusOr<std::optional<ReferenceNumber>> ScanQueue::First() const {
  absl::StatusOr<ReferenceNumber> first = ReferenceNumber{0};
  const absl::Status scanned =
      store_.Scan(Table::kScans, ScanOptions(),
                  [&](std::string_view key, std::string_view /*value*/) {
                    first = ParseReferenceNumberKey(key);
                    return false;
                  });
  if (!scanned.ok()) return scanned;
  if (!first.ok()) return first.status();
  if (*first == ReferenceNumber{0}) return std::nullopt;
  return *first;
}

absl::StatusOr<uint64_t> ScanQueue::Count() const {
  uint64_t count = 0;
  const absl::Status scanned = store_.Scan(
      Table::kScans, ScanOptions(), [&](std::string_view, std::string_view) {
        ++count;
        return true;
      });
  if (!scanned.ok()) return scanned;
  return count;
}

absl::Status ScanQueue::Finish(ReferenceNumber number) {
  Batch batch;
  Remove(number, batch);
  return store_.Apply(batch);
}

}  // namespace earmark::index
