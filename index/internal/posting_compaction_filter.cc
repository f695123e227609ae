#include "index/internal/posting_compaction_filter.h"

#include "index/internal/posting_page.h"

namespace earmark::index {

rocksdb::CompactionFilter::Decision PostingCompactionFilter::FilterV2(
    int /*level*/, const rocksdb::Slice& /*key*/, ValueType /*type*/,
    const rocksdb::Slice& page, std::string* new_page,
    std::string* /*skip_until*/) const {
  if (retired_->empty()) return Decision::kKeep;
  auto postings = DecodePage({page.data(), page.size()});
  if (!postings.ok()) return Decision::kKeep;
  const size_t dropped =
      std::erase_if(*postings, [&](const PagePosting& posting) {
        return retired_->Contains(posting.posting.reference);
      });
  if (dropped == 0) return Decision::kKeep;
  if (postings->empty()) return Decision::kRemove;
  new_page->clear();
  AppendRun(*postings, *new_page);
  return Decision::kChangeValue;
}

}  // namespace earmark::index
