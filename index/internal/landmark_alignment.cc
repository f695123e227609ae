#include "index/internal/landmark_alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {
namespace {

// What the cells of a PeakMap are worth, in nats: learnt by
// bench/landmark_evidence from copies under voices, noise and other music,
// taking six in ten peaks to be masked. Less a drift of 0.2, so that wrong
// alignments, of which the best of millions is seen, fall everywhere; and times
// 0.3, so that the best wrong scores fall by a factor e for each nat
// (docs/identification-audio.md). Learnt before chords were thinned
// (landmarks.cc): what is learnt since locates 1 % less.
constexpr std::array<float, kEvidenceCells> kRatios = {
    -0.06F, -0.06F, -0.18F, -0.15F, -0.17F, -0.17F, -0.18F, -0.19F,
    -0.13F, -0.15F, -0.13F, -0.09F, -0.05F, -0.00F, 0.06F,  0.13F,
    -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, -0.12F,
    -0.06F, -0.13F, -0.14F, -0.12F, -0.12F, -0.12F, -0.13F, -0.11F,
    -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, -0.06F, 0.42F,
    0.42F,  0.60F,  0.35F,  0.39F,  0.33F,  0.35F,  0.40F,  0.41F};
// The same with four in ten peaks taken to be masked, and without drift: how
// far a copy reaches whose line is known, so that only one alignment is looked
// at.
constexpr std::array<float, kEvidenceCells> kReachRatios = {
    0.00F,  0.00F,  -0.20F, -0.15F, -0.18F, -0.19F, -0.21F, -0.22F,
    -0.12F, -0.15F, -0.11F, -0.05F, 0.01F,  0.09F,  0.17F,  0.26F,
    0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  -0.10F,
    -0.00F, -0.12F, -0.14F, -0.09F, -0.09F, -0.09F, -0.10F, -0.07F,
    0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  0.00F,  0.58F,
    0.58F,  0.77F,  0.50F,  0.55F,  0.48F,  0.50F,  0.56F,  0.57F};

// Steps of the coordinate search: each round's share of these.
constexpr std::array<double, 3> kRounds = {1, 0.6, 0.3};
constexpr double kOffsetStep = 0.02;  // seconds, six to either side
constexpr int kOffsetSteps = 6;
constexpr double kRateStep = 0.003;  // five to either side
constexpr int kRateSteps = 5;
constexpr std::array<double, 4> kPitchSteps = {-1, -0.5, 0.5, 1};  // bins
// A guess whose best offset scores less is given up.
constexpr double kHopeless = 1.8;
// A round that gains less is the last.
constexpr double kGain = 0.15;

// Pitches around the best, in bins, and what share of the best sum fits about
// as well.
constexpr double kPitchFineStep = 0.25;
constexpr int kPitchFineSteps = 6;
constexpr double kAboutAsWell = 0.8;

// Over all of the query, rates are tried in finer steps, when more of it
// agreed.
constexpr double kWorthRefining = 0.3;
constexpr std::array<double, 2> kFineRateSteps = {0.001, 0.0003};

// Once a copy is found, it grows by pieces of this length that score this much
// by themselves.
constexpr double kPiece = 15;  // seconds
constexpr double kPieceScore = 3;
constexpr double kExtendFrom = 6;
constexpr int kMostPieces = 12;

// What a change of speed or pitch costs, in nats: one of the two unchanged, or
// both together as a turntable changes them; any other.
constexpr double kSameRate = 0.012;  // of the logarithm
constexpr double kSamePitch = 1.2;   // bins
constexpr double kLinePrior = 3.6;
constexpr double kOtherPrior = 6;

// Where the same rhythm fits nearly as well at other pitches, it is the rhythm
// that was found: bins that the pitch is moved by, and what the best of them
// may reach of the score.
constexpr std::array<double, 8> kOtherPitches = {-13, -9, -6, -4, 4, 6, 9, 13};
constexpr double kMostAtOtherPitch = 0.15;

// The line of another rate through the same point.
LandmarkLine Turn(const LandmarkLine& line, double rate, double query_time) {
  return {.rate = rate,
          .offset = line.ReferenceAt(query_time) - rate * query_time,
          .pitch = line.pitch};
}

}  // namespace

double PriorOf(const LandmarkLine& line) {
  const double octaves = std::log2(line.rate);
  const bool same_rate = std::abs(octaves) < kSameRate / std::log(2.0);
  const bool same_pitch = std::abs(line.pitch) < kSamePitch;
  const bool turntable =
      std::abs(line.pitch - fingerprint::kBinsPerOctave * octaves) < kSamePitch;
  if (same_rate && same_pitch) return 0;
  return same_rate || same_pitch || turntable ? kLinePrior : kOtherPrior;
}

std::span<const Peak> LandmarkAligner::Between(const LandmarkLine& line,
                                               double from, double to) const {
  const auto before = [](const Peak& peak, double time) {
    return peak.time < time;
  };
  const auto begin = std::lower_bound(evidence_.begin(), evidence_.end(),
                                      line.ReferenceAt(from), before);
  const auto end =
      std::lower_bound(begin, evidence_.end(), line.ReferenceAt(to), before);
  return {begin, end};
}

LandmarkStretch LandmarkAligner::BestStretch(const LandmarkLine& line,
                                             double from, double to) const {
  return BestBy(kRatios, line, from, to);
}

LandmarkStretch LandmarkAligner::BestBy(std::span<const float> ratios,
                                        const LandmarkLine& line, double from,
                                        double to) const {
  LandmarkStretch best;
  LandmarkStretch current;
  for (const Peak& peak : Between(line, from, to)) {
    const double time = line.QueryAt(peak.time);
    const int cell =
        map_.CellAt(time, peak.bin + static_cast<float>(line.pitch));
    if (cell < 0) continue;
    if (current.score <= 0) current = {.start = time, .end = time, .score = 0};
    current.score += ratios[cell];
    current.end = time;
    if (current.score > best.score) best = current;
  }
  return best;
}

std::vector<LandmarkContribution> LandmarkAligner::Contributions(
    const LandmarkLine& line, double from, double to) const {
  std::vector<LandmarkContribution> contributions;
  for (const Peak& peak : Between(line, from, std::nextafter(to, to + 1))) {
    const double time = line.QueryAt(peak.time);
    const float bin = peak.bin + static_cast<float>(line.pitch);
    const int cell = map_.CellAt(time, bin);
    if (cell >= 0) contributions.push_back({time, bin, kRatios[cell]});
  }
  return contributions;
}

double LandmarkAligner::Sum(const LandmarkLine& line, double from,
                            double to) const {
  double sum = 0;
  for (const Peak& peak : Between(line, from, to)) {
    const int cell = map_.CellAt(line.QueryAt(peak.time),
                                 peak.bin + static_cast<float>(line.pitch));
    if (cell >= 0) sum += kRatios[cell];
  }
  return sum;
}

void LandmarkAligner::Extend(const LandmarkLine& line,
                             LandmarkStretch& stretch) const {
  for (int i = 0; i < kMostPieces; ++i) {
    const LandmarkStretch before =
        BestBy(kReachRatios, line,
               std::max(map_.start(), stretch.start - kPiece), stretch.start);
    const LandmarkStretch after =
        BestStretch(line, stretch.end + kOffsetStep,
                    std::min(map_.end(), stretch.end + kOffsetStep + kPiece));
    if (std::max(before.score, after.score) < kPieceScore) return;
    if (before.score >= after.score) {
      stretch.start = before.start;
    } else {
      stretch.end = after.end;
    }
  }
}

double LandmarkAligner::MiddlePitch(const LandmarkLine& line,
                                    const LandmarkStretch& stretch) const {
  std::vector<std::pair<double, double>> sums;  // by pitch
  double most = 0;
  for (int i = -kPitchFineSteps; i <= kPitchFineSteps; ++i) {
    LandmarkLine moved = line;
    moved.pitch += i * kPitchFineStep;
    const double sum = Sum(moved, stretch.start, stretch.end);
    sums.emplace_back(moved.pitch, sum);
    most = std::max(most, sum);
  }
  double weights = 0;
  double weighted = 0;
  for (const auto& [pitch, sum] : sums) {
    const double weight = std::max(0.0, sum - kAboutAsWell * most);
    weights += weight;
    weighted += weight * pitch;
  }
  return weights > 0 ? weighted / weights : line.pitch;
}

bool LandmarkAligner::IsRhythmAlone(const LandmarkLine& line,
                                    const LandmarkStretch& stretch) const {
  const double sum = Sum(line, stretch.start, stretch.end);
  double elsewhere = 0;
  for (const double pitch : kOtherPitches) {
    LandmarkLine moved = line;
    moved.pitch += pitch;
    elsewhere = std::max(elsewhere, Sum(moved, stretch.start, stretch.end));
  }
  return elsewhere > kMostAtOtherPitch * sum;
}

std::optional<LandmarkMatch> LandmarkAligner::Align(const LandmarkLine& guess,
                                                    double from,
                                                    double to) const {
  LandmarkLine line = guess;
  LandmarkStretch best = BestStretch(line, from, to);
  double middle = (from + to) / 2;
  const auto try_line = [&](const LandmarkLine& other) {
    const LandmarkStretch stretch = BestStretch(other, from, to);
    if (stretch.score <= best.score) return;
    best = stretch;
    line = other;
  };
  const auto try_rates = [&](double step) {
    middle = (best.start + best.end) / 2;
    const LandmarkLine pivot = line;
    for (int i = -kRateSteps; i <= kRateSteps; ++i) {
      if (i != 0) try_line(Turn(pivot, pivot.rate * (1 + i * step), middle));
    }
  };
  const auto try_offsets = [&](double step) {
    const LandmarkLine centre = line;
    for (int i = -kOffsetSteps; i <= kOffsetSteps; ++i) {
      if (i == 0) continue;
      LandmarkLine moved = centre;
      moved.offset += i * step;
      try_line(moved);
    }
  };
  for (const double share : kRounds) {
    const double before = best.score;
    try_offsets(kOffsetStep * share);
    if (best.score < kHopeless) return std::nullopt;
    try_rates(kRateStep * share);
    const LandmarkLine centre = line;
    for (const double step : kPitchSteps) {
      LandmarkLine moved = centre;
      moved.pitch += step * share;
      try_line(moved);
    }
    if (share < 1 && best.score < before + kGain) break;
  }

  // Then over all of the query; the longer the copy, the better its rate is
  // known.
  const double near = best.score;
  from = map_.start();
  to = map_.end();
  best = BestStretch(line, from, to);
  TryUnchanged(line, best);
  if (best.score > near + kWorthRefining) {
    for (const double step : kFineRateSteps) try_rates(step);
  }
  if (best.score > kExtendFrom) Extend(line, best);
  const double score = best.score - PriorOf(line);
  if (score <= 0 || IsRhythmAlone(line, best)) return std::nullopt;
  if (line.pitch != 0) line.pitch = MiddlePitch(line, best);
  return LandmarkMatch{.line = line, .query = best, .score = score};
}

void LandmarkAligner::TryUnchanged(LandmarkLine& line,
                                   LandmarkStretch& best) const {
  const LandmarkLine found = line;
  const double middle = (best.start + best.end) / 2;
  double score = best.score - PriorOf(line);
  for (const double rate : {1.0, found.rate}) {
    for (const double pitch : {0.0, found.pitch}) {
      LandmarkLine likely = Turn(found, rate, middle);
      likely.pitch = pitch;
      const double offset = likely.offset;
      for (int i = -kOffsetSteps; i <= kOffsetSteps; ++i) {
        likely.offset = offset + i * kOffsetStep;
        const LandmarkStretch stretch =
            BestStretch(likely, map_.start(), map_.end());
        if (stretch.score - PriorOf(likely) > score) {
          score = stretch.score - PriorOf(likely);
          best = stretch;
          line = likely;
        }
      }
    }
  }
}

}  // namespace earmark::index
