// Weighs what looks like films of a suite's works in uploads that hold none:
// the null of films (significance.cc).
//
//   bench/null_suite.py --works SUITE --out NULL SOURCE...
//   build/release/bench/film_walks NULL...
//
// Each query that holds no work is searched by its local features alone.
// Whatever places agree on is followed frame by frame and weighed: a walk.
// Tells the weights of walks, the heaviest of each work in a query, whether or
// not they pass the conditions of a film (film_match.h), and where the heavy
// ones are. `recognition video --null` tells those that pass.

#include <algorithm>
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

// Lighter walks are not counted.
constexpr double kLeastWeight = 1;
// Of heavier ones it is told where they are.
constexpr double kHeavy = 4;

// The weight of the heaviest walk on each reference.
absl::StatusOr<std::map<index::ReferenceNumber, double>> WeighWalks(
    const MediaFingerprint& query, uint64_t references,
    const index::Store& store) {
  const auto snapshot = store.TakeSnapshot();
  index::ReferenceReader reader(store, *snapshot);
  index::PostingCounts cost;
  const auto walks = index::FindFeatures(
      query,
      {.scores = {.match = std::numeric_limits<double>::infinity(),
                  .candidate = kLeastWeight},
       .references = references,
       .also_no_films = true},
      store, *snapshot, reader, cost);
  if (!walks.ok()) return walks.status();
  std::map<index::ReferenceNumber, double> heaviest;
  for (const index::Finding& walk : *walks) {
    double& weight = heaviest[walk.number];
    weight = std::max(weight, walk.score);
  }
  return heaviest;
}

absl::Status TellWhere(const std::string& file, index::ReferenceNumber number,
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

// Adds to the weights, and to the minutes of query times minutes of index.
absl::Status WeighSuite(const Suite& suite, std::vector<double>& weights,
                        double& square_minutes) {
  const auto database = SuiteDatabase::Make(index::RocksDbOptions().page_bits);
  if (!database.ok()) return database.status();
  const index::Store& store = (*database)->store();
  absl::Status status = (*database)->Register(suite);
  if (!status.ok()) return status;
  for (const SuiteQuery& query : suite.queries) {
    if (!query.clips.empty()) continue;
    const auto walks = WeighWalks(query.media, suite.references.size(), store);
    if (!walks.ok()) return walks.status();
    for (const auto& [number, weight] : *walks) {
      weights.push_back(weight);
      if (weight < kHeavy) continue;
      status = TellWhere(query.file, number, weight, store);
      if (!status.ok()) return status;
    }
    square_minutes += SquareMinutes(query.media, suite);
  }
  return absl::OkStatus();
}

int Run(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: film_walks SUITE...\n");
    return 2;
  }
  std::vector<double> weights;
  double square_minutes = 0;
  for (int i = 1; i < count; ++i) {
    const auto suite = ReadSuite(arguments[i], Modality::kVideo);
    const absl::Status status =
        suite.ok() ? WeighSuite(*suite, weights, square_minutes)
                   : suite.status();
    if (!status.ok()) {
      std::fprintf(stderr, "%s: %s\n", arguments[i], status.ToString().c_str());
      return 1;
    }
  }
  PrintTail(std::move(weights), square_minutes);
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
