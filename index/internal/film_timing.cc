#include "index/internal/film_timing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;

// Moments that the time lock compares, this far apart.
constexpr double kOtherMoment = 2;  // seconds
constexpr size_t kLockFrames = 24;

// A time line is looked for this far around, among so many frames of either,
// at these speeds.
constexpr double kLineReach = 30;  // seconds
constexpr size_t kLineReferences = 200;
constexpr size_t kLineQueries = 24;
constexpr size_t kLeastMovingBlocks = 4;
constexpr double kLineStep = 0.125;  // seconds
constexpr std::array<double, 15> kLineSpeeds = {1,    0.5,  0.57, 0.65, 0.72,
                                                0.8,  0.87, 0.93, 1.08, 1.16,
                                                1.25, 1.37, 1.5,  1.7,  2};
constexpr double kOtherSpeedShare = 0.93;

}  // namespace

TimeLock LockOf(const FilmMatch& match, Film& query, Film& reference) {
  TimeLock lock;
  const size_t step = std::max<size_t>(1, match.frames.size() / kLockFrames);
  for (size_t i = 0; i < match.frames.size(); i += step) {
    const FrameMatch& frame = match.frames[i];
    const auto& theirs = reference.levels(frame.reference);
    if (theirs.empty()) continue;
    const KeyFrame& picture = reference.frame(frame.reference);
    const Overlay here =
        LayOver(query.frame(frame.query), query.levels(frame.query), picture,
                theirs.front(), frame.map);
    // Another moment of the match, about two seconds away.
    const double time = query.time(frame.query);
    const double end = query.time(match.frames.back().query);
    const double other_time =
        time + kOtherMoment <= end ? time + kOtherMoment : time - kOtherMoment;
    const size_t other = query.Nearest(other_time);
    const double moved = query.time(other) - time;
    if (std::abs(moved) < kOtherMoment / 2) continue;
    const Overlay there = LayOver(query.frame(other), query.levels(other),
                                  picture, theirs.front(), frame.map);
    const size_t other_reference = reference.Nearest(
        reference.time(frame.reference) + moved * match.line.speed);
    const auto& other_levels = reference.levels(other_reference);
    const bool has_other =
        other_reference != frame.reference && !other_levels.empty();
    lock += CompareMoments(
        here, query.levels(other).empty() ? nullptr : &there, theirs.front(),
        has_other ? &other_levels.front() : nullptr, match.laying.inverted());
  }
  return lock;
}

std::optional<FilmLine> FindLine(const FilmMatch& match, Film& query,
                                 Film& reference) {
  // The frames of the reference around, and some of the query's.
  const double middle = (match.query_start + match.query_end) / 2;
  const double reach =
      kFastest * (match.query_end - match.query_start) / 2 + kLineReach;
  std::vector<size_t> references;
  for (size_t i = 0; i < reference.size(); ++i) {
    if (std::abs(reference.time(i) - match.line.At(middle)) <= reach) {
      references.push_back(i);
    }
  }
  const auto thin = [](std::vector<size_t>& all, size_t most) {
    const size_t step = (all.size() + most - 1) / most;
    std::vector<size_t> kept;
    for (size_t i = 0; i < all.size(); i += step) kept.push_back(all[i]);
    all = std::move(kept);
  };
  thin(references, kLineReferences);
  std::vector<size_t> queries(match.frames.size());
  for (size_t i = 0; i < queries.size(); ++i) queries[i] = i;
  thin(queries, kLineQueries);
  std::vector<const Thumbnail*> thumbnails;
  for (const size_t i : references) {
    if (reference.levels(i).empty()) return std::nullopt;
    thumbnails.push_back(&reference.levels(i).front());
  }
  const std::vector<BlockPlace> blocks = MovingBlocks(thumbnails);
  if (blocks.size() < kLeastMovingBlocks) return std::nullopt;

  // How much better each frame of the reference agrees with each of the query
  // than the others do.
  std::vector<std::vector<float>> gains;
  for (const size_t i : queries) {
    const FrameMatch& frame = match.frames[i];
    std::vector<std::vector<float>> correlations;
    std::vector<float> usual(blocks.size(), 0);
    const Overlay overlay =
        LayOver(query.frame(frame.query), query.levels(frame.query),
                reference.frame(frame.reference),
                reference.levels(frame.reference).front(), frame.map);
    for (const Thumbnail* thumbnail : thumbnails) {
      correlations.push_back(CorrelatedBlocks(overlay, *thumbnail, blocks,
                                              match.laying.inverted()));
      for (size_t b = 0; b < blocks.size(); ++b) {
        usual[b] += correlations.back()[b];
      }
    }
    std::vector<float>& gain = gains.emplace_back();
    for (const std::vector<float>& correlation : correlations) {
      float sum = 0;
      for (size_t b = 0; b < blocks.size(); ++b) {
        sum +=
            correlation[b] - usual[b] / static_cast<float>(thumbnails.size());
      }
      gain.push_back(sum);
    }
  }

  std::optional<FilmLine> best;
  double most = 0;
  for (const double speed : kLineSpeeds) {
    const double first =
        reference.time(references.front()) - speed * match.query_end;
    const double last =
        reference.time(references.back()) - speed * match.query_start;
    for (double offset = first; offset <= last; offset += kLineStep) {
      double sum = 0;
      size_t next = 0;
      for (size_t i = 0; i < queries.size(); ++i) {
        const double due =
            speed * query.time(match.frames[queries[i]].query) + offset;
        while (next + 1 < references.size() &&
               std::abs(reference.time(references[next + 1]) - due) <=
                   std::abs(reference.time(references[next]) - due)) {
          ++next;
        }
        const double apart = std::abs(reference.time(references[next]) - due);
        if (apart <= kTwinSlack) {
          sum += gains[i][next] * (1 - apart / (2 * kTwinSlack));
        }
      }
      if (speed != 1) sum *= kOtherSpeedShare;
      if (sum > most) {
        most = sum;
        best = FilmLine{.speed = speed, .offset = offset};
      }
    }
  }
  return best;
}

}  // namespace earmark::index
