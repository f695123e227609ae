#include "fingerprint/worker/landmark_fingerprinter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <span>
#include <tuple>
#include <vector>

namespace earmark::fingerprint {
namespace {

using Samples = std::vector<float>;
using Peaks = std::vector<SpectralPeak>;

constexpr double kRate = kPeakSampleRateHz;

Peaks PeaksOf(std::span<const float> samples, size_t block = 4096) {
  absl::StatusOr<LandmarkFingerprinter> fingerprinter =
      LandmarkFingerprinter::Create();
  EXPECT_TRUE(fingerprinter.ok()) << fingerprinter.status();
  for (size_t i = 0; i < samples.size(); i += block) {
    fingerprinter->Feed(
        samples.subspan(i, std::min(block, samples.size() - i)));
  }
  return fingerprinter->Finish();
}

Samples Noise(double seconds, double amplitude) {
  std::mt19937 random(7);
  Samples samples(static_cast<size_t>(seconds * kRate));
  for (float& sample : samples) {
    sample = static_cast<float>(
        amplitude * (static_cast<double>(random()) / 2147483648.0 - 1));
  }
  return samples;
}

Samples Tone(double seconds, double hz, double amplitude) {
  Samples samples(static_cast<size_t>(seconds * kRate));
  for (size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i);
    samples[i] = static_cast<float>(amplitude * std::sin(phase / kRate));
  }
  return samples;
}

// Plucked notes with overtones over a little noise: the same tune for a seed,
// whatever its pitch.
Samples Music(double seconds, unsigned seed, double semitones = 0) {
  std::mt19937 random(seed);
  Samples samples = Noise(seconds, 1e-2);
  const auto notes = static_cast<int>(seconds * 16);
  for (int note = 0; note < notes; ++note) {
    const double start = seconds * (random() % 1000) / 1000;
    const double hz =
        220 * std::exp2((static_cast<double>(random() % 30) + semitones) / 12);
    const double height = 0.05 + 0.001 * static_cast<double>(random() % 100);
    for (auto i = static_cast<size_t>(start * kRate); i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / kRate - start;
      if (t > 1.5) break;
      const double envelope =
          height * std::min(t * 100, 1.0) * std::exp(-3 * t);
      for (int overtone = 1; overtone <= 4; ++overtone) {
        samples[i] += static_cast<float>(
            envelope / overtone *
            std::sin(2 * std::numbers::pi * hz * overtone * t));
      }
    }
  }
  return samples;
}

// Share of `peaks` that `others` have within `tolerance` of time and bin after
// moving their bins by `bins`.
double ShareFound(const Peaks& peaks, const Peaks& others, int bins = 0,
                  int tolerance = 0) {
  if (peaks.empty()) return 0;
  const auto found =
      std::count_if(peaks.begin(), peaks.end(), [&](const SpectralPeak& peak) {
        return std::any_of(
            others.begin(), others.end(), [&](const SpectralPeak& other) {
              return std::abs(int64_t{peak.time} - other.time) <= tolerance &&
                     std::abs(peak.bin + bins - other.bin) <= tolerance;
            });
      });
  return static_cast<double>(found) / static_cast<double>(peaks.size());
}

double PerSecond(const Peaks& peaks, const Samples& samples) {
  return static_cast<double>(peaks.size()) * kRate /
         static_cast<double>(samples.size());
}

// The same by the definitions alone: direct Fourier sums, whole boxes, every
// neighbour, in double precision. Takes audio without silence.
class Oracle {
 public:
  explicit Oracle(const Samples& samples) {
    for (size_t start = 0; start + kSpectrumWindow / 2 < samples.size();
         start += kSpectrumHop) {
      logs_.push_back(LogPowers(samples, start));
    }
    for (int t = 0; t < size(); ++t) {
      for (int b = 0; b < kPeakBins; ++b) whitened_.push_back(Whiten(t, b));
    }
  }

  Peaks Find() const {
    Peaks peaks;
    for (int t = 1; t + 1 < size(); ++t) {
      for (int b = 1; b + 1 < kPeakBins; ++b) {
        if (At(t, b) < 0.5 || !IsLargest(t, b, 3, 2)) continue;
        const double time = t + Top(At(t - 1, b), At(t, b), At(t + 1, b));
        const double bin = b + Top(At(t, b - 1), At(t, b), At(t, b + 1));
        peaks.push_back(
            {.time = static_cast<uint32_t>(std::lround(time * 4 + 16)),
             .bin = static_cast<uint16_t>(std::lround(bin * 8)),
             .saliency = static_cast<uint8_t>(
                 std::min(std::lround(At(t, b) * 32), 255L)),
             .prominent = IsLargest(t, b, 6, 5)});
      }
    }
    return Capped(peaks);
  }

 private:
  using Row = std::array<double, kPeakBins>;

  int size() const { return static_cast<int>(logs_.size()); }
  double At(int t, int b) const { return whitened_[t * kPeakBins + b]; }

  static Row LogPowers(const Samples& samples, size_t start) {
    static const std::vector<double> kCosines = [] {
      std::vector<double> table(kSpectrumWindow);
      for (int i = 0; i < kSpectrumWindow; ++i) {
        table[i] = std::cos(2 * std::numbers::pi * i / kSpectrumWindow);
      }
      return table;
    }();
    std::vector<double> windowed(kSpectrumWindow);
    double sum = 0;
    for (int i = 0; i < kSpectrumWindow; ++i) {
      const double weight = 0.5 - 0.5 * kCosines[i];
      sum += weight;
      if (start + i < samples.size()) windowed[i] = weight * samples[start + i];
    }
    std::vector<double> powers(kSpectrumWindow / 2 + 1);
    for (int k = 20; k < 840; ++k) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < kSpectrumWindow; ++i) {
        const int turn = k * i % kSpectrumWindow;
        real += windowed[i] * kCosines[turn];
        imaginary +=
            windowed[i] *
            kCosines[(turn + kSpectrumWindow / 4 * 3) % kSpectrumWindow];
      }
      powers[k] = (real * real + imaginary * imaginary) * 4 / (sum * sum);
    }
    Row row;
    for (int b = 0; b < kPeakBins; ++b) {
      const auto frequency = [](double bin) {
        return 180 * std::exp2(bin / 36) / kRate * kSpectrumWindow;
      };
      double low = frequency(b - 1);
      double high = frequency(b + 1);
      const double center = frequency(b);
      if (high - low < 2)
        std::tie(low, high) = std::pair(center - 1, center + 1);
      double power = 0;
      double weights = 0;
      for (int k = 20; k < 840; ++k) {
        const double weight =
            std::min((k - low) / (center - low), (high - k) / (high - center));
        if (weight <= 0) continue;
        power += weight * powers[k];
        weights += weight;
      }
      row[b] = std::log(power / weights + 1e-10);
    }
    return row;
  }

  double Whiten(int t, int b) const {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = std::max(t - 30, 0); i <= std::min(t + 30, size() - 1); ++i) {
      for (int j = std::max(b - 18, 0); j <= std::min(b + 18, kPeakBins - 1);
           ++j) {
        sum += logs_[i][j];
        squares += logs_[i][j] * logs_[i][j];
        ++count;
      }
    }
    const double mean = sum / count;
    const double variance = std::max(squares / count - mean * mean, 0.0);
    return (logs_[t][b] - mean) / (std::sqrt(variance) + 0.7);
  }

  bool IsLargest(int t, int b, int reach, int bin_reach) const {
    for (int i = std::max(t - reach, 0); i <= std::min(t + reach, size() - 1);
         ++i) {
      for (int j = std::max(b - bin_reach, 0);
           j <= std::min(b + bin_reach, kPeakBins - 1); ++j) {
        if (At(i, j) > At(t, b)) return false;
      }
    }
    return true;
  }

  static double Top(double before, double middle, double after) {
    return std::clamp(0.5 * (before - after) / (before - 2 * middle + after),
                      -0.5, 0.5);
  }

  // Takes away the weakest of each second, the last of equals first, until
  // there are few enough.
  static Peaks Capped(Peaks peaks) {
    const auto second = [](const SpectralPeak& peak) {
      return peak.time / 250;
    };
    for (uint32_t s = 0; s <= 100; ++s) {
      while (std::count_if(peaks.begin(), peaks.end(), [&](const auto& peak) {
               return second(peak) == s;
             }) > kMaxPeaksPerSecond) {
        peaks.erase(std::min_element(
            peaks.begin(), peaks.end(), [&](const auto& a, const auto& b) {
              return std::tuple(second(a) != s, a.prominent, a.saliency, b.time,
                                b.bin) < std::tuple(second(b) != s, b.prominent,
                                                    b.saliency, a.time, a.bin);
            }));
      }
    }
    std::sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) {
      return std::tie(a.time, a.bin) < std::tie(b.time, b.bin);
    });
    return peaks;
  }

  std::vector<Row> logs_;
  std::vector<double> whitened_;
};

TEST(LandmarkFingerprinterTest, AgreesWithTheObviousWay) {
  // Noise has more peaks than are kept.
  for (const Samples& samples :
       {Music(2.5, 1), Music(2.5, 2), Music(1.1, 3), Noise(2.2, 0.1)}) {
    const Peaks peaks = PeaksOf(samples);
    const Peaks expected = Oracle(samples).Find();
    const auto same = std::count_if(
        peaks.begin(), peaks.end(), [&](const SpectralPeak& peak) {
          return std::find(expected.begin(), expected.end(), peak) !=
                 expected.end();
        });
    EXPECT_GE(same, 0.98 * static_cast<double>(expected.size()));
    EXPECT_GE(same, 0.98 * static_cast<double>(peaks.size()));
    EXPECT_GT(PerSecond(peaks, samples), 40);
  }
}

TEST(LandmarkFingerprinterTest, BlipsHavePeaksAtTheirTimeAndPitch) {
  const struct {
    double seconds;
    double hz;
  } blips[] = {{0.5, 700}, {0.8, 2000}, {1.0, 1234}, {1.003, 5000},
               {1.5, 950}, {1.71, 440}, {2.2, 3300}};
  Samples samples = Noise(3, 1e-3);
  for (const auto& [seconds, hz] : blips) {
    for (size_t i = 0; i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / kRate - seconds;
      samples[i] +=
          static_cast<float>(0.2 * std::exp(-t * t / (2 * 0.015 * 0.015)) *
                             std::cos(2 * std::numbers::pi * hz * t));
    }
  }
  const Peaks peaks = PeaksOf(samples);
  for (const auto& [seconds, hz] : blips) {
    const double time = seconds / 0.004;
    const double bin = std::log2(hz / kLowestPeakHz) * kBinsPerOctave * 8;
    EXPECT_TRUE(std::any_of(peaks.begin(), peaks.end(),
                            [&](const SpectralPeak& peak) {
                              return peak.prominent && peak.saliency > 64 &&
                                     std::abs(peak.time - time) <= 5 &&
                                     std::abs(peak.bin - bin) <= 2;
                            }))
        << seconds << " s, " << hz << " Hz";
  }
}

TEST(LandmarkFingerprinterTest, CutIntoCallsDoesNotMatter) {
  const Samples music = Music(5.3, 4);
  const Peaks whole = PeaksOf(music, music.size());
  EXPECT_FALSE(whole.empty());
  for (const size_t block : {1, 77, 4096}) {
    EXPECT_EQ(PeaksOf(music, block), whole) << block;
  }
}

TEST(LandmarkFingerprinterTest, PeaksAscend) {
  const Peaks peaks = PeaksOf(Music(10, 5));
  EXPECT_EQ(std::adjacent_find(peaks.begin(), peaks.end(),
                               [](const auto& a, const auto& b) {
                                 return std::tie(a.time, a.bin) >=
                                        std::tie(b.time, b.bin);
                               }),
            peaks.end());
}

TEST(LandmarkFingerprinterTest, NoSecondHasMoreThanItsShare) {
  const Peaks peaks = PeaksOf(Noise(20, 0.3));
  std::array<int, 21> counts{};
  std::array<bool, 21> has_ordinary{};
  for (const SpectralPeak& peak : peaks) {
    ++counts[peak.time / 250];
    has_ordinary[peak.time / 250] |= !peak.prominent;
  }
  for (int second = 0; second < 20; ++second) {
    EXPECT_LE(counts[second], kMaxPeaksPerSecond);
    EXPECT_GE(counts[second], kMaxPeaksPerSecond - 10);
    EXPECT_TRUE(has_ordinary[second]);
  }
}

TEST(LandmarkFingerprinterTest, SilenceHasNoPeaks) {
  EXPECT_TRUE(PeaksOf({}).empty());
  EXPECT_TRUE(PeaksOf(Samples(80'000)).empty());
  EXPECT_TRUE(PeaksOf(Noise(5, 1e-5)).empty());
}

TEST(LandmarkFingerprinterTest, WhatIsFarQuieterThanTheRestHasNoPeaks) {
  Samples samples = Music(4, 6);
  const Samples quiet = Music(4, 7);
  for (const float sample : quiet) samples.push_back(sample * 1e-3F);
  const Peaks peaks = PeaksOf(samples);
  const auto in_quiet =
      std::count_if(peaks.begin(), peaks.end(), [](const SpectralPeak& peak) {
        return peak.time > 1250;  // the last notes' ends are let go by
      });
  EXPECT_EQ(in_quiet, 0);
  EXPECT_GT(peaks.size(), 200);
}

TEST(LandmarkFingerprinterTest, ConstantToneHasFewPeaks) {
  for (const double hz : {1000.0, 1013.7}) {
    const Samples tone = Tone(20, hz, 0.5);
    EXPECT_LT(PerSecond(PeaksOf(tone), tone), 12) << hz;
  }
}

TEST(LandmarkFingerprinterTest, ThreeSemitonesMovePeaksByNineBins) {
  const Peaks peaks = PeaksOf(Music(10, 8));
  const Peaks higher = PeaksOf(Music(10, 8, 3));
  EXPECT_GT(ShareFound(peaks, higher, 9 * kBinUnits, 2), 0.5);
  EXPECT_LT(ShareFound(peaks, higher, 5 * kBinUnits, 2), 0.1);
}

TEST(LandmarkFingerprinterTest, GainChangesLittle) {
  const Samples music = Music(10, 9);
  const Peaks peaks = PeaksOf(music);
  for (const float gain : {0.1F, 10.0F}) {
    Samples changed = music;
    for (float& sample : changed) sample *= gain;
    EXPECT_GT(ShareFound(peaks, PeaksOf(changed)), 0.95) << gain;
  }
}

TEST(LandmarkFingerprinterTest, HalfASecondHasPeaks) {
  EXPECT_GT(PeaksOf(Music(0.5, 10)).size(), 10);
  // But nothing breaks where there is no room for any.
  for (const size_t size : {1, 1024, 1025, 1281, 1600, 2048, 2304}) {
    const Samples music = Music(0.2, 11);
    const Peaks peaks = PeaksOf(std::span(music).first(size));
    EXPECT_LT(peaks.size(), 40) << size;
  }
}

TEST(LandmarkFingerprinterTest, NoPeakLiesFarBehindTheEnd) {
  for (const size_t size : {16'000, 16'100, 17'000}) {
    const Samples music = Music(2, 12);
    for (const SpectralPeak& peak : PeaksOf(std::span(music).first(size))) {
      EXPECT_LE(peak.time, size / 64 + 3);
    }
  }
}

TEST(LandmarkFingerprinterTest, WildSamplesCountAsSilence) {
  Samples wild = Music(4, 13);
  Samples tame = wild;
  const float values[] = {std::numeric_limits<float>::quiet_NaN(),
                          std::numeric_limits<float>::infinity(), -1e30F};
  for (size_t i = 0; i < 600; ++i) {
    wild[20'000 + i * 3] = values[i % 3];
    tame[20'000 + i * 3] = 0;
  }
  EXPECT_EQ(PeaksOf(wild), PeaksOf(tame));
}

}  // namespace
}  // namespace earmark::fingerprint
