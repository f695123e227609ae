#include "fingerprint/worker/log_spectrum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace earmark::fingerprint {
namespace {

// Added to each power: -100 dB, far below the quietest audio that is looked at.
constexpr float kPowerFloor = 1e-10F;
// Samples from here on (120 dB above full scale) are damage.
constexpr float kWildSample = 1 << 20;

EARMARK_VECTORIZED
void Multiply(const float* __restrict samples, const float* __restrict window,
              float* __restrict product) {
  for (int i = 0; i < kSpectrumWindow; ++i) {
    product[i] = samples[i] * window[i];
  }
}

EARMARK_VECTORIZED
void CopyTamed(const float* __restrict from, float* __restrict to, int count) {
  for (int i = 0; i < count; ++i) {
    // Not a number compares false.
    to[i] = std::fabs(from[i]) < kWildSample ? from[i] : 0.0F;
  }
}

// Powers of `count` complex numbers, a multiple of kLanes.
EARMARK_VECTORIZED
void Powers(const float* __restrict numbers, float* __restrict powers,
            int count) {
  for (int i = 0; i < count; ++i) {
    const float real = numbers[2 * i];
    const float imaginary = numbers[2 * i + 1];
    powers[i] = real * real + imaginary * imaginary;
  }
}

EARMARK_VECTORIZED
float Sum(const float* __restrict values, int count) {
  float sums[kLanes] = {};
  for (int i = 0; i < count; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) sums[lane] += values[i + lane];
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
         ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

// The bins' powers. Sums by lanes, so that the order of additions is written
// here and not the compiler's to change.
EARMARK_VECTORIZED
void Weigh(const WeighedBin* __restrict bins, const float* __restrict weights,
           const float* __restrict powers, float* __restrict row) {
  for (int b = 0; b < kPeakBins; ++b) {
    const float* const weight = weights + bins[b].weights;
    const float* const power = powers + bins[b].first;
    float sums[kLanes] = {};
    for (int i = 0; i < bins[b].count; i += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) {
        sums[lane] += weight[i + lane] * power[i + lane];
      }
    }
    row[b] = ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
             ((sums[4] + sums[5]) + (sums[6] + sums[7])) + kPowerFloor;
  }
}

// Natural logarithm of positive, normal numbers within 1e-4: the exponent, and
// a polynomial of degree 4 on the mantissa.
EARMARK_VECTORIZED
void TakeLogarithms(float* __restrict values) {
  for (int i = 0; i < kRowSize; ++i) {
    const auto bits = std::bit_cast<int32_t>(values[i]);
    const auto exponent = static_cast<float>((bits >> 23) - 127);
    const auto x = std::bit_cast<float>((bits & 0x7fffff) | 0x3f800000);
    float log = -0.05657097F;
    log = log * x + 0.44717955F;
    log = log * x - 1.4699568F;
    log = log * x + 2.8212026F;
    log = log * x - 1.7417939F;
    values[i] = exponent * 0.69314718F + log;
  }
}

}  // namespace

absl::StatusOr<LogSpectrum> LogSpectrum::Create() {
  LogSpectrum result;
  AVTXContext* transform = nullptr;
  const float scale = 1;
  if (av_tx_init(&transform, &result.transform_function_, AV_TX_FLOAT_RDFT, 0,
                 kSpectrumWindow, &scale, 0) < 0) {
    return absl::ResourceExhaustedError(
        "not enough memory to fingerprint the audio");
  }
  result.transform_.reset(transform);
  result.buffers_ = std::make_unique<Buffers>();
  // A sine's two halves, each of half its height, at the window's mean of 1/2.
  constexpr double kHeight = 4.0 / kSpectrumWindow;
  for (int i = 0; i < kSpectrumWindow; ++i) {
    const double phase = 2 * std::numbers::pi * i / kSpectrumWindow;
    result.buffers_->window[i] =
        static_cast<float>(kHeight * (0.5 - 0.5 * std::cos(phase)));
  }
  result.MakeBins();
  return result;
}

void LogSpectrum::MakeBins() {
  const double step = std::exp2(1.0 / kBinsPerOctave);
  double center = kLowestPeakHz * kSpectrumWindow / kPeakSampleRateHz;
  int end = 0;
  for (WeighedBin& bin : bins_) {
    double low = center / step;
    double high = center * step;
    if (high - low < 2) {
      low = center - 1;
      high = center + 1;
    }
    bin.first = static_cast<int>(std::ceil(low));
    bin.weights = static_cast<int>(weights_.size());
    double sum = 0;
    std::vector<double> triangle;
    for (int k = bin.first; k <= high; ++k) {
      const double weight = k < center ? (k - low) / (center - low)
                                       : (high - k) / (high - center);
      triangle.push_back(weight);
      sum += weight;
    }
    triangle.resize((triangle.size() + kLanes - 1) / kLanes * kLanes);
    bin.count = static_cast<int>(triangle.size());
    for (const double weight : triangle) {
      weights_.push_back(static_cast<float>(weight / sum));
    }
    end = std::max(end, bin.first + bin.count);
    center *= step;
  }
  lowest_ = bins_[0].first / kLanes * kLanes;
  highest_ = (end + kLanes - 1) / kLanes * kLanes;
}

void LogSpectrum::Feed(std::span<const float> samples, Sink sink) {
  while (!samples.empty()) {
    const auto count = static_cast<int>(std::min(
        samples.size(), static_cast<size_t>(first_ + kSpectrumWindow - end_)));
    CopyTamed(samples.data(), buffers_->samples.data() + end_, count);
    samples = samples.subspan(count);
    end_ += count;
    if (end_ - first_ == kSpectrumWindow) HandOn(sink);
  }
}

void LogSpectrum::Finish(Sink sink) {
  static constexpr std::array<float, kSpectrumHop> kSilence{};
  // Each window hands itself on when it is full.
  for (int real = end_ - first_; real > kSpectrumWindow / 2;
       real -= kSpectrumHop) {
    const int missing = kSpectrumWindow - (end_ - first_);
    for (int i = 0; i < missing; i += kSpectrumHop) {
      Feed(std::span(kSilence).first(std::min(missing - i, kSpectrumHop)),
           sink);
    }
  }
}

void LogSpectrum::HandOn(Sink sink) {
  Buffers& buffers = *buffers_;
  Multiply(buffers.samples.data() + first_, buffers.window.data(),
           buffers.windowed.data());
  transform_function_(transform_.get(), buffers.spectrum.data(),
                      buffers.windowed.data(), sizeof(float));
  const int count = highest_ - lowest_;
  Powers(buffers.spectrum.data() + ptrdiff_t{2} * lowest_,
         buffers.powers.data() + lowest_, count);
  const float energy = Sum(buffers.powers.data() + lowest_, count);
  Weigh(bins_.data(), weights_.data(), buffers.powers.data(),
        buffers.row.bins.data());
  TakeLogarithms(buffers.row.bins.data());

  first_ += kSpectrumHop;
  if (first_ + kSpectrumWindow > kBuffered) {
    std::copy(buffers.samples.data() + first_, buffers.samples.data() + end_,
              buffers.samples.data());
    end_ -= first_;
    first_ = 0;
  }
  sink(buffers.row, energy);
}

}  // namespace earmark::fingerprint
