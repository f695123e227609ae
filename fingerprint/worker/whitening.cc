#include "fingerprint/worker/whitening.h"

#include <algorithm>
#include <cmath>

namespace earmark::fingerprint {
namespace {

constexpr float kDeviationFloor = 0.7F;
// Log powers run from -23 (the floor) to about 0. Around zero, their squares
// lose less.
constexpr float kShift = 10;
// Rows after which the sums are made anew, because additions and subtractions
// in floats drift apart.
constexpr int64_t kSummedAnew = 256;

constexpr float kQuietest = 1e-8F;
constexpr int kQuietestDecibels = -80;
constexpr int kSilenceDecibels = 50;
constexpr int64_t kLoudestPercent = 5;

// Index into the counts of energies; 0 is silence.
int LevelOf(float energy, int levels) {
  if (!(energy > kQuietest)) return 0;
  const int decibels = static_cast<int>(std::floor(10 * std::log10(energy)));
  return std::clamp(decibels - kQuietestDecibels + 1, 1, levels - 1);
}

EARMARK_VECTORIZED
void Add(const float* __restrict row, float* __restrict values,
         float* __restrict squares) {
  for (int b = 0; b < kRowSize; ++b) {
    const float value = row[b] + kShift;
    values[b] += value;
    squares[b] += value * value;
  }
}

EARMARK_VECTORIZED
void Subtract(const float* __restrict row, float* __restrict values,
              float* __restrict squares) {
  for (int b = 0; b < kRowSize; ++b) {
    const float value = row[b] + kShift;
    values[b] -= value;
    squares[b] -= value * value;
  }
}

// Sums of all bins below each, from kBinReach before the first to behind the
// last of the padding: beyond the edges, those at the edge.
constexpr int kPrefixes = kRowSize + 2 * Whitening::kBinReach + 1;
using Prefixes = std::array<float, kPrefixes>;

void SumPrefixes(const float* values, Prefixes& prefixes) {
  float sum = 0;
  std::fill_n(prefixes.begin(), Whitening::kBinReach + 1, 0.0F);
  for (int b = 0; b < kPeakBins; ++b) {
    sum += values[b];
    prefixes[Whitening::kBinReach + 1 + b] = sum;
  }
  std::fill(prefixes.begin() + Whitening::kBinReach + 1 + kPeakBins,
            prefixes.end(), sum);
}

// One part in so many bins as the box of each has.
constexpr std::array<float, kRowSize> kBinShares = [] {
  std::array<float, kRowSize> shares{};
  for (int b = 0; b < kPeakBins; ++b) {
    const int first = std::max(b - Whitening::kBinReach, 0);
    const int last = std::min(b + Whitening::kBinReach, kPeakBins - 1);
    shares[b] = 1.0F / static_cast<float>(last - first + 1);
  }
  return shares;
}();

EARMARK_VECTORIZED
void Whiten(const float* __restrict row, const float* __restrict values,
            const float* __restrict squares, const float* __restrict shares,
            float row_share, float* __restrict whitened) {
  constexpr int kBox = 2 * Whitening::kBinReach + 1;
  for (int b = 0; b < kRowSize; ++b) {
    const float weight = shares[b] * row_share;
    const float mean = (values[b + kBox] - values[b]) * weight;
    const float square = (squares[b + kBox] - squares[b]) * weight;
    const float variance = square - mean * mean;
    const float deviation = std::sqrt(variance > 0 ? variance : 0.0F);
    whitened[b] = (row[b] + kShift - mean) / (deviation + kDeviationFloor);
  }
}

}  // namespace

bool Whitening::IsSilent(int level) const {
  if (level == 0) return true;
  int64_t louder = 0;
  int percentile = kLevels;
  while (louder * 100 <= taken_ * kLoudestPercent) {
    louder += rows_at_level_[--percentile];
  }
  return level < percentile - kSilenceDecibels;
}

void Whitening::Take(const SpectrumRow& row, float energy, Sink sink) {
  const auto slot = static_cast<size_t>(taken_ % kHeld);
  if (taken_ - begin_ == kHeld) {
    // The row that makes place is the first that the next box lacks.
    Subtract(rows_[slot].bins.data(), sums_.values.data(),
             sums_.squares.data());
    ++begin_;
  }
  rows_[slot] = row;
  level_of_[slot] = LevelOf(energy, kLevels);
  ++rows_at_level_[level_of_[slot]];
  Add(row.bins.data(), sums_.values.data(), sums_.squares.data());
  ++taken_;
  if (taken_ % kSummedAnew == 0) {
    sums_ = {};
    for (int64_t i = begin_; i < taken_; ++i) {
      Add(rows_[i % kHeld].bins.data(), sums_.values.data(),
          sums_.squares.data());
    }
  }
  if (taken_ > kReach) HandOn(sink);
}

void Whitening::Finish(Sink sink) {
  while (handed_on_ < taken_) {
    if (handed_on_ - begin_ > kReach) {
      Subtract(rows_[begin_ % kHeld].bins.data(), sums_.values.data(),
               sums_.squares.data());
      ++begin_;
    }
    HandOn(sink);
  }
}

void Whitening::HandOn(Sink sink) {
  const auto slot = static_cast<size_t>(handed_on_ % kHeld);
  SpectrumRow whitened;
  if (IsSilent(level_of_[slot])) {
    whitened.bins.fill(kSilent);
  } else {
    alignas(32) Prefixes values;
    alignas(32) Prefixes squares;
    SumPrefixes(sums_.values.data(), values);
    SumPrefixes(sums_.squares.data(), squares);
    Whiten(rows_[slot].bins.data(), values.data(), squares.data(),
           kBinShares.data(), 1.0F / static_cast<float>(taken_ - begin_),
           whitened.bins.data());
    std::fill(whitened.bins.begin() + kPeakBins, whitened.bins.end(), kSilent);
  }
  ++handed_on_;
  sink(whitened);
}

}  // namespace earmark::fingerprint
