#include "index/internal/landmarks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "index/internal/mix.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::SpectralPeak;

// Where the other peaks of a landmark lie, seen from the one before or from the
// anchor: late enough to be another note, near enough to survive in a snippet.
constexpr double kLeastStep = 0.05;    // seconds
constexpr double kTripleReach = 1.2;   // seconds from the anchor
constexpr double kQuadReach = 1.5;     // seconds from the anchor
constexpr float kLeastInterval = 1.5;  // bins from the anchor
constexpr float kMostInterval = 40;    // bins from the anchor

// Quads a second that a reference gets, the best.
constexpr size_t kReferenceQuads = 40;

// What an upload gets. Of the landmarks that a query would try in a second, the
// best find most copies; music under a voice or other music has few among
// those, and a sample of all finds it. docs/identification-audio.md has the
// densities that were tried (bench/retroactive_recognition).
constexpr int kUploadTripleSeeds = 30;
constexpr int kUploadQuadSeeds = 20;
constexpr size_t kUploadTriples = 1000;
constexpr size_t kUploadQuads = 600;
constexpr size_t kBestUploadTriples = 10;
constexpr size_t kBestUploadQuads = 10;
constexpr size_t kUploadSample = 16;

// Levels of a ratio of times.
constexpr int kRatioLevels = 16;

// A triple's length: cells of kDurationCell, on a logarithmic scale, in the
// term, divided into four by the detail.
constexpr double kShortestDuration = 0.05;
constexpr double kLogShortestDuration = -2.995732273553991;  // its logarithm
constexpr double kDurationCell = 0.2;
constexpr int kDurationCells = 16;
constexpr int kDurationSteps = 4;
// A triple's pitch: cells of 8 bins in the term, the bin within by the detail.
constexpr int kPitchCellBits = 3;

// A quad's length in its detail: steps of 1/16 of a factor e.
constexpr double kQuadDurationStep = 1.0 / 16;
constexpr int kQuadDurationBits = 6;
constexpr int kBinBits = 8;
constexpr int kBins = fingerprint::kPeakBins;

// How far a query's peak may have moved: beyond this from the middle of a cell,
// the next cell is tried too.
constexpr float kTripleIntervalDoubt = 0.3F;  // of a bin, from its middle
constexpr float kQuadIntervalDoubt = 0.3F;
constexpr double kTripleRatioDoubt = 0.25;  // of a level, from its edge
constexpr double kQuadRatioDoubt = 0.25;
constexpr float kPitchDoubt = 0.7F;  // bins
// Time differences are off by some 20 ms, and speeds by 3 %.
constexpr double kTimeDoubt = 0.02;
constexpr double kSpeedDoubt = 0.03;

// What a probe costs whose number lies as far off its cell as is tried at all,
// and for each rank of each of its peaks.
constexpr float kCostAtDoubt = 2;
constexpr float kCostOfRank = 0.07F;

// A second has so many slots, and of what is taken of it this share at most
// lies in one.
constexpr size_t kSlots = 8;
constexpr double kMostInSlot = 0.2;

int64_t SecondOf(const Peak& peak) {
  return static_cast<int64_t>(std::floor(peak.time));
}

// Calls `use(first, last)` for the peaks [first, last) of each second.
template <typename Use>
void ForEachSecond(std::span<const Peak> peaks, Use use) {
  for (size_t first = 0; first < peaks.size();) {
    const int64_t second = SecondOf(peaks[first]);
    size_t last = first + 1;
    while (last < peaks.size() && SecondOf(peaks[last]) == second) ++last;
    use(first, last);
    first = last;
  }
}

// The indices of the most salient prominent peaks of each second, at most
// `per_second`, ascending. No more than kMostInSlot of them lie in one eighth
// of a second: a chord must not be all that is left of its second.
std::vector<uint32_t> StrongestOf(std::span<const Peak> peaks,
                                  size_t per_second) {
  const size_t per_slot = std::max<size_t>(
      1, static_cast<size_t>(
             std::ceil(kMostInSlot * static_cast<double>(per_second))));
  std::vector<uint32_t> strongest;
  std::vector<uint32_t> order;
  std::array<size_t, kSlots> in_slot{};
  ForEachSecond(peaks, [&](size_t first, size_t last) {
    order.clear();
    for (size_t i = first; i < last; ++i) {
      if (peaks[i].prominent) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return peaks[a].saliency != peaks[b].saliency
                 ? peaks[a].saliency > peaks[b].saliency
                 : a < b;
    });
    in_slot.fill(0);
    size_t kept = 0;
    for (const uint32_t i : order) {
      if (kept == per_second) break;
      const double within = peaks[i].time - std::floor(peaks[i].time);
      if (++in_slot[static_cast<size_t>(within * kSlots)] > per_slot) continue;
      order[kept++] = i;
    }
    order.resize(kept);
    std::sort(order.begin(), order.end());
    strongest.insert(strongest.end(), order.begin(), order.end());
  });
  return strongest;
}

// Each peak's place in the order of saliency within its second, from 0.
std::vector<uint32_t> RanksOf(std::span<const Peak> peaks) {
  std::vector<uint32_t> ranks(peaks.size());
  std::vector<uint32_t> order;
  ForEachSecond(peaks, [&](size_t first, size_t last) {
    order.clear();
    for (size_t i = first; i < last; ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return peaks[a].saliency > peaks[b].saliency;
    });
    for (size_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
  });
  return ranks;
}

// How many of the peaks that follow an anchor are combined, and of those that
// sound at once. References combine few, queries more: peaks between may be
// somebody else's.
struct Fan {
  size_t followers;
  size_t chord;
};

// The peaks that may follow `anchor` in a landmark. Of a chord few are taken:
// two peaks of one landmark never sound at once.
void FindFollowers(std::span<const Peak> peaks, size_t anchor, double reach,
                   const Fan& fan, std::vector<uint32_t>& followers) {
  followers.clear();
  size_t chord = 0;
  double chord_time = -kLeastStep;
  for (size_t i = anchor + 1;
       i < peaks.size() && followers.size() < fan.followers; ++i) {
    const double step = peaks[i].time - peaks[anchor].time;
    if (step > reach) break;
    const float interval = std::abs(peaks[i].bin - peaks[anchor].bin);
    if (step < kLeastStep || interval < kLeastInterval ||
        interval > kMostInterval) {
      continue;
    }
    if (step - chord_time >= kLeastStep) {
      chord = 0;
      chord_time = step;
    }
    if (++chord <= fan.chord) followers.push_back(i);
  }
}

constexpr Fan kReferenceTripleFan = {.followers = 4, .chord = 2};
constexpr Fan kReferenceQuadFan = {.followers = 5, .chord = 2};
constexpr Fan kQueryTripleFan = {.followers = 12, .chord = 4};
constexpr Fan kQueryQuadFan = {.followers = 8, .chord = 3};

bool IsStep(std::span<const Peak> peaks, uint32_t first, uint32_t next) {
  return peaks[next].time - peaks[first].time >= kLeastStep;
}

// Keeps the `limit` landmarks of lowest rank, in that order.
void KeepBest(size_t limit, std::vector<Landmark>& landmarks) {
  const auto better = [](const Landmark& a, const Landmark& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.peaks < b.peaks;
  };
  if (landmarks.size() > limit) {
    std::nth_element(landmarks.begin(),
                     landmarks.begin() + static_cast<std::ptrdiff_t>(limit),
                     landmarks.end(), better);
    landmarks.resize(limit);
  }
  std::sort(landmarks.begin(), landmarks.end(), better);
}

// The landmarks of each second, made by `make(anchor, ranks, landmarks)`.
template <typename Make>
LandmarksBySecond BySecond(std::span<const Peak> peaks, size_t limit,
                           Make make) {
  LandmarksBySecond result;
  if (peaks.empty()) return result;
  result.first_second = SecondOf(peaks.front());
  result.seconds.resize(SecondOf(peaks.back()) - result.first_second + 1);
  const std::vector<uint32_t> ranks = RanksOf(peaks);
  ForEachSecond(peaks, [&](size_t first, size_t last) {
    std::vector<Landmark>& landmarks =
        result.seconds[SecondOf(peaks[first]) - result.first_second];
    for (size_t anchor = first; anchor < last; ++anchor) {
      make(anchor, ranks, landmarks);
    }
    KeepBest(limit, landmarks);
    for (Landmark& landmark : landmarks) {
      landmark.log_duration =
          static_cast<float>(std::log(peaks[landmark.peaks.back()].time -
                                      peaks[landmark.peaks.front()].time));
    }
  });
  return result;
}

LandmarksBySecond Triples(std::span<const Peak> peaks, const Fan& fan,
                          size_t limit) {
  std::vector<uint32_t> followers;
  return BySecond(
      peaks, limit,
      [&](uint32_t anchor, const std::vector<uint32_t>& ranks,
          std::vector<Landmark>& landmarks) {
        FindFollowers(peaks, anchor, kTripleReach, fan, followers);
        for (size_t i = 0; i < followers.size(); ++i) {
          for (size_t j = i + 1; j < followers.size(); ++j) {
            const uint32_t a = followers[i];
            const uint32_t b = followers[j];
            if (!IsStep(peaks, a, b)) continue;
            landmarks.push_back({.peaks = {anchor, a, b, b},
                                 .rank = ranks[anchor] + ranks[a] + ranks[b]});
          }
        }
      });
}

LandmarksBySecond Quads(std::span<const Peak> peaks, const Fan& fan,
                        size_t limit) {
  std::vector<uint32_t> followers;
  return BySecond(
      peaks, limit,
      [&](uint32_t anchor, const std::vector<uint32_t>& ranks,
          std::vector<Landmark>& landmarks) {
        FindFollowers(peaks, anchor, kQuadReach, fan, followers);
        for (size_t i = 0; i < followers.size(); ++i) {
          for (size_t j = i + 1; j < followers.size(); ++j) {
            const uint32_t a = followers[i];
            const uint32_t b = followers[j];
            if (!IsStep(peaks, a, b)) continue;
            for (size_t k = j + 1; k < followers.size(); ++k) {
              const uint32_t c = followers[k];
              if (!IsStep(peaks, b, c)) continue;
              landmarks.push_back(
                  {.peaks = {anchor, a, b, c},
                   .rank = ranks[anchor] + ranks[a] + ranks[b] + ranks[c]});
            }
          }
        }
      });
}

// The cells, up to three, that a number may lie in, and what each costs.
struct Cells {
  struct Cell {
    int cell = 0;
    float cost = 0;
  };
  std::array<Cell, 3> cells{};
  size_t count = 0;

  auto begin() const { return cells.begin(); }
  auto end() const {
    return cells.begin() + static_cast<std::ptrdiff_t>(count);
  }
};

// The cells within `doubt` of `level`, from `first` to `last`; a cell goes from
// one whole number to the next.
Cells CellsNear(double level, double doubt, int first, int last) {
  Cells near;
  const int own = static_cast<int>(std::floor(level));
  const int lowest = static_cast<int>(std::floor(level - doubt));
  const int highest = static_cast<int>(std::floor(level + doubt));
  for (int cell = lowest; cell <= highest && near.count < near.cells.size();
       ++cell) {
    if (cell < first || cell > last) continue;
    const double off = cell < own   ? level - (cell + 1)
                       : cell > own ? cell - level
                                    : 0;
    near.cells[near.count++] = {cell,
                                static_cast<float>(kCostAtDoubt * off / doubt)};
  }
  if (near.count == 0)
    near.cells[near.count++] = {std::clamp(own, first, last)};
  return near;
}

// Cells around whole numbers.
Cells IntervalCells(float interval, float doubt) {
  constexpr int kMost = 64;
  return CellsNear(interval + 0.5, 0.5 - doubt, -kMost, kMost - 1);
}

Cells RatioCells(double ratio, double doubt) {
  return CellsNear(ratio * kRatioLevels, doubt, 0, kRatioLevels - 1);
}

double DurationLevel(double duration, double cell) {
  return std::log(std::max(duration, kShortestDuration) / kShortestDuration) /
         cell;
}

// A signed interval as 7 bits.
uint32_t IntervalBits(int interval) {
  return static_cast<uint32_t>(interval + 64) & 0x7f;
}

// What is measured of a landmark.
struct Shape {
  float pitch = 0;  // of the anchor, in bins
  std::array<float, 3> intervals{};
  double duration = 0;  // seconds
  std::array<double, 2> ratios{};
};

Shape TripleShape(std::span<const Peak> peaks, const Landmark& triple) {
  const Peak& anchor = peaks[triple.peaks[0]];
  const Peak& middle = peaks[triple.peaks[1]];
  const Peak& end = peaks[triple.peaks[2]];
  const double duration = end.time - anchor.time;
  return {.pitch = anchor.bin,
          .intervals = {middle.bin - anchor.bin, end.bin - anchor.bin, 0},
          .duration = duration,
          .ratios = {(middle.time - anchor.time) / duration, 0}};
}

Shape QuadShape(std::span<const Peak> peaks, const Landmark& quad) {
  const Peak& anchor = peaks[quad.peaks[0]];
  const Peak& end = peaks[quad.peaks[3]];
  const double duration = end.time - anchor.time;
  Shape shape{
      .pitch = anchor.bin, .intervals = {}, .duration = duration, .ratios = {}};
  for (size_t i = 0; i < 3; ++i) {
    shape.intervals[i] = peaks[quad.peaks[i + 1]].bin - anchor.bin;
  }
  for (size_t i = 0; i < 2; ++i) {
    shape.ratios[i] = (peaks[quad.peaks[i + 1]].time - anchor.time) / duration;
  }
  return shape;
}

// Terms that differ in the length alone lie on one page.
uint32_t TripleTerm(int interval1, int interval2, int ratio, int pitch_cell,
                    int duration_cell) {
  const uint32_t shape = IntervalBits(interval1) << 14 |
                         IntervalBits(interval2) << 7 |
                         static_cast<uint32_t>(ratio) << 3;
  const uint32_t cell = static_cast<uint32_t>(pitch_cell) << 21;
  return (Mix(shape | cell) & ~uint32_t{kDurationCells - 1}) |
         static_cast<uint32_t>(duration_cell);
}

uint32_t QuadTerm(int interval1, int interval2, int interval3, int ratio1,
                  int ratio2) {
  return Mix(IntervalBits(interval1) << 22 | IntervalBits(interval2) << 15 |
             IntervalBits(interval3) << 8 | static_cast<uint32_t>(ratio1) << 4 |
             static_cast<uint32_t>(ratio2));
}

uint32_t PositionOf(const Peak& anchor) {
  return static_cast<uint32_t>(
      std::max(0L, std::lround(anchor.time / kLandmarkTick)));
}

// Whose landmarks are stored, and where.
struct Holder {
  ReferenceNumber number{0};
  uint32_t track = 0;
  PostingTable triples = PostingTable::kTriple;
  PostingTable quads = PostingTable::kQuad;
};

void AppendTriple(const Holder& holder, const Shape& shape, const Peak& anchor,
                  Batch& batch) {
  const int pitch = static_cast<int>(std::lround(shape.pitch));
  const int step =
      std::min(static_cast<int>(DurationLevel(shape.duration,
                                              kDurationCell / kDurationSteps)),
               kDurationCells * kDurationSteps - 1);
  const uint32_t term =
      TripleTerm(static_cast<int>(std::lround(shape.intervals[0])),
                 static_cast<int>(std::lround(shape.intervals[1])),
                 std::min(static_cast<int>(shape.ratios[0] * kRatioLevels),
                          kRatioLevels - 1),
                 pitch >> kPitchCellBits, step / kDurationSteps);
  const uint32_t within =
      static_cast<uint32_t>(pitch & ((1 << kPitchCellBits) - 1));
  const uint32_t detail =
      (holder.track << kPitchCellBits | within) * kDurationSteps +
      static_cast<uint32_t>(step % kDurationSteps);
  batch.Append(holder.triples, term,
               {.reference = holder.number,
                .position = PositionOf(anchor),
                .detail = detail});
}

void AppendQuad(const Holder& holder, const Shape& shape, const Peak& anchor,
                Batch& batch) {
  const auto level = [](double ratio) {
    return std::min(static_cast<int>(ratio * kRatioLevels), kRatioLevels - 1);
  };
  const uint32_t term =
      QuadTerm(static_cast<int>(std::lround(shape.intervals[0])),
               static_cast<int>(std::lround(shape.intervals[1])),
               static_cast<int>(std::lround(shape.intervals[2])),
               level(shape.ratios[0]), level(shape.ratios[1]));
  const auto duration = static_cast<uint32_t>(
      std::lround(DurationLevel(shape.duration, kQuadDurationStep)));
  const auto bin = static_cast<uint32_t>(std::lround(shape.pitch));
  const uint32_t detail =
      (holder.track << kBinBits | bin) << kQuadDurationBits | duration;
  batch.Append(holder.quads, term,
               {.reference = holder.number,
                .position = PositionOf(anchor),
                .detail = detail});
}

void AppendTriples(const Holder& holder, std::span<const Peak> peaks,
                   const LandmarksBySecond& triples, Batch& batch) {
  for (const std::vector<Landmark>& second : triples.seconds) {
    for (const Landmark& triple : second) {
      AppendTriple(holder, TripleShape(peaks, triple), peaks[triple.peaks[0]],
                   batch);
    }
  }
}

void AppendQuads(const Holder& holder, std::span<const Peak> peaks,
                 const LandmarksBySecond& quads, Batch& batch) {
  for (const std::vector<Landmark>& second : quads.seconds) {
    for (const Landmark& quad : second) {
      AppendQuad(holder, QuadShape(peaks, quad), peaks[quad.peaks[0]], batch);
    }
  }
}

// Leaves of each second the first `best` landmarks and every kUploadSample-th
// of the others.
void Thin(size_t best, LandmarksBySecond& landmarks) {
  for (std::vector<Landmark>& second : landmarks.seconds) {
    size_t kept = 0;
    for (size_t i = 0; i < second.size(); ++i) {
      if (i < best || i % kUploadSample == 0) second[kept++] = second[i];
    }
    second.resize(kept);
  }
}

}  // namespace

std::vector<Peak> PeaksOf(const AudioRun& run) {
  constexpr double kEver = std::numeric_limits<double>::infinity();
  return PeaksBetween(run, -kEver, kEver);
}

std::vector<Peak> PeaksBetween(const AudioRun& run, double start, double end) {
  const double run_start = std::chrono::duration<double>(run.start).count();
  const double unit =
      std::chrono::duration<double>(fingerprint::kPeakTimeUnit).count();
  const auto time_of = [&](const SpectralPeak& peak) {
    return run_start + unit * peak.time;
  };
  const auto before = [&](const SpectralPeak& peak, double time) {
    return time_of(peak) < time;
  };
  const auto first =
      std::lower_bound(run.peaks.begin(), run.peaks.end(), start, before);
  const auto last = std::lower_bound(first, run.peaks.end(), end, before);
  std::vector<Peak> peaks;
  peaks.reserve(last - first);
  for (auto peak = first; peak != last; ++peak) {
    peaks.push_back(
        {.time = time_of(*peak),
         .bin = static_cast<float>(peak->bin) / fingerprint::kBinUnits,
         .saliency = static_cast<float>(peak->saliency),
         .prominent = peak->prominent});
  }
  return peaks;
}

std::vector<Peak> Strongest(std::span<const Peak> peaks, int per_second) {
  std::vector<Peak> strongest;
  for (const uint32_t i : StrongestOf(peaks, per_second)) {
    strongest.push_back(peaks[i]);
  }
  return strongest;
}

void KeepEvidence(AudioRun& run) {
  std::vector<SpectralPeak> kept;
  for (const uint32_t i : StrongestOf(PeaksOf(run), kEvidencePeaks)) {
    kept.push_back(run.peaks[i]);
  }
  run.peaks = std::move(kept);
}

std::vector<Peak> EvidenceOf(std::span<const AudioRun> runs, uint32_t track) {
  std::vector<Peak> evidence;
  for (const AudioRun& run : runs) {
    if (run.track != track) continue;
    const std::vector<Peak> peaks = Strongest(PeaksOf(run), kEvidencePeaks);
    evidence.insert(evidence.end(), peaks.begin(), peaks.end());
  }
  std::stable_sort(
      evidence.begin(), evidence.end(),
      [](const Peak& a, const Peak& b) { return a.time < b.time; });
  return evidence;
}

LandmarksBySecond QueryTriples(std::span<const Peak> peaks, size_t limit) {
  return Triples(peaks, kQueryTripleFan, limit);
}

LandmarksBySecond QueryQuads(std::span<const Peak> peaks, size_t limit) {
  return Quads(peaks, kQueryQuadFan, limit);
}

void AppendTripleProbes(std::span<const Peak> peaks, const Landmark& triple,
                        std::vector<Probe>& probes) {
  const Shape shape = TripleShape(peaks, triple);
  const Cells interval1 =
      IntervalCells(shape.intervals[0], kTripleIntervalDoubt);
  const Cells interval2 =
      IntervalCells(shape.intervals[1], kTripleIntervalDoubt);
  const Cells ratio = RatioCells(shape.ratios[0], kTripleRatioDoubt);
  constexpr double kCell = 1 << kPitchCellBits;
  const Cells pitch = CellsNear((shape.pitch + 0.5) / kCell,
                                kPitchDoubt / kCell, 0, kBins / kCell);
  const double doubt = std::max(kSpeedDoubt, kTimeDoubt / shape.duration);
  const Cells duration =
      CellsNear(DurationLevel(shape.duration, kDurationCell),
                doubt / kDurationCell, 0, kDurationCells - 1);
  const float rank_cost = kCostOfRank * static_cast<float>(triple.rank);
  for (const auto& i : interval1) {
    for (const auto& j : interval2) {
      for (const auto& r : ratio) {
        for (const auto& p : pitch) {
          for (const auto& d : duration) {
            probes.push_back(
                {TripleTerm(i.cell, j.cell, r.cell, p.cell, d.cell),
                 rank_cost + i.cost + j.cost + r.cost + p.cost + d.cost});
          }
        }
      }
    }
  }
}

void AppendQuadProbes(std::span<const Peak> peaks, const Landmark& quad,
                      std::vector<Probe>& probes) {
  const Shape shape = QuadShape(peaks, quad);
  std::array<Cells, 3> intervals;
  for (size_t i = 0; i < 3; ++i) {
    intervals[i] = IntervalCells(shape.intervals[i], kQuadIntervalDoubt);
  }
  std::array<Cells, 2> ratios;
  for (size_t i = 0; i < 2; ++i) {
    ratios[i] = RatioCells(shape.ratios[i], kQuadRatioDoubt);
  }
  const float rank_cost = kCostOfRank * static_cast<float>(quad.rank);
  for (const auto& a : intervals[0]) {
    for (const auto& b : intervals[1]) {
      for (const auto& c : intervals[2]) {
        for (const auto& r : ratios[0]) {
          for (const auto& s : ratios[1]) {
            probes.push_back(
                {QuadTerm(a.cell, b.cell, c.cell, r.cell, s.cell),
                 rank_cost + a.cost + b.cost + c.cost + r.cost + s.cost});
          }
        }
      }
    }
  }
}

LandmarkDetail TripleDetail(uint32_t detail, float query_bin,
                            double query_log_duration) {
  // The bin, of those that end in the three known bits, that is nearest.
  const int within =
      static_cast<int>(detail / kDurationSteps) & ((1 << kPitchCellBits) - 1);
  const int near = static_cast<int>(std::lround(query_bin));
  constexpr int kCell = 1 << kPitchCellBits;
  const int up = ((within - near) % kCell + kCell) % kCell;
  // Likewise the length.
  constexpr double kStep = kDurationCell / kDurationSteps;
  const double level =
      (query_log_duration - kLogShortestDuration) / kStep - 0.5;
  const int step = static_cast<int>(detail % kDurationSteps);
  const double laps = std::round((level - step) / kDurationSteps);
  return {.track = detail / kDurationSteps >> kPitchCellBits,
          .bin = near + (up < kCell / 2 ? up : up - kCell),
          .log_duration = kLogShortestDuration +
                          (step + 0.5 + laps * kDurationSteps) * kStep};
}

LandmarkDetail QuadDetail(uint32_t detail) {
  const uint32_t duration = detail & ((1U << kQuadDurationBits) - 1);
  const uint32_t place = detail >> kQuadDurationBits;
  return {.track = place >> kBinBits,
          .bin = static_cast<int>(place & ((1U << kBinBits) - 1)),
          .log_duration = kLogShortestDuration + duration * kQuadDurationStep};
}

void AppendLandmarks(ReferenceNumber number, const AudioRun& run,
                     Batch& batch) {
  const Holder holder = {.number = number, .track = run.track};
  const std::vector<Peak> peaks = Strongest(PeaksOf(run), kReferenceSeeds);
  AppendTriples(
      holder, peaks,
      Triples(peaks, kReferenceTripleFan, std::numeric_limits<size_t>::max()),
      batch);
  AppendQuads(holder, peaks, Quads(peaks, kReferenceQuadFan, kReferenceQuads),
              batch);
}

void AppendUploadLandmarks(UploadNumber number, const AudioRun& run,
                           Batch& batch) {
  const Holder holder = {.number = AsPosted(number),
                         .track = run.track,
                         .triples = PostingTable::kUploadTriple,
                         .quads = PostingTable::kUploadQuad};
  const std::vector<Peak> all = PeaksOf(run);
  const std::vector<Peak> triple_peaks = Strongest(all, kUploadTripleSeeds);
  LandmarksBySecond triples = QueryTriples(triple_peaks, kUploadTriples);
  Thin(kBestUploadTriples, triples);
  AppendTriples(holder, triple_peaks, triples, batch);
  const std::vector<Peak> quad_peaks = Strongest(all, kUploadQuadSeeds);
  LandmarksBySecond quads = QueryQuads(quad_peaks, kUploadQuads);
  Thin(kBestUploadQuads, quads);
  AppendQuads(holder, quad_peaks, quads, batch);
}

}  // namespace earmark::index
