// Which references are retired: a bit for each number, read without locks by
// every search and every compaction.
//
// Numbers are dense and never used again, so a bit map in blocks made on demand
// stays small: 8 KB per 65,536 references. Bits are only ever set.
#ifndef EARMARK_INDEX_INTERNAL_RETIRED_REFERENCES_H_
#define EARMARK_INDEX_INTERNAL_RETIRED_REFERENCES_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "index/ids.h"

namespace earmark::index {

// Safe for concurrent use.
class RetiredReferences {
 public:
  RetiredReferences() = default;
  ~RetiredReferences();
  RetiredReferences(const RetiredReferences&) = delete;
  RetiredReferences& operator=(const RetiredReferences&) = delete;

  void Insert(ReferenceNumber reference);

  bool Contains(ReferenceNumber reference) const {
    const auto number = static_cast<uint32_t>(reference);
    const Block* block = blocks_[number / kBlockBits].load();
    return block != nullptr &&
           ((*block)[number % kBlockBits / 64].load() >> (number % 64) & 1) !=
               0;
  }

  // Whether nothing was ever retired.
  bool empty() const { return empty_.load(); }

 private:
  static constexpr uint32_t kBlockBits = 1 << 16;
  using Block = std::array<std::atomic<uint64_t>, kBlockBits / 64>;

  std::atomic<bool> empty_{true};
  // All 2^16 that 32-bit numbers need; owned, null until a bit is set.
  std::array<std::atomic<Block*>, size_t{1} << 16> blocks_{};
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_RETIRED_REFERENCES_H_
