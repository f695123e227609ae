// What a store must answer, slow and obvious: maps and sets.
#ifndef EARMARK_TESTS_INDEX_STORE_ORACLE_H_
#define EARMARK_TESTS_INDEX_STORE_ORACLE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "index/store.h"

namespace earmark::index {

class StoreOracle {
 public:
  using Entries = std::vector<std::pair<std::string, std::string>>;
  using Found = std::vector<std::pair<size_t, Posting>>;

  // Whether the guards held; if not, nothing was changed.
  bool Apply(const Batch& batch);

  std::optional<std::string> Get(Table table, const std::string& key) const;
  Entries Scan(Table table, const ScanOptions& options) const;
  // Sorted.
  Found Postings(PostingTable table, const std::vector<uint32_t>& terms,
                 size_t max_list = 0) const;

  // Everything: what a store must hold to be in this state.
  bool operator==(const StoreOracle&) const = default;

 private:
  bool IsRetired(PostingTable table, const Posting& posting) const;

  std::map<Table, std::map<std::string, std::string>> tables_;
  std::map<std::pair<PostingTable, uint32_t>, std::set<Posting>> postings_;
  std::set<ReferenceNumber> retired_;
  std::set<UploadNumber> retired_uploads_;
};

// The same questions to a real store. Fails the test on any error.
StoreOracle::Entries ScanAll(const Store& store, Table table,
                             const ScanOptions& options = {},
                             const Snapshot* snapshot = nullptr);
StoreOracle::Found PostingsOf(const Store& store, PostingTable table,
                              const std::vector<uint32_t>& terms,
                              size_t max_list = 0,
                              const Snapshot* snapshot = nullptr);

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_STORE_ORACLE_H_
