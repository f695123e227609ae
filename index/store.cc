#include "index/store.h"

#include <utility>

namespace earmark::index {

void Batch::GuardAbsent(Table table, std::string key) {
  guards_.push_back({table, std::move(key), std::nullopt});
}

void Batch::GuardEquals(Table table, std::string key, std::string value) {
  guards_.push_back({table, std::move(key), std::move(value)});
}

void Batch::Put(Table table, std::string key, std::string value) {
  writes_.push_back({table, std::move(key), std::move(value)});
}

void Batch::Erase(Table table, std::string key) {
  writes_.push_back({table, std::move(key), std::nullopt});
}

void Batch::Append(PostingTable table, uint32_t term, const Posting& posting) {
  additions_.push_back({table, term, posting});
}

void Batch::Retire(ReferenceNumber reference) { retired_.push_back(reference); }

void Batch::RetireUpload(UploadNumber upload) {
  retired_uploads_.push_back(upload);
}

absl::StatusOr<std::optional<StoreEntry>> LastEntry(const Store& store,
                                                    Table table,
                                                    const Snapshot* snapshot) {
  std::optional<StoreEntry> last;
  const absl::Status scanned = store.Scan(
      table, {.prefix = "", .after = "", .reverse = true},
      [&](std::string_view key, std::string_view value) {
        last = {.key = std::string(key), .value = std::string(value)};
        return false;
      },
      snapshot);
  if (!scanned.ok()) return scanned;
  return last;
}

}  // namespace earmark::index
