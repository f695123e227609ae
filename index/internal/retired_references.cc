#include "index/internal/retired_references.h"

#include <memory>

namespace earmark::index {

RetiredReferences::~RetiredReferences() {
  for (const std::atomic<Block*>& block : blocks_) delete block.load();
}

void RetiredReferences::Insert(ReferenceNumber reference) {
  const auto number = static_cast<uint32_t>(reference);
  std::atomic<Block*>& slot = blocks_[number / kBlockBits];
  Block* block = slot.load();
  if (block == nullptr) {
    auto made = std::make_unique<Block>();
    // Leaves the other's in `block` if another thread was first.
    if (slot.compare_exchange_strong(block, made.get())) block = made.release();
  }
  (*block)[number % kBlockBits / 64].fetch_or(uint64_t{1} << (number % 64));
  empty_.store(false);
}

}  // namespace earmark::index
