#include "fingerprint/frame_hash.h"

#include <bit>
#include <cstddef>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

// PDQ uses the DCT's frequencies 1 to 16 in each direction, so that column 0
// holds frequency 1: odd frequencies stand in even columns. Mirroring negates
// exactly those. PDQ sets a bit where a coefficient is above the median of all,
// and that median lies next to 0, so a negated coefficient flips its bit.
constexpr uint64_t kEvenColumns = 0x5555'5555'5555'5555;

}  // namespace

int HammingDistance(const FrameHash& a, const FrameHash& b) {
  int distance = 0;
  for (size_t i = 0; i < a.words.size(); ++i) {
    distance += std::popcount(a.words[i] ^ b.words[i]);
  }
  return distance;
}

FrameHash Mirrored(const FrameHash& hash) {
  FrameHash mirrored = hash;
  for (uint64_t& word : mirrored.words) word ^= kEvenColumns;
  return mirrored;
}

std::string ToHex(const FrameHash& hash) {
  return absl::StrFormat("%016x%016x%016x%016x", hash.words[3], hash.words[2],
                         hash.words[1], hash.words[0]);
}

}  // namespace earmark::fingerprint
