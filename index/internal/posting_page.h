// The bytes of a page of postings: what is stored for all terms that share
// their top bits.
//
// A page is a set of (term, posting), written as any number of runs, one after
// the other. A run is sorted and delta-coded, one list for each term, which a
// reader can count and step over without reading it (docs/formats.md has the
// grammar and an example); about 5 bytes a posting. Since runs stand for
// themselves, two pages are joined by joining their bytes, and repeating a run
// changes nothing. Each run has exactly one encoding.
//
// Bytes are not trusted: whatever they hold, a reader reports corruption,
// never reads past them, and uses memory in proportion to them.
#ifndef EARMARK_INDEX_INTERNAL_POSTING_PAGE_H_
#define EARMARK_INDEX_INTERNAL_POSTING_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "index/store.h"

namespace earmark::index {

// Version of these bytes. Later versions must keep that pages are joined by
// joining their bytes: a store does so before it knows the version.
inline constexpr uint32_t kPageVersion = 2;

// Which page a term lies on: that of its top bits.
class PageLayout {
 public:
  // There are 2^page_bits pages, 1 to 31 bits.
  explicit PageLayout(int page_bits) : low_bits_(32 - page_bits) {}

  uint32_t PageOf(uint32_t term) const { return term >> low_bits_; }
  // The bits of the term that the number of its page does not hold.
  uint32_t LowBitsOf(uint32_t term) const {
    return term & ((uint32_t{1} << low_bits_) - 1);
  }
  uint32_t last_page() const { return PageOf(~uint32_t{0}); }

 private:
  int low_bits_;
};

struct PagePosting {
  // The bits of the term that the page's key does not hold.
  uint32_t term = 0;
  Posting posting;

  // (A false warning of clang-tidy 14.)
  auto operator<=>(const PagePosting&) const =
      default;  // NOLINT(modernize-use-nullptr)
};

// Sorts, and drops repetitions.
void SortUnique(std::vector<PagePosting>& postings);

// Appends one run to `page`. `postings` must ascend strictly, number less than
// 2^31, and be of terms below 2^31; without any, appends nothing.
void AppendRun(std::span<const PagePosting> postings, std::string& page);

// Reads a page, run by run, term by term, posting by posting:
//
//   PageReader reader(page);
//   while (reader.NextRun()) {
//     while (reader.NextTerm()) {
//       Posting posting;
//       while (reader.Next(posting)) ...
//     }
//   }
//   return reader.status();
//
// What is not read is stepped over, and then only looked at as far as that
// takes. Not safe for concurrent use. The bytes must outlive it.
class PageReader {
 public:
  explicit PageReader(std::string_view page)
      : next_run_(page.data()), end_(page.data() + page.size()) {}

  // Moves to the next run. Returns false after the last run and on corruption.
  bool NextRun();

  // Moves to the next term of the run. Returns false after the last one and on
  // corruption.
  bool NextTerm();

  uint32_t term() const { return term_; }
  // How many postings the term has in this run.
  size_t count() const { return count_; }

  // Reads the next posting of the term. Returns false after the last one and on
  // corruption.
  bool Next(Posting& posting);

  // kDataLoss once corruption was met.
  absl::Status status() const;

 private:
  bool ReadVarint(const char* end, uint32_t& value) {
    // Nearly all numbers in a page have one byte.
    if (position_ < end && static_cast<signed char>(*position_) >= 0) {
      value = static_cast<unsigned char>(*position_++);
      return true;
    }
    return ReadLongVarint(end, value);
  }
  bool ReadLongVarint(const char* end, uint32_t& value);
  // Steps over what is left of the term's list.
  bool SkipList();
  bool EndRun();
  bool Corrupt(const char* fault);

  const char* position_ = nullptr;
  const char* next_run_;
  const char* end_;
  // Of the run.
  const char* run_end_ = nullptr;
  size_t unread_terms_ = 0;
  bool has_detail_ = false;
  bool any_detail_ = false;
  bool all_read_ = true;
  bool first_term_ = true;
  // Of the term. The end of its list is known where it has several postings.
  uint32_t term_ = 0;
  size_t count_ = 0;
  size_t unread_ = 0;
  const char* list_end_ = nullptr;
  Posting last_;
  const char* fault_ = nullptr;
};

// The number of runs, or kDataLoss. Looks at the runs' headers alone.
absl::StatusOr<int> CountRuns(std::string_view page);

// Reads a whole page, sorted and without repetitions; kDataLoss on corruption.
absl::StatusOr<std::vector<PagePosting>> DecodePage(std::string_view page);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_PAGE_H_
