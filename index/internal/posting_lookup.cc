#include "index/internal/posting_lookup.h"

#include <algorithm>

#include "index/keys.h"

namespace earmark::index {

PostingLookup::PostingLookup(
    std::span<const uint32_t> terms, const PageLayout& layout,
    const PostingOptions& options, const RetiredReferences& retired,
    absl::FunctionRef<void(size_t, const Posting&)> sink)
    : layout_(layout),
      options_(options),
      retired_(retired),
      sink_(sink),
      terms_(terms.size()) {
  counts_.terms = terms.size();
  for (size_t i = 0; i < terms.size(); ++i) terms_[i] = {terms[i], i};
  std::sort(terms_.begin(), terms_.end());
  for (size_t i = 0; i < terms_.size(); ++i) {
    const uint32_t page = layout_.PageOf(terms_[i].first);
    if (i == 0 || page != layout_.PageOf(terms_[i - 1].first)) {
      pages_.push_back({PageKey(page), i, i});
    }
    pages_.back().end = i + 1;
  }
}

absl::Status PostingLookup::Read(size_t page, std::string_view bytes) {
  ++counts_.pages;
  if (absl::Status status = Collect(pages_[page], bytes); !status.ok()) {
    return status;
  }
  Deliver(pages_[page]);
  return absl::OkStatus();
}

absl::Status PostingLookup::Collect(const Page& page, std::string_view bytes) {
  found_.clear();
  long_terms_.clear();
  int runs_with_finds = 0;
  PageReader reader(bytes);
  while (reader.NextRun()) {
    const size_t found_before = found_.size();
    size_t next = page.begin;
    while (reader.NextTerm()) {
      while (next < page.end && LowBits(next) < reader.term()) ++next;
      if (next == page.end) break;
      if (LowBits(next) != reader.term()) continue;
      if (options_.max_list != 0 && reader.count() > options_.max_list) {
        long_terms_.push_back(reader.term());
        continue;
      }
      Posting posting;
      while (reader.Next(posting)) {
        ++counts_.postings;
        if (!retired_.Contains(posting.reference)) {
          found_.push_back({reader.term(), posting});
        }
      }
    }
    if (found_.size() > found_before) ++runs_with_finds;
  }
  if (runs_with_finds > 1) SortUnique(found_);
  return reader.status();
}

void PostingLookup::Deliver(const Page& page) {
  auto begin = found_.begin();
  for (size_t i = page.begin; i < page.end; ++i) {
    const uint32_t term = LowBits(i);
    begin = std::find_if(begin, found_.end(), [&](const PagePosting& posting) {
      return posting.term >= term;
    });
    const auto end = std::find_if(
        begin, found_.end(),
        [&](const PagePosting& posting) { return posting.term > term; });
    const bool is_long = std::find(long_terms_.begin(), long_terms_.end(),
                                   term) != long_terms_.end();
    if (is_long || (options_.max_list != 0 &&
                    static_cast<size_t>(end - begin) > options_.max_list)) {
      ++counts_.skipped_terms;
      continue;
    }
    for (auto posting = begin; posting != end; ++posting) {
      sink_(terms_[i].second, posting->posting);
    }
  }
}

}  // namespace earmark::index
