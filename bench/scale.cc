// Search at size: what it costs, and what it still finds, in indexes of as many
// works as one likes.
//
//   build/release/bench/scale make audio|video FOLDER WORKS SUITE...
//   build/release/bench/scale search audio|video [--warm] FOLDER SUITE...
//   build/release/bench/scale null FOLDER HOURS SUITE...
//   build/release/bench/scale keys SUITE...
//
// `make` builds a database in FOLDER of the suites' works and WORKS others of
// three minutes, made from the suites' audio (scaled_works.h) or from the video
// of those without queries (scaled_films.h). `search` looks for the suites'
// queries in it and tells by attack: what is located, false matches of the
// suites' works and of the others, and, for each minute of query, look-ups,
// pages and postings read, of these those of the terms looked up (hits), terms
// skipped for their long lists, references that were read to be verified and
// did not match, CPU time of the whole search and of reading postings, and the
// latter as a multiple of RocksDB's own MultiGet of as many pages in memory.
// `keys` tells how often the keys of video that has nothing in common agree.
// With --warm each search is made again when all it needs is in memory;
// without, its times mean little. Suites of whole minutes are made by
// bench/minute_suite.py, suites of pictures without queries by
// bench/picture_suite.py.

#include "bench/scale.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

namespace earmark::bench {
namespace {

using fingerprint::Modality;

absl::StatusOr<std::vector<Suite>> ReadSuites(Modality modality, char** begin,
                                              char** end) {
  std::vector<Suite> suites;
  for (char** folder = begin; folder != end; ++folder) {
    auto suite = ReadSuite(*folder, modality);
    if (!suite.ok()) return suite.status();
    suites.push_back(*std::move(suite));
  }
  return suites;
}

int Usage() {
  std::fprintf(stderr,
               "usage: scale make audio|video FOLDER WORKS SUITE...\n"
               "       scale search audio|video [--warm] FOLDER SUITE...\n"
               "       scale null FOLDER HOURS SUITE...\n"
               "       scale keys SUITE...\n");
  return 2;
}

int Run(int count, char** arguments) {
  const std::string_view command = count > 1 ? arguments[1] : "";
  // Before suites are read, which takes its time.
  if (command != "make" && command != "search" && command != "null" &&
      command != "keys") {
    return Usage();
  }
  char** const end = arguments + count;
  char** next = arguments + std::min(count, 2);
  Modality modality = command == "keys" ? Modality::kVideo : Modality::kAudio;
  if (command == "make" || command == "search") {
    const auto named = ModalityNamed(next < end ? *next++ : "");
    if (!named) return Usage();
    modality = *named;
  }
  const bool warm =
      command == "search" && next < end && std::string_view(*next) == "--warm";
  if (warm) ++next;
  const std::string folder = command != "keys" && next < end ? *next++ : "";
  uint32_t works = 0;
  double hours = 0;
  if (command == "make" &&
      (next == end || !absl::SimpleAtoi(*next++, &works) || works == 0)) {
    return Usage();
  }
  if (command == "null" &&
      (next == end || !absl::SimpleAtod(*next++, &hours) || hours <= 0)) {
    return Usage();
  }
  if (next == end) return Usage();
  const auto suites = ReadSuites(modality, next, end);
  absl::Status status = suites.status();
  if (suites.ok()) {
    if (command == "make") {
      status = MakeScaled(folder, modality, works, *suites);
    } else if (command == "search") {
      status = SearchScaled(folder, modality, *suites, warm);
    } else if (command == "null") {
      status = CountWrong(folder, hours, *suites);
    } else {
      status = CountKeys(*suites);
    }
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
