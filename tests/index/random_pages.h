// Pages of random postings.
#ifndef EARMARK_TESTS_INDEX_RANDOM_PAGES_H_
#define EARMARK_TESTS_INDEX_RANDOM_PAGES_H_

#include <random>
#include <set>
#include <string>
#include <vector>

#include "index/internal/posting_page.h"

namespace earmark::index {

// Up to `most` postings whose numbers are now equal, now close, now far apart.
inline std::set<PagePosting> RandomPostings(std::mt19937& random, int most) {
  const auto number = [&random] {
    switch (random() % 4) {
      case 0:
        return uint32_t{0};
      case 1:
        return static_cast<uint32_t>(random() % 3);
      case 2:
        return static_cast<uint32_t>(random() % 5000);
      default:
        return ~uint32_t{0} - static_cast<uint32_t>(random() % 3);
    }
  };
  const bool has_detail = random() % 2 == 0;
  std::set<PagePosting> postings;
  for (auto i = random() % (most + 1); i > 0; --i) {
    postings.insert(
        {number() >> 4,
         {ReferenceNumber{number()}, number(), has_detail ? number() : 0}});
  }
  return postings;
}

inline std::string RunOf(const std::set<PagePosting>& postings) {
  std::string run;
  AppendRun(std::vector(postings.begin(), postings.end()), run);
  return run;
}

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_RANDOM_PAGES_H_
