// Runs a fuzz target as a plain test, the same way each time: over its seeds,
// the files in the folders given (inputs that once broke it), all of these
// truncated at every byte, and a fixed number of mutations of them.
//
//   NAME_test [FOLDER...]            the test
//   NAME_test --write-seeds FOLDER   the seeds as files, for libFuzzer
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace earmark::fuzz {
namespace {

namespace fs = std::filesystem;

// Enough for each byte of a seed of a few hundred bytes to be changed many
// times, alone and with others; about a second of CPU time.
constexpr int kMutations = 300'000;
constexpr int kMostChangesAtOnce = 4;
constexpr size_t kLongestInsertion = 16;

using Random = std::mt19937_64;

size_t Below(size_t bound, Random& random) {
  return std::uniform_int_distribution<size_t>(0, bound - 1)(random);
}

void Run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()),
                         input.size());
}

// Makes one change. Its kinds are those by which parsers break: wrong bits and
// bytes, numbers at their kLimits, pieces lost, repeated, or from elsewhere.
void Change(const std::vector<std::string>& seeds, std::string& input,
            Random& random) {
  if (input.empty()) {
    input = seeds[Below(seeds.size(), random)];
    return;
  }
  const size_t at = Below(input.size(), random);
  const size_t length =
      1 + Below(std::min(input.size() - at, size_t{64}), random);
  switch (Below(7, random)) {
    case 0:
      input[at] = static_cast<char>(input[at] ^ (1 << Below(8, random)));
      break;
    case 1:
      input[at] = static_cast<char>(Below(256, random));
      break;
    case 2: {
      constexpr std::string_view kLimits("\x00\x7f\x80\xff", 4);
      std::fill_n(input.begin() + at, std::min(length, size_t{8}),
                  kLimits[Below(kLimits.size(), random)]);
      break;
    }
    case 3:
      input.erase(at, length);
      break;
    case 4:
      input.insert(at, input.substr(at, length));
      break;
    case 5: {
      const std::string& other = seeds[Below(seeds.size(), random)];
      input.replace(at, std::string::npos,
                    other.substr(std::min(at, other.size())));
      break;
    }
    default: {
      std::string added(1 + Below(kLongestInsertion, random), '\0');
      for (char& c : added) c = static_cast<char>(Below(256, random));
      input.insert(at, added);
    }
  }
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int WriteSeeds(const fs::path& folder) {
  fs::create_directories(folder);
  int number = 0;
  for (const std::string& seed : Seeds()) {
    std::ofstream(folder / ("seed-" + std::to_string(number++)),
                  std::ios::binary)
        << seed;
  }
  return EXIT_SUCCESS;
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "--write-seeds") {
    return WriteSeeds(arguments[1]);
  }
  std::vector<std::string> seeds = Seeds();
  for (const std::string& folder : arguments) {
    std::vector<fs::path> paths(fs::directory_iterator(folder), {});
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) seeds.push_back(ReadFile(path));
  }
  if (seeds.empty()) {
    std::fputs("no seeds\n", stderr);
    return EXIT_FAILURE;
  }
  for (const std::string& seed : seeds) {
    for (size_t size = 0; size <= seed.size(); ++size) {
      Run(seed.substr(0, size));
    }
  }
  Random random(1);
  for (int i = 0; i < kMutations; ++i) {
    std::string input = seeds[i % seeds.size()];
    const size_t changes = 1 + Below(kMostChangesAtOnce, random);
    for (size_t change = 0; change < changes; ++change) {
      Change(seeds, input, random);
    }
    Run(input);
  }
  std::printf("%zu seeds and %d mutations\n", seeds.size(), kMutations);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace earmark::fuzz

int main(int argc, char** argv) {
  return earmark::fuzz::Main({argv + 1, argv + argc});
}
