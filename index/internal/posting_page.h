// The bytes of a page of postings: what is stored for all terms that share
// their top bits.
//
// A page is a set of (term, posting), written as any number of runs, one after
// the other. A run is sorted and delta-coded (docs/formats.md has the grammar
// and an example); about 6 bytes a posting. Since runs stand for themselves,
// two pages are joined by joining their bytes, and repeating a run changes
// nothing. Each run has exactly one encoding.
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
inline constexpr uint32_t kPageVersion = 1;

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

// Appends one run to `page`. `postings` must ascend strictly, and number less
// than 2^31; without any, appends nothing.
void AppendRun(std::span<const PagePosting> postings, std::string& page);

// Reads a page, run by run, posting by posting:
//
//   PageReader reader(page);
//   while (reader.NextRun()) {
//     PagePosting posting;
//     while (reader.Next(posting)) ...
//   }
//   return reader.status();
//
// Not safe for concurrent use. The bytes must outlive it.
class PageReader {
 public:
  explicit PageReader(std::string_view page)
      : next_run_(page.data()), end_(page.data() + page.size()) {}

  // Moves to the next run, also from the midst of one (the rest of that is then
  // not looked at). Returns false after the last run and on corruption.
  bool NextRun();

  // How many postings the run has.
  size_t run_size() const { return run_size_; }

  // Reads the next posting of the run. Returns false after the last one and on
  // corruption.
  bool Next(PagePosting& posting);

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
  bool Corrupt(const char* fault);

  const char* position_ = nullptr;
  const char* run_end_ = nullptr;
  const char* next_run_;
  const char* end_;
  size_t run_size_ = 0;
  size_t unread_ = 0;
  bool has_detail_ = false;
  bool any_detail_ = false;
  bool first_ = true;
  PagePosting last_;
  const char* fault_ = nullptr;
};

// The number of runs, or kDataLoss. Looks at the runs' headers alone.
absl::StatusOr<int> CountRuns(std::string_view page);

// Reads a whole page, sorted and without repetitions; kDataLoss on corruption.
absl::StatusOr<std::vector<PagePosting>> DecodePage(std::string_view page);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_PAGE_H_
