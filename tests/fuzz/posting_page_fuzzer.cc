// Pages of postings come from the disk: any bytes are refused, or are a set of
// postings that is written and read again unchanged.
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "index/internal/posting_page.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/index/random_pages.h"

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  std::mt19937 random(1);
  std::vector<std::string> seeds;
  std::string page;
  for (int i = 0; i < 8; ++i) {
    page += index::RunOf(index::RandomPostings(random, 8));
    seeds.push_back(page);
  }
  return seeds;
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto runs = earmark::index::CountRuns(bytes);
  const auto postings = earmark::index::DecodePage(bytes);
  if (!postings.ok()) return 0;
  if (!runs.ok()) std::abort();
  // A posting has three bytes at least.
  if (postings->size() > size / 3) std::abort();
  std::string written;
  earmark::index::AppendRun(*postings, written);
  if (*runs <= 1 && written != bytes) std::abort();
  const auto again = earmark::index::DecodePage(written);
  if (!again.ok() || *again != *postings) std::abort();
  return 0;
}
