// Search at size: what it costs, and what it still finds, in indexes of as many
// works as one likes.
//
//   build/release/bench/scale make FOLDER WORKS SUITE...
//   build/release/bench/scale search [--warm] FOLDER SUITE...
//   build/release/bench/scale null FOLDER HOURS SUITE...
//
// `make` builds a database in FOLDER of the suites' works and WORKS others of
// three minutes, made from the suites' audio (scaled_works.h). `search` looks
// for the suites' queries in it and tells by attack: what is located, false
// matches of the suites' works and of the others, and, for each minute of
// query, look-ups, pages and postings read, CPU time of the whole search and of
// reading postings, and the latter as a multiple of RocksDB's own MultiGet of
// as many pages in memory. With --warm each search is made again when all it
// needs is in memory; without, its times mean little. Suites of whole minutes
// are made by bench/minute_suite.py.

#include "bench/scale.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

namespace earmark::bench {
namespace {

absl::StatusOr<std::vector<Suite>> ReadSuites(char** begin, char** end) {
  std::vector<Suite> suites;
  for (char** folder = begin; folder != end; ++folder) {
    auto suite = ReadSuite(*folder, fingerprint::Modality::kAudio);
    if (!suite.ok()) return suite.status();
    suites.push_back(*std::move(suite));
  }
  return suites;
}

int Run(int count, char** arguments) {
  const std::string_view command = count > 1 ? arguments[1] : "";
  const bool warm = count > 2 && std::string_view(arguments[2]) == "--warm";
  uint32_t works = 0;
  double hours = 0;
  absl::Status status;
  if (command == "make" && count > 4 &&
      absl::SimpleAtoi(arguments[3], &works) && works > 0) {
    const auto suites = ReadSuites(arguments + 4, arguments + count);
    status = suites.ok() ? MakeScaled(arguments[2], works, *suites)
                         : suites.status();
  } else if (char** const folder = arguments + (warm ? 3 : 2);
             command == "search" && folder + 1 < arguments + count) {
    const auto suites = ReadSuites(folder + 1, arguments + count);
    status =
        suites.ok() ? SearchScaled(*folder, *suites, warm) : suites.status();
  } else if (command == "null" && count > 4 &&
             absl::SimpleAtod(arguments[3], &hours) && hours > 0) {
    const auto suites = ReadSuites(arguments + 4, arguments + count);
    status = suites.ok() ? CountWrong(arguments[2], hours, *suites)
                         : suites.status();
  } else {
    std::fprintf(stderr,
                 "usage: scale make FOLDER WORKS SUITE...\n"
                 "       scale search [--warm] FOLDER SUITE...\n"
                 "       scale null FOLDER HOURS SUITE...\n");
    return 2;
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
