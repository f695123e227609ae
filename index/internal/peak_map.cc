#include "index/internal/peak_map.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {
namespace {

constexpr int kBins = fingerprint::kPeakBins;
constexpr double kFrame = 0.016;  // seconds

// How much of its saliency a peak lends to a place so many frames or bins away.
constexpr std::array<float, 5> kOverTime = {1.0F, 1.0F, 0.9F, 0.7F, 0.5F};
constexpr std::array<float, 3> kOverPitch = {1.0F, 0.95F, 0.6F};

// The most salient peaks a second, which places are near to or not.
constexpr int kSalientPeaks = 36;
// What is near: frames, bins.
constexpr int kAtFrames = 2;
constexpr int kAtBins = 1;
constexpr int kNearFrames = 3;
constexpr int kNearBins = 2;

// Frames with no peak within this many frames are silent: they do not count
// when levels are ranked.
constexpr int kSilence = 16;

int FrameOf(double time) {
  return static_cast<int>(std::lround(time / kFrame));
}

// Calls `use(cell)` for the places within `frames` and `bins` of a peak.
template <typename Use>
void ForPlaces(int frame, int bin, int frames, int bins, int frame_count,
               Use use) {
  const int last_frame = std::min(frame_count - 1, frame + frames);
  const int last_bin = std::min(kBins - 1, bin + bins);
  for (int f = std::max(0, frame - frames); f <= last_frame; ++f) {
    for (int b = std::max(0, bin - bins); b <= last_bin; ++b) {
      use(static_cast<size_t>(f) * kBins + static_cast<size_t>(b), f, b);
    }
  }
}

}  // namespace

PeakMap::PeakMap(std::span<const Peak> peaks, double start, double end)
    : start_(start),
      end_(end),
      frames_(std::max(0, FrameOf(end - start) + 1)),
      cells_(static_cast<size_t>(frames_) * kBins) {
  // Values first, in the cells' place.
  std::vector<bool> loud(frames_, false);
  for (const Peak& peak : peaks) {
    const int frame = FrameOf(peak.time - start);
    const int bin = static_cast<int>(std::lround(peak.bin));
    if (frame < 0 || frame >= frames_) continue;
    ForPlaces(
        frame, bin, static_cast<int>(kOverTime.size()) - 1,
        static_cast<int>(kOverPitch.size()) - 1, frames_,
        [&](size_t place, int f, int b) {
          const float value = peak.saliency * kOverTime[std::abs(f - frame)] *
                              kOverPitch[std::abs(b - bin)];
          cells_[place] = std::max(cells_[place], static_cast<uint8_t>(value));
        });
    for (int f = std::max(0, frame - kSilence);
         f <= std::min(frames_ - 1, frame + kSilence); ++f) {
      loud[f] = true;
    }
  }

  // Ranks: how many of the loud frames have less at this frequency; equals
  // count half.
  std::vector<std::array<uint32_t, 256>> counts(kBins);
  uint32_t loud_frames = 0;
  for (int f = 0; f < frames_; ++f) {
    if (!loud[f]) continue;
    ++loud_frames;
    for (int b = 0; b < kBins; ++b) {
      ++counts[b][cells_[static_cast<size_t>(f) * kBins + b]];
    }
  }
  std::vector<std::array<uint8_t, 256>> levels(kBins);
  for (int b = 0; b < kBins; ++b) {
    double below = 0;
    for (int value = 0; value < 256; ++value) {
      const double rank = below + 0.5 * counts[b][value];
      levels[b][value] = static_cast<uint8_t>(std::min<double>(
          kEvidenceLevels - 1,
          kEvidenceLevels * rank / std::max<double>(loud_frames, 1)));
      below += counts[b][value];
    }
  }
  for (int f = 0; f < frames_; ++f) {
    for (int b = 0; b < kBins; ++b) {
      uint8_t& cell = cells_[static_cast<size_t>(f) * kBins + b];
      cell = loud[f] ? levels[b][cell] : 0;
    }
  }

  const std::vector<Peak> salient = Strongest(peaks, kSalientPeaks);
  const auto mark = [&](int frames, int bins, int distance) {
    for (const Peak& peak : salient) {
      const int frame = FrameOf(peak.time - start);
      if (frame < 0 || frame >= frames_) continue;
      ForPlaces(frame, static_cast<int>(std::lround(peak.bin)), frames, bins,
                frames_, [&](size_t place, int, int) {
                  const int level = cells_[place] % kEvidenceLevels;
                  cells_[place] =
                      static_cast<uint8_t>(level + kEvidenceLevels * distance);
                });
    }
  };
  mark(kNearFrames, kNearBins, 1);
  mark(kAtFrames, kAtBins, 2);
}

int PeakMap::CellAt(double time, float bin) const {
  const int frame = FrameOf(time - start_);
  const int b = static_cast<int>(std::lround(bin));
  if (frame < 0 || frame >= frames_ || b < 0 || b >= kBins) return -1;
  return cells_[static_cast<size_t>(frame) * kBins + static_cast<size_t>(b)];
}

}  // namespace earmark::index
