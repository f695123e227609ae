#include "tests/index/store_oracle.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "index/keys.h"

namespace earmark::index {

bool StoreOracle::Apply(const Batch& batch) {
  for (const auto& guard : batch.guards()) {
    if (Get(guard.table, guard.key) != guard.expected) return false;
  }
  for (const auto& write : batch.writes()) {
    if (write.value) {
      tables_[write.table][write.key] = *write.value;
    } else {
      tables_[write.table].erase(write.key);
    }
  }
  for (const auto& addition : batch.additions()) {
    postings_[{addition.table, addition.term}].insert(addition.posting);
  }
  for (const ReferenceNumber reference : batch.retired()) {
    retired_.insert(reference);
    tables_[Table::kRetired][ReferenceNumberKey(reference)] = "";
  }
  for (const UploadNumber upload : batch.retired_uploads()) {
    retired_uploads_.insert(upload);
    tables_[Table::kRetiredUploads][UploadNumberKey(upload)] = "";
  }
  return true;
}

std::optional<std::string> StoreOracle::Get(Table table,
                                            const std::string& key) const {
  const auto entries = tables_.find(table);
  if (entries == tables_.end()) return std::nullopt;
  const auto entry = entries->second.find(key);
  if (entry == entries->second.end()) return std::nullopt;
  return entry->second;
}

StoreOracle::Entries StoreOracle::Scan(Table table,
                                       const ScanOptions& options) const {
  Entries found;
  const auto entries = tables_.find(table);
  if (entries == tables_.end()) return found;
  for (const auto& [key, value] : entries->second) {
    if (!key.starts_with(options.prefix)) continue;
    if (!options.after.empty() &&
        (options.reverse ? key >= options.after : key <= options.after)) {
      continue;
    }
    found.emplace_back(key, value);
  }
  if (options.reverse) std::reverse(found.begin(), found.end());
  return found;
}

bool StoreOracle::IsRetired(PostingTable table, const Posting& posting) const {
  return HoldsUploads(table) ? retired_uploads_.contains(UploadOf(posting))
                             : retired_.contains(posting.reference);
}

StoreOracle::Found StoreOracle::Postings(PostingTable table,
                                         const std::vector<uint32_t>& terms,
                                         size_t max_list) const {
  Found found;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto list = postings_.find({table, terms[i]});
    if (list == postings_.end()) continue;
    Found live;
    for (const Posting& posting : list->second) {
      if (!IsRetired(table, posting)) live.emplace_back(i, posting);
    }
    if (max_list != 0 && live.size() > max_list) continue;
    found.insert(found.end(), live.begin(), live.end());
  }
  return found;
}

StoreOracle::Entries ScanAll(const Store& store, Table table,
                             const ScanOptions& options,
                             const Snapshot* snapshot) {
  StoreOracle::Entries found;
  const absl::Status status = store.Scan(
      table, options,
      [&](std::string_view key, std::string_view value) {
        found.emplace_back(key, value);
        return true;
      },
      snapshot);
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

StoreOracle::Found PostingsOf(const Store& store, PostingTable table,
                              const std::vector<uint32_t>& terms,
                              size_t max_list, const Snapshot* snapshot) {
  StoreOracle::Found found;
  const auto counts = store.Postings(
      table, terms, PostingOptions{.max_list = max_list},
      [&](size_t term, const Posting& posting) {
        found.emplace_back(term, posting);
      },
      snapshot);
  EXPECT_TRUE(counts.ok()) << counts.status();
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace earmark::index
