#include "index/internal/posting_page.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace earmark::index {
namespace {

constexpr uint32_t kMax = std::numeric_limits<uint32_t>::max();

void AppendVarint(uint32_t value, std::string& bytes) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

// Writes each number as its difference from the posting before as long as all
// numbers so far are the same, and as itself after the first that differs.
void AppendPosting(const Posting& last, const Posting& next, bool has_detail,
                   std::string& bytes) {
  bool differs = false;
  const auto append = [&](uint32_t before, uint32_t now) {
    AppendVarint(differs ? now : now - before, bytes);
    differs = differs || now != before;
  };
  append(static_cast<uint32_t>(last.reference),
         static_cast<uint32_t>(next.reference));
  append(last.position, next.position);
  if (has_detail) append(last.detail, next.detail);
}

// Appends the list of one term, which comes after `last_term`.
void AppendTerm(uint32_t last_term, std::span<const PagePosting> postings,
                bool has_detail, std::string& bytes) {
  std::string list;
  Posting last;
  for (const PagePosting& posting : postings) {
    AppendPosting(last, posting.posting, has_detail, list);
    last = posting.posting;
  }
  const bool several = postings.size() > 1;
  AppendVarint(
      (postings.front().term - last_term) << 1 | static_cast<uint32_t>(several),
      bytes);
  if (several) {
    AppendVarint(static_cast<uint32_t>(postings.size() - 2), bytes);
    AppendVarint(static_cast<uint32_t>(list.size()), bytes);
  }
  bytes.append(list);
}

}  // namespace

void SortUnique(std::vector<PagePosting>& postings) {
  std::sort(postings.begin(), postings.end());
  postings.erase(std::unique(postings.begin(), postings.end()), postings.end());
}

void AppendRun(std::span<const PagePosting> postings, std::string& page) {
  if (postings.empty()) return;
  const bool has_detail =
      std::any_of(postings.begin(), postings.end(),
                  [](const PagePosting& p) { return p.posting.detail != 0; });
  std::string body;
  uint32_t terms = 0;
  uint32_t last_term = 0;
  for (size_t first = 0; first < postings.size();) {
    const uint32_t term = postings[first].term;
    size_t last = first + 1;
    while (last < postings.size() && postings[last].term == term) ++last;
    AppendTerm(last_term, postings.subspan(first, last - first), has_detail,
               body);
    ++terms;
    last_term = term;
    first = last;
  }
  AppendVarint(terms << 1 | static_cast<uint32_t>(has_detail), page);
  AppendVarint(static_cast<uint32_t>(body.size()), page);
  page.append(body);
}

bool PageReader::Corrupt(const char* fault) {
  fault_ = fault;
  next_run_ = end_;
  unread_terms_ = 0;
  unread_ = 0;
  return false;
}

bool PageReader::ReadLongVarint(const char* end, uint32_t& value) {
  uint64_t read = 0;
  for (int shift = 0; shift <= 28; shift += 7) {
    if (position_ == end) return Corrupt("a number is cut off");
    const auto byte = static_cast<unsigned char>(*position_++);
    read |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (byte == 0 && shift > 0) return Corrupt("a number has idle bytes");
    if (read > kMax) break;
    value = static_cast<uint32_t>(read);
    return true;
  }
  return Corrupt("a number is out of range");
}

bool PageReader::NextRun() {
  if (next_run_ == end_) return false;
  position_ = next_run_;
  uint32_t header = 0;
  uint32_t bytes = 0;
  if (!ReadVarint(end_, header) || !ReadVarint(end_, bytes)) return false;
  if (bytes > static_cast<size_t>(end_ - position_)) {
    return Corrupt("a run is cut off");
  }
  has_detail_ = (header & 1) != 0;
  unread_terms_ = header >> 1;
  // A term has a byte, and one for each number of a posting at least.
  const size_t least_bytes = has_detail_ ? 4 : 3;
  if (unread_terms_ == 0 || unread_terms_ > bytes / least_bytes) {
    return Corrupt("a run's count does not fit its size");
  }
  run_end_ = position_ + bytes;
  next_run_ = run_end_;
  first_term_ = true;
  any_detail_ = false;
  all_read_ = true;
  term_ = 0;
  unread_ = 0;
  return true;
}

bool PageReader::SkipList() {
  if (unread_ == 0) return true;
  all_read_ = false;
  if (list_end_ != nullptr) {
    position_ = list_end_;
    return true;
  }
  // One posting: so many numbers end.
  for (int numbers = has_detail_ ? 3 : 2; numbers > 0;) {
    if (position_ == run_end_) return Corrupt("a number is cut off");
    if (static_cast<signed char>(*position_++) >= 0) --numbers;
  }
  return true;
}

bool PageReader::EndRun() {
  unread_ = 0;
  if (position_ != run_end_) {
    return Corrupt("a run has bytes after its last posting");
  }
  if (all_read_ && any_detail_ != has_detail_) {
    return Corrupt("a run has idle details");
  }
  return false;
}

bool PageReader::NextTerm() {
  if (fault_ != nullptr || position_ == nullptr || !SkipList()) return false;
  if (unread_terms_ == 0) return EndRun();
  --unread_terms_;
  unread_ = 0;
  uint32_t head = 0;
  if (!ReadVarint(run_end_, head)) return false;
  const uint32_t step = head >> 1;
  if (step == 0 && !first_term_) return Corrupt("a term is repeated in a run");
  if (step > kMax - term_) return Corrupt("a number is out of range");
  first_term_ = false;
  term_ += step;
  last_ = {};
  count_ = 1;
  list_end_ = nullptr;
  if ((head & 1) != 0) {
    uint32_t more = 0;
    uint32_t bytes = 0;
    if (!ReadVarint(run_end_, more) || !ReadVarint(run_end_, bytes)) {
      return false;
    }
    count_ = size_t{more} + 2;
    const size_t least_bytes = has_detail_ ? 3 : 2;
    if (bytes > static_cast<size_t>(run_end_ - position_) ||
        count_ > bytes / least_bytes) {
      return Corrupt("a list's count does not fit its size");
    }
    list_end_ = position_ + bytes;
  }
  unread_ = count_;
  return true;
}

bool PageReader::Next(Posting& posting) {
  if (unread_ == 0) return false;
  const char* const end = list_end_ != nullptr ? list_end_ : run_end_;
  // Mirrors AppendPosting.
  bool differs = false;
  const auto read = [&](uint32_t& number) {
    uint32_t coded = 0;
    if (!ReadVarint(end, coded)) return false;
    if (differs) {
      number = coded;
    } else {
      if (coded > kMax - number) return Corrupt("a number is out of range");
      number += coded;
      differs = coded != 0;
    }
    return true;
  };
  auto reference = static_cast<uint32_t>(last_.reference);
  if (!read(reference) || !read(last_.position)) return false;
  last_.reference = ReferenceNumber{reference};
  if (has_detail_ && !read(last_.detail)) return false;
  if (!differs && unread_ != count_) {
    return Corrupt("a posting is repeated in a run");
  }
  any_detail_ = any_detail_ || last_.detail != 0;
  if (--unread_ == 0 && list_end_ != nullptr && position_ != list_end_) {
    return Corrupt("a list has bytes after its last posting");
  }
  posting = last_;
  return true;
}

absl::Status PageReader::status() const {
  if (fault_ == nullptr) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("corrupt posting page: ", fault_));
}

absl::StatusOr<int> CountRuns(std::string_view page) {
  PageReader reader(page);
  int runs = 0;
  while (reader.NextRun()) ++runs;
  if (absl::Status status = reader.status(); !status.ok()) return status;
  return runs;
}

absl::StatusOr<std::vector<PagePosting>> DecodePage(std::string_view page) {
  PageReader reader(page);
  std::vector<PagePosting> postings;
  int runs = 0;
  while (reader.NextRun()) {
    ++runs;
    while (reader.NextTerm()) {
      Posting posting;
      while (reader.Next(posting)) postings.push_back({reader.term(), posting});
    }
  }
  if (absl::Status status = reader.status(); !status.ok()) return status;
  if (runs > 1) SortUnique(postings);
  return postings;
}

}  // namespace earmark::index
