#include "fingerprint/worker/mono_mixer.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "absl/strings/str_format.h"
#include "fingerprint/worker/chroma.h"

namespace earmark::fingerprint {
namespace {

// Stereo counts as inverted when the difference of its channels has this many
// times the energy of their sum (12 dB), and no longer when it has less than
// that many. Recordings lie below 1 over any second, however wide.
constexpr double kInvertedFrom = 16;
constexpr double kInvertedUntil = 4;
// Time over which energies are forgotten.
constexpr double kMemorySeconds = 1;

struct Energies {
  double left_right = 0;  // sum of products
  double squares = 0;     // sum of both channels' squares
};

// Looks at eight samples of every 32, which is plenty for a level. Eight sums
// at a time, so that the compiler can use vectors without reordering additions.
template <typename Sample>
Energies Measure(const Sample* left, const Sample* right, int stride,
                 int count) {
  constexpr int kLanes = 8;
  std::array<float, kLanes> products{};
  std::array<float, kLanes> squares{};
  for (int i = 0; i + kLanes <= count; i += 4 * kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float l = static_cast<float>(left[(i + lane) * stride]);
      const float r = static_cast<float>(right[(i + lane) * stride]);
      products[lane] += l * r;
      squares[lane] += l * l + r * r;
    }
  }
  Energies energies;
  for (int lane = 0; lane < kLanes; ++lane) {
    energies.left_right += products[lane];
    energies.squares += squares[lane];
  }
  return energies;
}

template <typename Sample>
void Negate(Sample* samples, int stride, int count) {
  for (int i = 0; i < count; ++i) {
    Sample& sample = samples[i * stride];
    if constexpr (std::is_floating_point_v<Sample>) {
      sample = -sample;
    } else {
      sample = static_cast<Sample>(~sample);  // one off, and cannot overflow
    }
  }
}

// Calls `use` with the two channels of a stereo frame and the distance between
// the samples of each. Formats other than these four come from no codec in use
// and are left alone.
template <typename Use>
void WithStereo(AVFrame& frame, Use use) {
  const auto planar = [&]<typename Sample>(Sample) {
    use(reinterpret_cast<Sample*>(frame.extended_data[0]),
        reinterpret_cast<Sample*>(frame.extended_data[1]), 1);
  };
  const auto packed = [&]<typename Sample>(Sample) {
    auto* const samples = reinterpret_cast<Sample*>(frame.extended_data[0]);
    use(samples, samples + 1, 2);
  };
  switch (frame.format) {
    case AV_SAMPLE_FMT_S16P:
      return planar(int16_t{});
    case AV_SAMPLE_FMT_S32P:
      return planar(int32_t{});
    case AV_SAMPLE_FMT_FLTP:
      return planar(float{});
    case AV_SAMPLE_FMT_DBLP:
      return planar(double{});
    case AV_SAMPLE_FMT_S16:
      return packed(int16_t{});
    case AV_SAMPLE_FMT_S32:
      return packed(int32_t{});
    case AV_SAMPLE_FMT_FLT:
      return packed(float{});
    case AV_SAMPLE_FMT_DBL:
      return packed(double{});
    default:
      return;
  }
}

}  // namespace

absl::Status MonoMixer::Configure(const AVFrame& frame) {
  AVChannelLayout layout = frame.ch_layout;
  if (layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&layout, frame.ch_layout.nb_channels);
  }
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* context = nullptr;
  int error = swr_alloc_set_opts2(
      &context, &mono, AV_SAMPLE_FMT_S16, kChromaSampleRateHz, &layout,
      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  resampler_.reset(context);
  if (error >= 0) {
    av_opt_set_int(context, "resampler", SWR_ENGINE_SWR, 0);
    av_opt_set_int(context, "filter_size", 16, 0);
    av_opt_set_int(context, "phase_shift", 8, 0);
    av_opt_set_int(context, "linear_interp", 1, 0);
    av_opt_set_double(context, "cutoff", 0.8, 0);
    const int channels = frame.ch_layout.nb_channels;
    if (layout.order == AV_CHANNEL_ORDER_UNSPEC && channels > 0) {
      // FFmpeg knows no mix for so many unnamed channels: all count the same.
      const std::vector<double> weights(channels, 1.0 / channels);
      swr_set_matrix(context, weights.data(), channels);
    }
    error = swr_init(context);
  }
  if (error < 0) {
    resampler_.reset();
    return absl::InvalidArgumentError(absl::StrFormat(
        "audio with %d channels at %d Hz cannot be converted: %s",
        frame.ch_layout.nb_channels, frame.sample_rate, FfmpegError(error)));
  }
  format_.reset(avcodec_parameters_alloc());
  if (format_ == nullptr ||
      av_channel_layout_copy(&format_->ch_layout, &frame.ch_layout) < 0) {
    return absl::ResourceExhaustedError(
        "not enough memory to convert the audio");
  }
  format_->sample_rate = frame.sample_rate;
  format_->format = frame.format;
  return absl::OkStatus();
}

void MonoMixer::UndoInversion(AVFrame& frame) {
  Energies energies;
  const int count = frame.nb_samples;
  WithStereo(frame, [&](const auto* left, const auto* right, int stride) {
    energies = Measure(left, right, stride, count);
  });
  // Damaged floating-point audio may hold anything.
  if (!std::isfinite(energies.squares)) return;
  const double kept = std::exp(-count / (kMemorySeconds * frame.sample_rate));
  sum_energy_ = sum_energy_ * kept + energies.squares + 2 * energies.left_right;
  difference_energy_ =
      difference_energy_ * kept + energies.squares - 2 * energies.left_right;
  inverted_ = difference_energy_ >
              sum_energy_ * (inverted_ ? kInvertedUntil : kInvertedFrom);
  if (!inverted_ || av_frame_make_writable(&frame) < 0) return;
  WithStereo(frame, [&](auto*, auto* right, int stride) {
    Negate(right, stride, count);
  });
}

absl::StatusOr<std::span<const int16_t>> MonoMixer::Mix(AVFrame& frame) {
  mixed_.clear();
  const bool same =
      resampler_ != nullptr && frame.sample_rate == format_->sample_rate &&
      frame.format == format_->format &&
      av_channel_layout_compare(&frame.ch_layout, &format_->ch_layout) == 0;
  if (!same) {
    Flush();
    if (absl::Status status = Configure(frame); !status.ok()) return status;
  }
  if (inversion_ == Inversion::kUndo && frame.ch_layout.nb_channels == 2)
    UndoInversion(frame);

  const size_t held = mixed_.size();
  const int most = swr_get_out_samples(resampler_.get(), frame.nb_samples);
  if (most < 0) return absl::InvalidArgumentError("audio cannot be converted");
  mixed_.resize(held + most);
  auto* out = reinterpret_cast<uint8_t*>(mixed_.data() + held);
  const int count = swr_convert(
      resampler_.get(), &out, most,
      const_cast<const uint8_t**>(frame.extended_data), frame.nb_samples);
  if (count < 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("audio cannot be converted: %s", FfmpegError(count)));
  }
  mixed_.resize(held + count);
  return std::span<const int16_t>(mixed_);
}

std::span<const int16_t> MonoMixer::Flush() {
  mixed_.clear();
  if (resampler_ == nullptr) return {};
  const int most = swr_get_out_samples(resampler_.get(), 0);
  mixed_.resize(std::max(most, 0));
  auto* out = reinterpret_cast<uint8_t*>(mixed_.data());
  const int count = swr_convert(resampler_.get(), &out,
                                static_cast<int>(mixed_.size()), nullptr, 0);
  mixed_.resize(std::max(count, 0));
  resampler_.reset();
  return mixed_;
}

}  // namespace earmark::fingerprint
