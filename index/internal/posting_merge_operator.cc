#include "index/internal/posting_merge_operator.h"

#include <vector>

#include "index/internal/posting_page.h"

namespace earmark::index {
namespace {

std::string_view View(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

std::string Concatenate(std::span<const std::string_view> pages) {
  size_t size = 0;
  for (const std::string_view page : pages) size += page.size();
  std::string joined;
  joined.reserve(size);
  for (const std::string_view page : pages) joined.append(page);
  return joined;
}

}  // namespace

std::string JoinPages(std::span<const std::string_view> pages,
                      const RetiredReferences& retired) {
  int runs = 0;
  for (const std::string_view page : pages) {
    const absl::StatusOr<int> count = CountRuns(page);
    if (!count.ok()) return Concatenate(pages);
    runs += *count;
  }
  if (runs <= kMaxRuns) return Concatenate(pages);

  std::vector<PagePosting> postings;
  for (const std::string_view page : pages) {
    const auto decoded = DecodePage(page);
    if (!decoded.ok()) return Concatenate(pages);
    postings.insert(postings.end(), decoded->begin(), decoded->end());
  }
  std::erase_if(postings, [&](const PagePosting& posting) {
    return retired.Contains(posting.posting.reference);
  });
  SortUnique(postings);
  std::string joined;
  AppendRun(postings, joined);
  return joined;
}

std::string PostingMergeOperator::Join(
    std::span<const std::string_view> pages) const {
  return may_merge_.load() ? JoinPages(pages, *retired_) : Concatenate(pages);
}

bool PostingMergeOperator::FullMergeV2(const MergeOperationInput& input,
                                       MergeOperationOutput* output) const {
  std::vector<std::string_view> pages;
  pages.reserve(input.operand_list.size() + 1);
  if (input.existing_value != nullptr) {
    pages.push_back(View(*input.existing_value));
  }
  for (const rocksdb::Slice& operand : input.operand_list) {
    pages.push_back(View(operand));
  }
  output->new_value = Join(pages);
  return true;
}

bool PostingMergeOperator::PartialMergeMulti(
    const rocksdb::Slice& /*key*/, const std::deque<rocksdb::Slice>& operands,
    std::string* joined, rocksdb::Logger* /*logger*/) const {
  std::vector<std::string_view> pages;
  pages.reserve(operands.size());
  for (const rocksdb::Slice& operand : operands) pages.push_back(View(operand));
  *joined = Join(pages);
  return true;
}

}  // namespace earmark::index
