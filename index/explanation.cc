#include "index/explanation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>

#include "index/internal/evidence_parts.h"
#include "index/internal/film_evidence.h"
#include "index/internal/landmarks.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::TimeRange;

// When the stretches so far make this part of the score, no more are taken for
// carrying: what else there is, the match grew by later.
constexpr double kEnough = 0.9;
// A further stretch that carries a match, joined to the first, scores at least
// this much by itself.
constexpr double kCarries = 3.0;

// About how long a step is; longer in matches of more than ten minutes.
constexpr std::chrono::duration<double> kStep{1};

bool LieTogether(const TimeRange& a, const TimeRange& b) {
  return 2 * SharedTime(a, b) > std::min(a.length(), b.length());
}

double SumOf(const std::vector<EvidencePoint>& points) {
  double sum = 0;
  for (const EvidencePoint& point : points) sum += point.nats;
  return sum;
}

void PutBestFirst(std::vector<EvidencePart>& parts) {
  std::stable_sort(parts.begin(), parts.end(),
                   [](const EvidencePart& a, const EvidencePart& b) {
                     return a.nats > b.nats;
                   });
}

// The parts that make the score, the best first; each costs `prior` nats.
std::vector<EvidencePart> CarryingParts(std::vector<EvidencePart> parts,
                                        double prior, double score) {
  PutBestFirst(parts);
  std::vector<EvidencePart> carrying;
  double sum = 0;
  for (EvidencePart& part : parts) {
    if (!carrying.empty() &&
        (sum >= kEnough * score || part.nats - prior < kCarries)) {
      break;
    }
    const bool is_known = std::any_of(
        carrying.begin(), carrying.end(), [&](const EvidencePart& other) {
          return LieTogether(other.range, part.range);
        });
    if (is_known) continue;
    sum += part.nats - prior;
    carrying.push_back(std::move(part));
  }
  return carrying;
}

// The points of `whole` that lie in no part that was taken; each place once.
std::vector<EvidencePoint> PointsBeyond(
    const std::vector<EvidencePart>& carrying,
    std::vector<EvidencePart> whole) {
  std::vector<TimeRange> taken;
  taken.reserve(carrying.size() + whole.size());
  for (const EvidencePart& part : carrying) taken.push_back(part.range);
  PutBestFirst(whole);
  std::vector<EvidencePoint> beyond;
  for (const EvidencePart& part : whole) {
    for (const EvidencePoint& point : part.points) {
      const bool is_taken =
          std::any_of(taken.begin(), taken.end(), [&](const TimeRange& range) {
            return point.query >= range.start && point.query <= range.end;
          });
      if (!is_taken) beyond.push_back(point);
    }
    taken.push_back(part.range);
  }
  return beyond;
}

std::vector<EvidenceStep> StepsOf(const TimeRange& query,
                                  const std::vector<EvidencePoint>& points) {
  std::vector<EvidenceStep> steps;
  if (query.length() <= MediaTime(0)) return steps;
  const int64_t count =
      std::clamp<int64_t>(std::llround(query.length() / kStep), 1,
                          static_cast<int64_t>(kMostSteps));
  steps.reserve(count);
  for (int64_t i = 0; i < count; ++i) {
    steps.push_back(
        {.query = {query.start + query.length() * i / count,
                   query.start + query.length() * (i + 1) / count}});
  }
  for (const EvidencePoint& point : points) {
    const int64_t index = (point.query - query.start) * count / query.length();
    EvidenceStep& in = steps[std::clamp<int64_t>(index, 0, count - 1)];
    in.nats += point.nats;
    ++in.points;
    in.agreeing += point.nats > 0 ? 1 : 0;
    in.difference += point.difference;
  }
  for (EvidenceStep& one : steps) {
    if (one.points > 0) one.difference /= static_cast<double>(one.points);
  }
  return steps;
}

// Every n-th, so that at most kMostPoints are left. Returns how many are gone.
size_t Thin(std::vector<EvidencePoint>& points) {
  const size_t all = points.size();
  const size_t every = (all + kMostPoints - 1) / kMostPoints;
  if (every <= 1) return 0;
  size_t kept = 0;
  for (size_t i = 0; i < all; i += every) points[kept++] = points[i];
  points.resize(kept);
  return all - kept;
}

// The peaks of one track within the match: the most salient, at most
// kMostPoints.
void AddPeaks(const MediaFingerprint& query, uint32_t track, const Match& match,
              Explanation& explanation) {
  const auto seconds = [](MediaTime time) {
    return std::chrono::duration<double>(time).count();
  };
  std::vector<Peak> peaks;
  for (const fingerprint::AudioRun& run : query.audio_runs) {
    if (run.track != track) continue;
    const std::vector<Peak> within =
        PeaksBetween(run, seconds(match.query.start), seconds(match.query.end));
    peaks.insert(peaks.end(), within.begin(), within.end());
  }
  if (peaks.size() > kMostPoints) {
    explanation.peaks_left_out = peaks.size() - kMostPoints;
    std::stable_sort(
        peaks.begin(), peaks.end(),
        [](const Peak& a, const Peak& b) { return a.saliency > b.saliency; });
    peaks.resize(kMostPoints);
  }
  std::stable_sort(
      peaks.begin(), peaks.end(),
      [](const Peak& a, const Peak& b) { return a.time < b.time; });
  for (const Peak& peak : peaks) {
    explanation.peaks.push_back({.time = std::chrono::round<MediaTime>(
                                     std::chrono::duration<double>(peak.time)),
                                 .bin = peak.bin});
  }
}

EvidenceParts PartsOf(const MediaFingerprint& query,
                      const MediaFingerprint& reference, const Match& match) {
  switch (match.evidence) {
    case Evidence::kChroma:
      return ChromaParts(query, reference, match);
    case Evidence::kLandmarks:
      return LandmarkParts(query, reference, match);
    case Evidence::kFeatures:
      return FeatureParts(query, reference, match);
    case Evidence::kFrameHash:
      break;
  }
  return VideoParts(query, reference, match);
}

}  // namespace

Explanation Explain(const MediaFingerprint& query,
                    const MediaFingerprint& reference, const Match& match) {
  EvidenceParts found = PartsOf(query, reference, match);
  const std::vector<EvidencePart> carrying =
      CarryingParts(std::move(found.parts), found.prior_nats, match.score);

  Explanation explanation;
  explanation.speed = match.change.speed;
  explanation.offset =
      match.reference_range.start -
      MediaTime(std::llround(match.change.speed *
                             static_cast<double>(match.query.start.count())));
  explanation.prior_nats =
      found.prior_nats * static_cast<double>(carrying.size());
  std::vector<EvidencePoint> points;
  for (const EvidencePart& part : carrying) {
    points.insert(points.end(), part.points.begin(), part.points.end());
  }
  explanation.evidence_nats = SumOf(points);
  explanation.remainder_nats =
      match.score - explanation.evidence_nats + explanation.prior_nats;
  const std::vector<EvidencePoint> beyond =
      PointsBeyond(carrying, std::move(found.whole));
  explanation.reach_nats = SumOf(beyond);

  points.insert(points.end(), beyond.begin(), beyond.end());
  std::stable_sort(points.begin(), points.end(),
                   [](const EvidencePoint& a, const EvidencePoint& b) {
                     return a.query < b.query;
                   });
  explanation.steps = StepsOf(match.query, points);
  explanation.points_left_out = Thin(points);
  explanation.points = std::move(points);
  explanation.frame_pairs = std::move(found.frame_pairs);
  if (match.evidence == Evidence::kLandmarks && !carrying.empty()) {
    AddPeaks(query, carrying.front().track, match, explanation);
  }
  return explanation;
}

}  // namespace earmark::index
