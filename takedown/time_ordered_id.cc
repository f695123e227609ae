#include "takedown/time_ordered_id.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace earmark::takedown {
namespace {

// Crockford's digits: without i, l, o and u.
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kTimeBytes = 6;
constexpr int64_t kMaxMilliseconds = (int64_t{1} << (8 * kTimeBytes)) - 1;

using IdBytes = std::array<uint8_t, 16>;

void PutTime(absl::Time time, IdBytes& bytes) {
  uint64_t milliseconds = static_cast<uint64_t>(
      std::clamp(absl::ToUnixMillis(time), int64_t{0}, kMaxMilliseconds));
  for (size_t i = kTimeBytes; i-- > 0; milliseconds >>= 8) {
    bytes[i] = static_cast<uint8_t>(milliseconds);
  }
}

// The next larger number; a carry out of the random part moves the time on.
void Increment(IdBytes& bytes) {
  for (size_t i = bytes.size(); i-- > 0;) {
    if (++bytes[i] != 0) return;
  }
}

// 128 bits as 26 digits of 5 bits; the first has only three of its own.
std::string ToBase32(const IdBytes& bytes) {
  std::string text(kTimeOrderedIdLength, '0');
  uint32_t buffer = 0;
  int bits = 0;
  size_t digit = text.size();
  for (size_t i = bytes.size(); i-- > 0;) {
    buffer |= uint32_t{bytes[i]} << bits;
    bits += 8;
    for (; bits >= 5; bits -= 5, buffer >>= 5) {
      text[--digit] = kDigits[buffer & 31];
    }
  }
  text[--digit] = kDigits[buffer & 31];
  return text;
}

}  // namespace

std::string FirstIdAt(absl::Time time) {
  IdBytes bytes{};
  PutTime(time, bytes);
  return ToBase32(bytes);
}

TimeOrderedIds::TimeOrderedIds(Clock clock, RandomBytes random)
    : clock_(std::move(clock)), random_(std::move(random)) {}

absl::StatusOr<std::string> TimeOrderedIds::Next() {
  IdBytes bytes{};
  PutTime(clock_(), bytes);
  const absl::Status filled = random_(std::span(bytes).subspan(kTimeBytes));
  if (!filled.ok()) return filled;
  const absl::MutexLock lock(&mutex_);
  if (bytes <= last_) {
    bytes = last_;
    Increment(bytes);
  }
  last_ = bytes;
  return ToBase32(bytes);
}

}  // namespace earmark::takedown
