// A bijection on 32 bits that mixes well: terms must be spread evenly over the
// pages (C. Wellons, "Prospecting for hash functions", 2018: lowbias32).
// Persistent: terms are on disk.
#ifndef EARMARK_INDEX_INTERNAL_MIX_H_
#define EARMARK_INDEX_INTERNAL_MIX_H_

#include <cstdint>

namespace earmark::index {

constexpr uint32_t Mix(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352d;
  x ^= x >> 15;
  x *= 0x846ca68b;
  x ^= x >> 16;
  return x;
}

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_MIX_H_
