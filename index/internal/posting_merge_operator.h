// Joins appends to a page of postings inside RocksDB.
//
// Up to kMaxRuns runs are joined by joining their bytes, which costs nothing;
// more are merged into one, without the postings of retired references.
#ifndef EARMARK_INDEX_INTERNAL_POSTING_MERGE_OPERATOR_H_
#define EARMARK_INDEX_INTERNAL_POSTING_MERGE_OPERATOR_H_

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "index/internal/retired_references.h"
#include "rocksdb/merge_operator.h"

namespace earmark::index {

// More runs make a page slow to read, fewer make it slow to write. 8 loaded
// fastest of the layouts tried (docs/store.md).
inline constexpr int kMaxRuns = 8;

// Joins pages into one. Corrupt pages are joined as they are: an operator that
// fails would stop all writing, and this way the page's readers report it.
std::string JoinPages(std::span<const std::string_view> pages,
                      const RetiredReferences& retired);

// Safe for concurrent use.
class PostingMergeOperator : public rocksdb::MergeOperator {
 public:
  explicit PostingMergeOperator(
      std::shared_ptr<const RetiredReferences> retired)
      : retired_(std::move(retired)) {}

  // Until this is called, pages are only joined by their bytes, which is right
  // in every version of the format: RocksDB's recovery runs before the format
  // can be read.
  void AllowMerging() { may_merge_.store(true); }

  bool FullMergeV2(const MergeOperationInput& input,
                   MergeOperationOutput* output) const override;
  bool PartialMergeMulti(const rocksdb::Slice& key,
                         const std::deque<rocksdb::Slice>& operands,
                         std::string* joined,
                         rocksdb::Logger* logger) const override;
  const char* Name() const override { return "earmark.posting_page"; }

 private:
  std::string Join(std::span<const std::string_view> pages) const;

  const std::shared_ptr<const RetiredReferences> retired_;
  std::atomic<bool> may_merge_{false};
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_MERGE_OPERATOR_H_
