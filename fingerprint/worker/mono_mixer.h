// Any decoded audio -> what Chromaprint works on: mono, 11,025 Hz, 16 bits.
//
// Channels are mixed and resampled as Chromaprint's own program fpcalc does it
// (FFmpeg's default mix; a filter of 16 taps, linear interpolation, cut-off at
// 0.8), so that fingerprints compare with those of others, with one exception:
// a stereo recording whose channels are inverted against each other, which
// would cancel to silence, has its second channel inverted back.
#ifndef EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_
#define EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/worker/ffmpeg.h"

namespace earmark::fingerprint {

// Movable, not copyable. Not safe for concurrent use.
class MonoMixer {
 public:
  // Whether inverted stereo is turned back; fpcalc does not.
  enum class Inversion { kKeep, kUndo };

  explicit MonoMixer(Inversion inversion) : inversion_(inversion) {}

  // Takes a frame, whose samples it may change, and returns the samples that
  // are ready: some are held back until the filter has seen what follows them.
  // Valid until the next call. The format may change from frame to frame.
  // Returns kInvalidArgument for a format that cannot be converted.
  absl::StatusOr<std::span<const int16_t>> Mix(AVFrame& frame);

  // Returns what was held back. The next frame begins anew.
  std::span<const int16_t> Flush();

 private:
  absl::Status Configure(const AVFrame& frame);
  void UndoInversion(AVFrame& frame);

  Inversion inversion_;
  FfmpegPtr<SwrContext> resampler_;
  FfmpegPtr<AVCodecParameters> format_;  // what the resampler takes
  std::vector<int16_t> mixed_;

  // Energy of the sum and of the difference of the two channels, of late.
  double sum_energy_ = 0;
  double difference_energy_ = 0;
  bool inverted_ = false;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MONO_MIXER_H_
