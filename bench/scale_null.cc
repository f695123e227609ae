#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "bench/scale.h"
#include "bench/scaled_works.h"
#include "index/internal/significance.h"
#include "index/keys.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"

namespace earmark::bench {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;
using index::Match;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

// A minute of one of the sources: as it is, every third; else faster or slower,
// higher or lower, which Chromaprint has no part in.
MediaFingerprint UnrelatedMinute(const std::vector<AudioRun>& sources,
                                 uint32_t number) {
  constexpr double kFastest = 1.4;
  constexpr int kMostBins = 21 * fingerprint::kBinUnits;
  constexpr int kBins = fingerprint::kPeakBins * fingerprint::kBinUnits;
  std::mt19937 random(number);
  const auto between = [&](double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random);
  };
  const AudioRun& source = sources[number % sources.size()];
  const bool changed = number % 3 != 0;
  const double rate =
      changed ? std::exp(between(-std::log(kFastest), std::log(kFastest))) : 1;
  const int up = changed ? static_cast<int>(between(-kMostBins, kMostBins)) : 0;
  const fingerprint::MediaTime minute = std::chrono::minutes(1);
  const double length = static_cast<double>(minute.count()) * rate;
  const double whole = static_cast<double>(
      (source.peaks.back().time * fingerprint::kPeakTimeUnit).count());
  const fingerprint::MediaTime from{
      static_cast<int64_t>(between(0, std::max(1.0, whole - length)))};

  MediaFingerprint media;
  media.duration = minute;
  AudioRun run;
  for (const fingerprint::SpectralPeak& peak : source.peaks) {
    const auto since = peak.time * fingerprint::kPeakTimeUnit - from;
    const int bin = peak.bin + up;
    if (since.count() < 0 || static_cast<double>(since.count()) >= length ||
        bin < 0 || bin >= kBins) {
      continue;
    }
    fingerprint::SpectralPeak moved = peak;
    moved.time =
        static_cast<uint32_t>(static_cast<double>(since.count()) / rate /
                              fingerprint::kPeakTimeUnit.count());
    moved.bin = static_cast<uint16_t>(bin);
    run.peaks.push_back(moved);
  }
  if (!changed) {
    const auto first =
        std::min<size_t>(from / fingerprint::kChromaStep, source.chroma.size());
    const auto last = std::min<size_t>(
        (from + minute) / fingerprint::kChromaStep, source.chroma.size());
    run.chroma.assign(
        source.chroma.begin() + static_cast<std::ptrdiff_t>(first),
        source.chroma.begin() + static_cast<std::ptrdiff_t>(last));
  }
  media.audio_runs.push_back(std::move(run));
  return media;
}

}  // namespace

absl::Status CountWrong(const std::string& folder, double hours,
                        const std::vector<Suite>& suites) {
  // Finds with more expected false matches are not told. They are candidates,
  // which do not keep the search from going on.
  constexpr double kWeakest = 1e7;
  const auto store = index::RocksDbStore::Open(
      {.path = folder, .cache_bytes = kScaleCacheBytes});
  if (!store.ok()) return store.status();
  const std::map<std::string, MediaFingerprint> works = WorksOf(suites);
  const std::vector<AudioRun> sources = SourcesOf(works);
  if (sources.empty()) return absl::NotFoundError("no audio in the suites");
  double source_minutes = 0;
  for (const auto& [id, media] : works) {
    source_minutes += Minutes(media.duration).count();
  }
  index::MatcherOptions weak;
  weak.max_candidate_false_audio = kWeakest;
  const index::Matcher matcher(**store, weak);
  const index::MatcherOptions usual;
  std::map<index::Evidence, std::vector<double>> scores;
  size_t matches = 0;
  size_t candidates = 0;
  const auto queries = static_cast<uint32_t>(hours * 60);
  for (uint32_t i = 0; i < queries; ++i) {
    const auto found = matcher.Find(UnrelatedMinute(sources, i));
    if (!found.ok()) return found.status();
    matches += found->matches.size();
    for (const std::vector<Match>* finds :
         {&found->matches, &found->candidates}) {
      for (const Match& find : *finds) {
        scores[find.evidence].push_back(find.score);
        candidates +=
            find.expected_false_matches > usual.max_expected_false_audio &&
            find.expected_false_matches <= usual.max_candidate_false_audio;
      }
    }
  }
  const auto last = index::LastEntry(**store, index::Table::kNumbers);
  if (!last.ok()) return last.status();
  if (!*last) return absl::NotFoundError("the database has no references");
  const auto number = index::ParseReferenceNumberKey((*last)->key);
  if (!number.ok()) return number.status();
  const auto references = static_cast<uint64_t>(*number);
  std::printf(
      "%u minutes of queries from %zu sources (%.0f minutes), %zu "
      "matches, %zu candidates, of %.3g square minutes\n",
      queries, sources.size(), source_minutes, matches, candidates,
      queries * static_cast<double>(references) *
          Minutes(kScaledWorkLength).count());
  std::printf("%-12s %6s %9s %9s\n", "evidence", "score", "predicted",
              "counted");
  for (auto& [evidence, all] : scores) {
    std::sort(all.rbegin(), all.rend());
    for (int score = 4; score < static_cast<int>(all.front()) + 3; ++score) {
      const double predicted = queries * index::ExpectedFalseMatches(
                                             evidence, score,
                                             {.query = std::chrono::minutes(1),
                                              .references = references},
                                             kScaledWorkLength);
      const auto above = std::count_if(
          all.begin(), all.end(), [&](double one) { return one >= score; });
      std::printf("%-12d %6d %9.3g %9td\n", static_cast<int>(evidence), score,
                  predicted, above);
    }
  }
  return absl::OkStatus();
}

}  // namespace earmark::bench
