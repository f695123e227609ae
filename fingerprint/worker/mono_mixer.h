// Any decoded audio -> mono at the sample rate of a fingerprint.
#ifndef EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_
#define EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/worker/chroma.h"
#include "fingerprint/worker/ffmpeg.h"
#include "fingerprint/worker/spectrum_row.h"

namespace earmark::fingerprint {

// FFmpeg's resampler: how its filter is made. Zero or false where its own
// default is meant.
struct MonoFormat {
  int sample_rate_hz = 0;
  int filter_size = 0;  // taps, at the lower of both sample rates
  double cutoff = 0;    // of half the lower sample rate
  int phase_shift = 0;  // logarithm of the number of filters to choose from
  bool linear_interpolation = false;
};

// What Chromaprint works on, resampled as its own program fpcalc does it, so
// that fingerprints compare with those of others. Samples of 16 bits.
inline constexpr MonoFormat kChromaFormat{.sample_rate_hz = kChromaSampleRateHz,
                                          .filter_size = 16,
                                          .cutoff = 0.8,
                                          .phase_shift = 8,
                                          .linear_interpolation = true};
// What spectral peaks are found in. Floats. The filter leaves alone what lies
// below their 6.2 kHz.
inline constexpr MonoFormat kPeakFormat{
    .sample_rate_hz = kPeakSampleRateHz, .filter_size = 8, .cutoff = 0.9};

// Mixes the channels by FFmpeg's default mix, and resamples. `Sample` is
// int16_t or float (full scale at 1). Movable, not copyable. Not safe for
// concurrent use.
template <typename Sample>
class MonoMixer {
 public:
  explicit MonoMixer(const MonoFormat& format) : format_(format) {}

  // Takes a frame and returns the samples that are ready: some are held back
  // until the filter has seen what follows them. Valid until the next call. The
  // frame's format may change from frame to frame. Returns kInvalidArgument for
  // a format that cannot be converted, kResourceExhausted when memory runs out.
  absl::StatusOr<std::span<const Sample>> Mix(const AVFrame& frame);

  // Returns what was held back. The next frame begins anew.
  std::span<const Sample> Flush();

 private:
  absl::Status Configure(const AVFrame& frame);

  MonoFormat format_;
  FfmpegPtr<SwrContext> resampler_;
  FfmpegPtr<AVCodecParameters> taken_;  // what the resampler takes
  std::vector<Sample> mixed_;
};

extern template class MonoMixer<int16_t>;
extern template class MonoMixer<float>;

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_
