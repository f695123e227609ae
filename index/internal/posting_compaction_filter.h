// Takes the postings of retired references off the disk, page by page, as
// RocksDB's compaction passes by.
#ifndef EARMARK_INDEX_INTERNAL_POSTING_COMPACTION_FILTER_H_
#define EARMARK_INDEX_INTERNAL_POSTING_COMPACTION_FILTER_H_

#include <memory>
#include <string>
#include <utility>

#include "index/internal/retired_references.h"
#include "rocksdb/compaction_filter.h"

namespace earmark::index {

// Safe for concurrent use.
class PostingCompactionFilter : public rocksdb::CompactionFilter {
 public:
  explicit PostingCompactionFilter(
      std::shared_ptr<const RetiredReferences> retired)
      : retired_(std::move(retired)) {}

  // Corrupt pages are kept, so that their readers report them.
  Decision FilterV2(int level, const rocksdb::Slice& key, ValueType type,
                    const rocksdb::Slice& page, std::string* new_page,
                    std::string* skip_until) const override;
  const char* Name() const override { return "earmark.retired_references"; }

 private:
  const std::shared_ptr<const RetiredReferences> retired_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_COMPACTION_FILTER_H_
