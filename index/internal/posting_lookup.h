// Looks terms up in pages of postings.
#ifndef EARMARK_INDEX_INTERNAL_POSTING_LOOKUP_H_
#define EARMARK_INDEX_INTERNAL_POSTING_LOOKUP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "index/internal/posting_page.h"
#include "index/internal/retired_references.h"
#include "index/store.h"

namespace earmark::index {

// Says which pages hold the terms, and reads them once somebody has them. All
// that it is given must outlive it. Not safe for concurrent use.
class PostingLookup {
 public:
  // `sink` as of Store::Postings.
  PostingLookup(std::span<const uint32_t> terms, const PageLayout& layout,
                const PostingOptions& options, const RetiredReferences& retired,
                absl::FunctionRef<void(size_t, const Posting&)> sink);

  // The keys of the pages, ascending; each page once.
  size_t page_count() const { return pages_.size(); }
  const std::string& key(size_t page) const { return pages_[page].key; }

  // Hands what page number `page` has of its terms to the sink. Returns
  // kDataLoss for corrupt bytes.
  absl::Status Read(size_t page, std::string_view bytes);

  // Of the pages that were read.
  const PostingCounts& counts() const { return counts_; }

 private:
  // The terms that lie in one page: [begin, end) of the terms in order.
  struct Page {
    std::string key;
    size_t begin = 0;
    size_t end = 0;
  };

  // Reads what a page has of its terms into `found_`, in order.
  absl::Status Collect(const Page& page, std::string_view bytes);
  // Hands `found_` to the sink, for each occurrence of its term.
  void Deliver(const Page& page);

  uint32_t LowBits(size_t i) const {
    return layout_.LowBitsOf(terms_[i].first);
  }

  const PageLayout layout_;
  const PostingOptions options_;
  const RetiredReferences& retired_;
  const absl::FunctionRef<void(size_t, const Posting&)> sink_;
  // (term, index into the terms that were given), in the order of the pages.
  std::vector<std::pair<uint32_t, size_t>> terms_;
  std::vector<Page> pages_;
  PostingCounts counts_;
  // Of the page that is being read.
  std::vector<PagePosting> found_;
  std::vector<uint32_t> long_terms_;  // over the limit
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_LOOKUP_H_
