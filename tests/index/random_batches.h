// Random batches over few keys, terms and references, so that they meet.
#ifndef EARMARK_TESTS_INDEX_RANDOM_BATCHES_H_
#define EARMARK_TESTS_INDEX_RANDOM_BATCHES_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "index/store.h"

namespace earmark::index {

class RandomBatches {
 public:
  explicit RandomBatches(uint32_t seed) : random_(seed) {}

  // Guards on kWorks, writes to kWorks and kOwners, postings of references 1-20
  // and uploads 1-20 in all tables, and now and then the end of one of these.
  Batch Next();

  // One of AllTerms().
  uint32_t Term();
  std::string Key();
  // 0 to `below` - 1.
  uint32_t Draw(uint32_t below) { return random_() % below; }

  // Neighbours within a page, and the ends of the range.
  static std::vector<uint32_t> AllTerms();

 private:
  std::string Value() { return std::to_string(Draw(3)); }

  std::mt19937 random_;
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_RANDOM_BATCHES_H_
