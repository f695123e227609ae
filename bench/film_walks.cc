// Weighs what looks like films of a suite's works in uploads that hold none:
// the null of films (significance.cc).
//
//   bench/null_suite.py --works SUITE --out NULL SOURCE...
//   build/release/bench/film_walks NULL...
//
// Each query that holds no work is searched by its local features alone.
// Whatever places agree on is followed frame by frame and weighed: a walk.
// Tells the weights of walks, whether or not they pass the conditions of a film
// (film_match.h), and of those that do, the heaviest of each work in a query,
// as `recognition --null` tells scores; and where the heavy ones are.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/suite_database.h"
#include "bench/yardstick_suite.h"
#include "index/internal/catalogue_records.h"
#include "index/internal/feature_search.h"
#include "index/internal/reference_reader.h"
#include "index/keys.h"

namespace earmark::bench {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::Modality;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

// Lighter walks are not counted.
constexpr double kLeastWeight = 1;
// Of heavier ones it is told where they are.
constexpr double kHeavy = 4;

struct Tails {
  std::vector<double> walks;
  std::vector<double> films;
  double square_minutes = 0;
};

// Weights of the heaviest find of each reference.
absl::StatusOr<std::map<index::ReferenceNumber, double>> Weigh(
    const MediaFingerprint& query, bool also_no_films, uint64_t references,
    const index::Store& store) {
  const auto snapshot = store.TakeSnapshot();
  index::ReferenceReader reader(store, *snapshot);
  index::PostingCounts cost;
  const auto findings = index::FindFeatures(
      query,
      {.scores = {.match = std::numeric_limits<double>::infinity(),
                  .candidate = kLeastWeight},
       .references = references,
       .also_no_films = also_no_films},
      store, *snapshot, reader, cost);
  if (!findings.ok()) return findings.status();
  std::map<index::ReferenceNumber, double> heaviest;
  for (const index::Finding& finding : *findings) {
    double& weight = heaviest[finding.number];
    weight = std::max(weight, finding.score);
  }
  return heaviest;
}

absl::Status TellHeavy(const std::string& file, index::ReferenceNumber number,
                       double weight, const index::Store& store) {
  const auto stored =
      store.Get(index::Table::kNumbers, index::ReferenceNumberKey(number));
  if (!stored.ok()) return stored.status();
  const auto name = index::DecodeReferenceName(stored->value_or(""));
  if (!name.ok()) return name.status();
  std::printf("walk of weight %.1f: %s, %s\n", weight, file.c_str(),
              name->work.value.c_str());
  return absl::OkStatus();
}

absl::Status WeighSuite(const Suite& suite, Tails& tails) {
  const auto database = SuiteDatabase::Make(index::RocksDbOptions().page_bits);
  if (!database.ok()) return database.status();
  absl::Status status = (*database)->Register(suite);
  if (!status.ok()) return status;
  double index_minutes = 0;
  for (const auto& [id, media] : suite.references) {
    index_minutes += Minutes(media.duration).count();
  }
  for (const SuiteQuery& query : suite.queries) {
    if (!query.clips.empty()) continue;
    for (const bool also_no_films : {true, false}) {
      const auto found = Weigh(query.media, also_no_films,
                               suite.references.size(), (*database)->store());
      if (!found.ok()) return found.status();
      for (const auto& [number, weight] : *found) {
        (also_no_films ? tails.walks : tails.films).push_back(weight);
        if (!also_no_films || weight < kHeavy) continue;
        status = TellHeavy(query.file, number, weight, (*database)->store());
        if (!status.ok()) return status;
      }
    }
    tails.square_minutes +=
        Minutes(query.media.duration).count() * index_minutes;
  }
  return absl::OkStatus();
}

int Run(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: film_walks SUITE...\n");
    return 2;
  }
  Tails tails;
  for (int i = 1; i < count; ++i) {
    const auto suite = ReadSuite(arguments[i], Modality::kVideo);
    const absl::Status status =
        suite.ok() ? WeighSuite(*suite, tails) : suite.status();
    if (!status.ok()) {
      std::fprintf(stderr, "%s: %s\n", arguments[i], status.ToString().c_str());
      return 1;
    }
  }
  std::printf("walks");
  PrintTail(std::move(tails.walks), tails.square_minutes);
  std::printf("\nfilms");
  PrintTail(std::move(tails.films), tails.square_minutes);
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
