// Lives through a year of claims (tests/service/claims_year.h) at the size of a
// platform, checks it, and prints how much happened and how long it took.
//
//   claims_year [--uploads N] [--seed N] [--checks N]
//
// Ends with 1 if anything was wrong.
#include "tests/service/claims_year.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/numbers.h"

namespace earmark::service {
namespace {

constexpr char kUsage[] =
    "usage: claims_year [--uploads N] [--seed N] [--checks N]\n";

bool ParseFlags(int argc, char** argv, ClaimsYearOptions& options) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    int value = 0;
    if (!absl::SimpleAtoi(argv[i + 1], &value) || value < 1) return false;
    if (flag == "--uploads") {
      options.uploads = value;
    } else if (flag == "--seed") {
      options.seed = static_cast<uint64_t>(value);
    } else if (flag == "--checks") {
      options.checks = value;
    } else {
      return false;
    }
  }
  return argc % 2 == 1;
}

int Run(int argc, char** argv) {
  ClaimsYearOptions options;
  options.uploads = 100'000;
  options.owners = 60;
  options.works = 600;
  if (!ParseFlags(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  std::string folder =
      std::filesystem::temp_directory_path() / "earmark-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "cannot make %s\n", folder.c_str());
    return 1;
  }
  options.folder = folder;
  const auto start = std::chrono::steady_clock::now();
  const auto figures = LiveClaimsYear(options);
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  std::filesystem::remove_all(folder);
  if (!figures.ok()) {
    std::fprintf(stderr, "%s\n", figures.status().ToString().c_str());
    return 1;
  }
  for (const auto& [what, count] : *figures) {
    std::printf("%10lld  %s\n", static_cast<long long>(count), what.c_str());
  }
  std::printf("%10.1f  seconds\n", seconds.count());
  return 0;
}

}  // namespace
}  // namespace earmark::service

int main(int argc, char** argv) { return earmark::service::Run(argc, argv); }
