#include "fingerprint/worker/mono_mixer.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

template <typename Sample>
constexpr AVSampleFormat kSampleFormat = AV_SAMPLE_FMT_NONE;
template <>
constexpr AVSampleFormat kSampleFormat<int16_t> = AV_SAMPLE_FMT_S16;
template <>
constexpr AVSampleFormat kSampleFormat<float> = AV_SAMPLE_FMT_FLT;

}  // namespace

template <typename Sample>
absl::Status MonoMixer<Sample>::Configure(const AVFrame& frame) {
  AVChannelLayout layout = frame.ch_layout;
  if (layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&layout, frame.ch_layout.nb_channels);
  }
  AVChannelLayout mono;
  av_channel_layout_default(&mono, 1);
  SwrContext* context = nullptr;
  int error = swr_alloc_set_opts2(
      &context, &mono, kSampleFormat<Sample>, format_.sample_rate_hz, &layout,
      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  resampler_.reset(context);
  if (error >= 0) {
    av_opt_set_int(context, "resampler", SWR_ENGINE_SWR, 0);
    if (format_.filter_size != 0)
      av_opt_set_int(context, "filter_size", format_.filter_size, 0);
    if (format_.phase_shift != 0)
      av_opt_set_int(context, "phase_shift", format_.phase_shift, 0);
    if (format_.linear_interpolation)
      av_opt_set_int(context, "linear_interp", 1, 0);
    if (format_.cutoff != 0)
      av_opt_set_double(context, "cutoff", format_.cutoff, 0);
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
  taken_.reset(avcodec_parameters_alloc());
  if (taken_ == nullptr ||
      av_channel_layout_copy(&taken_->ch_layout, &frame.ch_layout) < 0) {
    return absl::ResourceExhaustedError(
        "not enough memory to convert the audio");
  }
  taken_->sample_rate = frame.sample_rate;
  taken_->format = frame.format;
  return absl::OkStatus();
}

template <typename Sample>
absl::StatusOr<std::span<const Sample>> MonoMixer<Sample>::Mix(
    const AVFrame& frame) {
  mixed_.clear();
  const bool same =
      resampler_ != nullptr && frame.sample_rate == taken_->sample_rate &&
      frame.format == taken_->format &&
      av_channel_layout_compare(&frame.ch_layout, &taken_->ch_layout) == 0;
  if (!same) {
    Flush();
    if (absl::Status status = Configure(frame); !status.ok()) return status;
  }
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
  return std::span<const Sample>(mixed_);
}

template <typename Sample>
std::span<const Sample> MonoMixer<Sample>::Flush() {
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

template class MonoMixer<int16_t>;
template class MonoMixer<float>;

}  // namespace earmark::fingerprint
