#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/scale.h"
#include "bench/scaled_films.h"
#include "index/internal/feature_terms.h"
#include "index/store.h"

namespace earmark::bench {
namespace {

using fingerprint::KeyFrame;

// Made films to compare real ones with.
constexpr uint32_t kMadeFilms = 300;
// Films that share more of their tracks have a picture in common.
constexpr double kSameShare = 0.003;

// The keys of a film's tracks.
struct FilmKeys {
  size_t frames = 0;
  std::vector<uint32_t> terms;
};

FilmKeys KeysOf(std::vector<KeyFrame> frames) {
  FilmKeys keys;
  keys.frames = frames.size();
  for (KeyFrame& frame : frames) index::KeepReferenceFeatures(frame);
  index::Batch batch;
  index::AppendFeatures(index::ReferenceNumber{1}, frames, batch);
  for (const auto& addition : batch.additions()) {
    keys.terms.push_back(addition.term);
  }
  return keys;
}

// How often the key of a track of `some` is that of a track of `others`; films
// of equal index in both are not compared when `same`.
void PrintRate(const char* name, const std::vector<FilmKeys>& some,
               const std::vector<FilmKeys>& others, bool same) {
  using Entry = std::pair<uint32_t, uint32_t>;  // term, film
  std::vector<Entry> all;
  size_t frames = 0;
  for (uint32_t film = 0; film < others.size(); ++film) {
    frames += others[film].frames;
    for (const uint32_t term : others[film].terms) all.emplace_back(term, film);
  }
  std::sort(all.begin(), all.end());
  double pairs = 0;
  double hits = 0;
  size_t left_out = 0;
  size_t longest = 0;
  std::map<size_t, size_t> lists;  // of hit tracks, by the log of their length
  size_t tracks = 0;
  for (uint32_t film = 0; film < some.size(); ++film) {
    std::map<uint32_t, size_t> by_film;
    std::vector<std::map<uint32_t, size_t>> by_track;
    for (const uint32_t term : some[film].terms) {
      std::map<uint32_t, size_t>& of_track = by_track.emplace_back();
      for (auto entry =
               std::lower_bound(all.begin(), all.end(), Entry{term, 0});
           entry != all.end() && entry->first == term; ++entry) {
        ++by_film[entry->second];
        ++of_track[entry->second];
      }
    }
    tracks += some[film].terms.size();
    const auto counts = [&](uint32_t other) {
      const auto found = by_film.find(other);
      const size_t shared = found == by_film.end() ? 0 : found->second;
      return !(same && other == film) &&
             static_cast<double>(shared) <=
                 1 + kSameShare * static_cast<double>(
                                      std::min(some[film].terms.size(),
                                               others[other].terms.size()));
    };
    std::vector<bool> counted;
    for (uint32_t other = 0; other < others.size(); ++other) {
      counted.push_back(counts(other));
      if (counted.back()) {
        pairs += static_cast<double>(some[film].terms.size()) *
                 static_cast<double>(others[other].terms.size());
      } else {
        ++left_out;
      }
    }
    for (const auto& of_track : by_track) {
      size_t length = 0;
      for (const auto& [other, shared] : of_track) {
        if (counted[other]) length += shared;
      }
      hits += static_cast<double>(length);
      longest = std::max(longest, length);
      if (length > 0) ++lists[static_cast<size_t>(std::log2(length))];
    }
  }
  std::printf(
      "%-22s %7zu frames, %8zu tracks against %8zu: %.3g agree, one in 2^%.2f; "
      "%zu pairs of films left out; longest list %zu; tracks with lists of",
      name, frames, tracks, all.size(), hits / pairs,
      std::log2(pairs / std::max(1.0, hits)), left_out, longest);
  for (const auto& [length, count] : lists) {
    std::printf(" %d+: %.2g%%", 1 << length,
                100 * static_cast<double>(count) / static_cast<double>(tracks));
  }
  std::printf("\n");
}

}  // namespace

absl::Status CountKeys(const std::vector<Suite>& suites) {
  std::vector<FilmKeys> wanted;
  for (const Suite& suite : suites) {
    if (suite.queries.empty()) continue;
    for (const auto& [id, media] : suite.references) {
      wanted.push_back(KeysOf(media.key_frames));
    }
  }
  const std::vector<FilmSource> films = FilmsOf(suites);
  if (films.empty()) {
    return absl::NotFoundError("no video in suites without queries");
  }
  std::vector<FilmKeys> sources;
  sources.reserve(films.size());
  for (const FilmSource& film : films) sources.push_back(KeysOf(film));
  std::vector<FilmKeys> made;
  made.reserve(kMadeFilms);
  for (uint32_t i = 0; i < kMadeFilms; ++i) {
    made.push_back(KeysOf(ScaledFilm(films, i).key_frames));
  }
  PrintRate("works among each other", wanted, wanted, true);
  PrintRate("sources", sources, sources, true);
  PrintRate("works, sources", wanted, sources, false);
  PrintRate("works, made films", wanted, made, false);
  PrintRate("made films", made, made, true);
  return absl::OkStatus();
}

}  // namespace earmark::bench
