#include "bench/scaled_works.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace earmark::bench {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::SpectralPeak;

constexpr double kPeakUnitsPerSecond =
    std::chrono::duration<double>(std::chrono::seconds(1)) /
    fingerprint::kPeakTimeUnit;
constexpr int kHighestBin = fingerprint::kPeakBins * fingerprint::kBinUnits - 1;

// Stretches of peaks, in seconds of the source; how they are changed.
constexpr double kShortestStretch = 3;
constexpr double kLongestStretch = 9;
constexpr double kSlowest = 0.7;
constexpr double kFastest = 1.4;
constexpr int kMostBins = 24 * fingerprint::kBinUnits;  // up and down

// Pieces of sub-fingerprints.
constexpr size_t kFewestItems = 2;
constexpr size_t kMostItems = 6;

class Maker {
 public:
  Maker(const std::vector<AudioRun>& sources, uint32_t number)
      : sources_(sources), random_(number) {}

  MediaFingerprint Make() {
    MediaFingerprint media;
    media.duration = kScaledWorkLength;
    media.audio.state = fingerprint::Coverage::State::kSeen;
    media.audio.seen = kScaledWorkLength;
    media.audio.total = kScaledWorkLength;
    AudioRun& run = media.audio_runs.emplace_back();
    const auto end =
        static_cast<uint32_t>(kScaledWorkLength / fingerprint::kPeakTimeUnit);
    for (uint32_t start = 0; start < end;) start = AddStretch(start, end, run);
    Thin(run.peaks);
    while (run.chroma.size() < kScaledWorkLength / fingerprint::kChromaStep) {
      AddItems(run.chroma);
    }
    return media;
  }

 private:
  double Between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }
  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }

  // Adds peaks from `start` on, to `end` at the latest, and returns where they
  // end.
  uint32_t AddStretch(uint32_t start, uint32_t end, AudioRun& run) {
    const std::vector<SpectralPeak>& source =
        sources_[Below(sources_.size())].peaks;
    const auto length = static_cast<uint32_t>(
        kPeakUnitsPerSecond * Between(kShortestStretch, kLongestStretch));
    const uint32_t from =
        static_cast<uint32_t>(Between(0, 1) * source.back().time);
    const size_t form = Below(3);
    const bool backwards = form != 1;
    const bool upside_down = form != 0;
    const double rate =
        std::exp(Between(std::log(kSlowest), std::log(kFastest)));
    const int up = static_cast<int>(Between(-kMostBins, kMostBins));
    const auto before = [](const SpectralPeak& peak, uint32_t time) {
      return peak.time < time;
    };
    const auto first =
        std::lower_bound(source.begin(), source.end(), from, before);
    const auto last =
        std::lower_bound(first, source.end(), from + length, before);
    for (auto peak = first; peak != last; ++peak) {
      const uint32_t since = peak->time - from;
      const auto time =
          start +
          static_cast<uint32_t>((backwards ? length - since : since) / rate);
      const int bin = (upside_down ? kHighestBin - peak->bin : peak->bin) + up;
      if (time >= end || bin < 0 || bin > kHighestBin) continue;
      run.peaks.push_back({.time = time,
                           .bin = static_cast<uint16_t>(bin),
                           .saliency = peak->saliency,
                           .prominent = peak->prominent});
    }
    return start + static_cast<uint32_t>(length / rate) + 1;
  }

  // Puts the peaks in order, and drops those that are too many in a second.
  static void Thin(std::vector<SpectralPeak>& peaks) {
    const auto place = [](const SpectralPeak& peak) {
      return std::pair(peak.time, peak.bin);
    };
    std::sort(peaks.begin(), peaks.end(),
              [&](const SpectralPeak& a, const SpectralPeak& b) {
                return place(a) < place(b);
              });
    std::vector<SpectralPeak> kept;
    const auto second = static_cast<uint32_t>(kPeakUnitsPerSecond);
    for (const SpectralPeak& peak : peaks) {
      constexpr size_t kMost = fingerprint::kMaxPeaksPerSecond;
      if (!kept.empty() && place(kept.back()) == place(peak)) continue;
      if (kept.size() >= kMost &&
          peak.time < kept[kept.size() - kMost].time + second) {
        continue;
      }
      kept.push_back(peak);
    }
    peaks = std::move(kept);
  }

  void AddItems(std::vector<uint32_t>& items) {
    const std::vector<uint32_t>& source =
        sources_[Below(sources_.size())].chroma;
    if (source.size() < kMostItems) return;
    const size_t from = Below(source.size() - kMostItems + 1);
    const size_t count = kFewestItems + Below(kMostItems - kFewestItems + 1);
    const auto first = source.begin() + static_cast<std::ptrdiff_t>(from);
    items.insert(items.end(), first,
                 first + static_cast<std::ptrdiff_t>(count));
  }

  const std::vector<AudioRun>& sources_;
  std::mt19937 random_;
};

}  // namespace

MediaFingerprint ScaledWork(const std::vector<AudioRun>& sources,
                            uint32_t number) {
  return Maker(sources, number).Make();
}

}  // namespace earmark::bench
