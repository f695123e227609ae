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
void AppendPosting(const PagePosting& last, const PagePosting& next,
                   bool has_detail, std::string& bytes) {
  const uint32_t term_delta = next.term - last.term;
  AppendVarint(term_delta, bytes);
  bool differs = term_delta != 0;
  const auto append = [&](uint32_t before, uint32_t now) {
    AppendVarint(differs ? now : now - before, bytes);
    differs = differs || now != before;
  };
  append(static_cast<uint32_t>(last.posting.reference),
         static_cast<uint32_t>(next.posting.reference));
  append(last.posting.position, next.posting.position);
  if (has_detail) append(last.posting.detail, next.posting.detail);
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
  PagePosting last;
  for (const PagePosting& posting : postings) {
    AppendPosting(last, posting, has_detail, body);
    last = posting;
  }
  AppendVarint(static_cast<uint32_t>(postings.size() << 1 | has_detail), page);
  AppendVarint(static_cast<uint32_t>(body.size()), page);
  page.append(body);
}

bool PageReader::Corrupt(const char* fault) {
  fault_ = fault;
  next_run_ = end_;
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
  run_size_ = header >> 1;
  // A posting has a byte for each of its numbers at least.
  const size_t least_bytes = has_detail_ ? 4 : 3;
  if (run_size_ == 0 || run_size_ > bytes / least_bytes) {
    return Corrupt("a run's count does not fit its size");
  }
  unread_ = run_size_;
  run_end_ = position_ + bytes;
  next_run_ = run_end_;
  first_ = true;
  any_detail_ = false;
  last_ = {};
  return true;
}

bool PageReader::Next(PagePosting& posting) {
  if (unread_ == 0) return false;
  // Mirrors AppendPosting.
  bool differs = false;
  const auto read = [&](uint32_t& number) {
    uint32_t coded = 0;
    if (!ReadVarint(run_end_, coded)) return false;
    if (differs) {
      number = coded;
    } else {
      if (coded > kMax - number) return Corrupt("a number is out of range");
      number += coded;
      differs = coded != 0;
    }
    return true;
  };
  auto reference = static_cast<uint32_t>(last_.posting.reference);
  if (!read(last_.term) || !read(reference) || !read(last_.posting.position)) {
    return false;
  }
  last_.posting.reference = ReferenceNumber{reference};
  if (has_detail_ && !read(last_.posting.detail)) return false;
  if (!differs && !first_) return Corrupt("a posting is repeated in a run");
  first_ = false;
  any_detail_ = any_detail_ || last_.posting.detail != 0;
  if (--unread_ == 0) {
    if (position_ != run_end_) {
      return Corrupt("a run has bytes after its last posting");
    }
    if (any_detail_ != has_detail_) return Corrupt("a run has idle details");
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
    if (++runs == 1) postings.reserve(reader.run_size());
    PagePosting posting;
    while (reader.Next(posting)) postings.push_back(posting);
  }
  if (absl::Status status = reader.status(); !status.ok()) return status;
  if (runs > 1) SortUnique(postings);
  return postings;
}

}  // namespace earmark::index
