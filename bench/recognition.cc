// Searches one modality of yardstick suites in one process: how much is
// located, what it costs, and how high works score that do not stand in the
// query.
//
//   yardstick.py make --media ../shared/corpus --only a --per-attack 8
//       --out SUITE
//   build/release/bench/recognition audio SUITE...
//   build/release/bench/recognition audio --null SUITE...
//   build/release/bench/recognition video SUITE...
//
// `cand` counts candidates, finds too weak for a match, of works that do not
// stand in the query. Located: the matched interval of the upload overlaps the
// true one by half or more (intersection over union). `IoU` is the mean of that
// over what is located, `ref` the same in the work. Costs: CPU of the search
// and look-ups, per minute of query. With --null, also weak finds are told, and
// the tail of the scores of wrong works: through the k-th score, `rate` is what
// a tail exp(-score) has at 0, per square minute (minutes of query times
// minutes of index). significance.cc stands on it.

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/suite_database.h"
#include "bench/yardstick_suite.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"

namespace earmark::bench {
namespace {

using fingerprint::MediaTime;
using fingerprint::Modality;
using index::Match;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

// With --null, finds with more expected false matches are not told.
constexpr double kWeakest = 3000;

struct Row {
  size_t queries = 0;
  size_t clips = 0;
  size_t found = 0;
  size_t located = 0;
  // Summed over the located clips.
  Overlaps overlaps;
  size_t false_matches = 0;
  size_t false_candidates = 0;
  double minutes = 0;
  double cpu_seconds = 0;
  double look_ups = 0;

  Row& operator+=(const Row& other) {
    queries += other.queries;
    clips += other.clips;
    found += other.found;
    located += other.located;
    overlaps += other.overlaps;
    false_matches += other.false_matches;
    false_candidates += other.false_candidates;
    minutes += other.minutes;
    cpu_seconds += other.cpu_seconds;
    look_ups += other.look_ups;
    return *this;
  }
};

void Print(const std::string& name, const Row& row) {
  const double clips = std::max<double>(1, static_cast<double>(row.clips));
  const double located = std::max<double>(1, static_cast<double>(row.located));
  std::printf("%-30s %4zu %6.0f%% %7.0f%% %5.2f %5.2f %6zu %5zu %9.3f %10.0f\n",
              name.c_str(), row.queries,
              100 * static_cast<double>(row.found) / clips,
              100 * static_cast<double>(row.located) / clips,
              row.overlaps.query / located, row.overlaps.reference / located,
              row.false_matches, row.false_candidates,
              row.cpu_seconds / row.minutes, row.look_ups / row.minutes);
}

struct Tally {
  Modality modality = Modality::kAudio;
  std::map<std::string, Row> rows;
  std::vector<std::string> faults;  // missed clips, false matches
  std::vector<double> wrong_scores;
  double square_minutes = 0;
};

void Count(const SuiteQuery& query, const index::Finds& finds, Row& row,
           Tally& tally) {
  const std::vector<Match>& matches = finds.matches;
  for (const Clip& clip : query.clips) {
    const Overlaps overlaps = BestOverlaps(matches, clip, tally.modality);
    ++row.clips;
    row.found += std::any_of(matches.begin(), matches.end(),
                             [&](const Match& match) {
                               return IsOf(match, clip) &&
                                      match.modality == tally.modality;
                             })
                     ? 1
                     : 0;
    if (overlaps.query >= kLocatedOverlap) {
      ++row.located;
      row.overlaps += overlaps;
    } else {
      const bool is_candidate =
          std::any_of(finds.candidates.begin(), finds.candidates.end(),
                      [&](const Match& found) { return IsOf(found, clip); });
      tally.faults.push_back(
          absl::StrCat("missed: ", query.file, " ", clip.work, ", overlap ",
                       overlaps.query, is_candidate ? ", a candidate" : ""));
    }
  }
  const auto stands = [&](const Match& match) {
    return std::any_of(query.clips.begin(), query.clips.end(),
                       [&](const Clip& clip) { return IsOf(match, clip); });
  };
  row.false_candidates +=
      std::count_if(finds.candidates.begin(), finds.candidates.end(),
                    [&](const Match& found) {
                      return found.modality == tally.modality && !stands(found);
                    });
  for (const Match& match : matches) {
    if (stands(match) || match.modality != tally.modality) continue;
    ++row.false_matches;
    tally.wrong_scores.push_back(match.score);
    tally.faults.push_back(
        absl::StrCat("false: ", query.file, " ", match.work.value, ", score ",
                     match.score, ", expected ", match.expected_false_matches));
  }
}

absl::Status SearchSuite(const Suite& suite, bool weak, Tally& tally) {
  const auto database = SuiteDatabase::Make(index::RocksDbOptions().page_bits);
  if (!database.ok()) return database.status();
  if (absl::Status status = (*database)->Register(suite); !status.ok()) {
    return status;
  }
  index::MatcherOptions options;
  if (weak) {
    options.max_expected_false_audio = kWeakest;
    options.max_expected_false_video = kWeakest;
  }
  const index::Matcher matcher((*database)->store(), options);
  for (const SuiteQuery& query : suite.queries) {
    Row row;
    row.queries = 1;
    row.minutes = Minutes(query.media.duration).count();
    index::PostingCounts cost;
    const double before = CpuSeconds();
    const auto finds = matcher.Find(query.media, &cost);
    row.cpu_seconds = CpuSeconds() - before;
    if (!finds.ok()) return finds.status();
    row.look_ups = static_cast<double>(cost.terms);
    tally.square_minutes += SquareMinutes(query.media, suite);
    Count(query, *finds, row, tally);
    tally.rows[query.attack] += row;
  }
  return absl::OkStatus();
}

int Run(int count, char** arguments) {
  const auto usage = [] {
    std::fprintf(stderr, "usage: recognition audio|video [--null] SUITE...\n");
    return 2;
  };
  const auto modality = ModalityNamed(count > 1 ? arguments[1] : "");
  if (!modality) return usage();
  bool null = false;
  Tally tally;
  tally.modality = *modality;
  for (int i = 2; i < count; ++i) {
    if (std::string_view(arguments[i]) == "--null") {
      null = true;
      continue;
    }
    const auto suite = ReadSuite(arguments[i], tally.modality);
    const absl::Status status =
        suite.ok() ? SearchSuite(*suite, null, tally) : suite.status();
    if (!status.ok()) {
      std::fprintf(stderr, "%s: %s\n", arguments[i], status.ToString().c_str());
      return 1;
    }
  }
  if (tally.rows.empty()) return usage();
  std::printf("%-30s %4s %7s %8s %5s %5s %6s %5s %9s %10s\n", "attack", "n",
              "found", "located", "IoU", "ref", "false", "cand", "CPU s/min",
              "look-ups/min");
  Row total;
  for (const auto& [attack, row] : tally.rows) {
    Print(attack, row);
    total += row;
  }
  Print("all", total);
  if (null) {
    PrintTail(std::move(tally.wrong_scores), tally.square_minutes);
  } else {
    for (const std::string& fault : tally.faults) {
      std::printf("%s\n", fault.c_str());
    }
  }
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
