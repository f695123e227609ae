#include "fingerprint/worker/peak_picker.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace earmark::fingerprint {
namespace {

// Below this, a maximum is mostly noise.
constexpr float kLeast = 0.5F;

constexpr int kTimeUnitSamples = 64;
static_assert(kPeakTimeUnit * kPeakSampleRateHz ==
              std::chrono::seconds(kTimeUnitSamples));
static_assert(kPeakWindow * kPeakSampleRateHz ==
              std::chrono::seconds(kSpectrumWindow));
constexpr int kHopUnits = kSpectrumHop / kTimeUnitSamples;
constexpr int kCenterUnits = kSpectrumWindow / 2 / kTimeUnitSamples;
constexpr uint32_t kUnitsPerSecond = std::chrono::seconds(1) / kPeakTimeUnit;

// Largest values of +-2 and of +-5 bins. Both from the largest of two, four and
// eight in a row.
EARMARK_VECTORIZED
void FindMost(const float* __restrict row, float* __restrict near_most,
              float* __restrict far_most) {
  constexpr int kMargin = kLanes;
  constexpr int kPadded = kRowSize + 2 * kMargin;
  alignas(32) float padded[kPadded];
  alignas(32) float two[kPadded];
  alignas(32) float four[kPadded];
  alignas(32) float eight[kPadded];
  const auto most = [](float a, float b) { return a > b ? a : b; };
  for (int i = 0; i < kMargin; ++i) {
    padded[i] = padded[kMargin + kRowSize + i] = -1e9F;
  }
  for (int i = 0; i < kRowSize; ++i) padded[kMargin + i] = row[i];
  for (int i = 0; i < kPadded - 1; ++i) two[i] = most(padded[i], padded[i + 1]);
  for (int i = 0; i < kPadded - 3; ++i) four[i] = most(two[i], two[i + 2]);
  for (int i = 0; i < kPadded - 7; ++i) eight[i] = most(four[i], four[i + 4]);
  for (int i = 0; i < kRowSize; ++i) {
    near_most[i] = most(four[i + kMargin - 2], padded[i + kMargin + 2]);
    far_most[i] = most(eight[i + kMargin - 5], four[i + kMargin + 2]);
  }
}

// Writes the bins that are at least kLeast and the largest of their row's
// neighbours; returns how many.
EARMARK_VECTORIZED
void MarkCandidates(const float* __restrict row, const float* __restrict most,
                    uint8_t* __restrict marks) {
  for (int i = 0; i < kRowSize; ++i) {
    marks[i] = (row[i] >= kLeast) & (row[i] >= most[i]);
  }
}

// Where the parabola through three values, the middle one the largest, has its
// top: -0.5 to 0.5 steps from the middle.
float TopOf(float before, float middle, float after) {
  const float bend = before - 2 * middle + after;
  if (bend > -1e-6F) return 0;
  return std::clamp(0.5F * (before - after) / bend, -0.5F, 0.5F);
}

}  // namespace

void PeakPicker::Take(const SpectrumRow& row) {
  Held& held = held_[taken_ % kHeld];
  held.row = row;
  FindMost(row.bins.data(), held.near_most.bins.data(),
           held.far_most.bins.data());
  ++taken_;
  if (taken_ > kProminentReach) Pick();
}

std::vector<SpectralPeak> PeakPicker::Finish() {
  while (picked_ < taken_) Pick();
  while (!open_.empty()) EndSecond();
  std::vector<SpectralPeak> peaks(peaks_.begin(), peaks_.end());
  peaks_.clear();
  return peaks;
}

bool PeakPicker::IsLargest(int64_t index, int bin, int reach,
                           SpectrumRow Held::*most) const {
  const float value = At(index).row.bins[bin];
  const int64_t begin = std::max<int64_t>(index - reach, 0);
  const int64_t end = std::min(index + reach + 1, taken_);
  for (int64_t i = begin; i < index; ++i) {
    if ((At(i).*most).bins[bin] >= value) return false;
  }
  for (int64_t i = index; i < end; ++i) {
    if ((At(i).*most).bins[bin] > value) return false;
  }
  return true;
}

void PeakPicker::Pick() {
  const int64_t index = picked_++;
  if (index == 0 || index + 1 == taken_) return;
  const auto center = static_cast<uint32_t>(index * kHopUnits + kCenterUnits);
  // No peak to come lies more than half a hop before its center.
  while (center >= (second_ + 1) * kUnitsPerSecond + kHopUnits) EndSecond();

  const Held& held = At(index);
  alignas(32) std::array<uint8_t, kRowSize> marks;
  MarkCandidates(held.row.bins.data(), held.near_most.bins.data(),
                 marks.data());
  for (int bin = 1; bin + 1 < kPeakBins; ++bin) {
    if (marks[bin] == 0) continue;
    const float value = held.row.bins[bin];
    // Of equal values beside each other, the first.
    if (held.row.bins[bin - 1] == value ||
        (bin >= kBinReach && held.row.bins[bin - kBinReach] == value) ||
        !IsLargest(index, bin, kReach, &Held::near_most)) {
      continue;
    }
    const float time =
        TopOf(At(index - 1).row.bins[bin], value, At(index + 1).row.bins[bin]);
    const float offset =
        TopOf(held.row.bins[bin - 1], value, held.row.bins[bin + 1]);
    open_.push_back(
        {.time = center + static_cast<uint32_t>(std::lround(time * kHopUnits)),
         .bin = static_cast<uint16_t>(
             std::lround((static_cast<float>(bin) + offset) * kBinUnits)),
         .saliency = static_cast<uint8_t>(
             std::min(std::lround(value * kSaliencyUnits), 255L)),
         .prominent = IsLargest(index, bin, kProminentReach, &Held::far_most)});
  }
}

void PeakPicker::EndSecond() {
  const uint32_t end = (second_ + 1) * kUnitsPerSecond;
  const auto next =
      std::stable_partition(open_.begin(), open_.end(),
                            [&](const auto& peak) { return peak.time < end; });
  auto kept = next;
  if (next - open_.begin() > kMaxPeaksPerSecond) {
    kept = open_.begin() + kMaxPeaksPerSecond;
    std::partial_sort(
        open_.begin(), kept, next,
        [](const SpectralPeak& a, const SpectralPeak& b) {
          return std::tuple(!a.prominent, -a.saliency, a.time, a.bin) <
                 std::tuple(!b.prominent, -b.saliency, b.time, b.bin);
        });
  }
  std::sort(open_.begin(), kept,
            [](const SpectralPeak& a, const SpectralPeak& b) {
              return std::tie(a.time, a.bin) < std::tie(b.time, b.bin);
            });
  peaks_.insert(peaks_.end(), open_.begin(), kept);
  open_.erase(open_.begin(), next);
  ++second_;
}

}  // namespace earmark::fingerprint
