// Lays the decoded audio of one track on the timeline, and fingerprints it.
#ifndef EARMARK_FINGERPRINT_WORKER_AUDIO_TIMELINE_H_
#define EARMARK_FINGERPRINT_WORKER_AUDIO_TIMELINE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/chroma.h"
#include "fingerprint/worker/landmark_fingerprinter.h"
#include "fingerprint/worker/mono_mixer.h"
#include "fingerprint/worker/stereo_inversion.h"

namespace earmark::fingerprint {

// Frames follow each other in a run. Where their times say that they do not, a
// short gap is filled with silence, and a jump ends the run and begins another.
// Times only correct what the number of samples says: they are often rounded
// to milliseconds. Movable, not copyable.
class AudioTimeline {
 public:
  // Times that differ by less from the count of samples are rounding or jitter.
  static constexpr MediaTime kTolerance = std::chrono::milliseconds(100);
  // Longer gaps begin a new run. Filling one costs as much as audio of its
  // length, and sub-fingerprints that look into it are of little use.
  static constexpr MediaTime kMaxFilledGap = std::chrono::seconds(3);
  // After this many runs times are no longer believed: each run costs a set-up,
  // and no honest file jumps so often.
  static constexpr size_t kMaxRuns = 1000;

  explicit AudioTimeline(uint32_t track) : track_(track) {}

  // Takes the next frame, whose samples it may change, and which begins at
  // `time` if that is known. Returns
  // kInvalidArgument for audio that cannot be converted, kResourceExhausted
  // when memory runs out.
  absl::Status Add(std::optional<MediaTime> time, AVFrame& frame);

  // Returns the runs in order of time; those without any fingerprint (too
  // short, or silent) are left out. Call once, last.
  absl::StatusOr<std::vector<AudioRun>> Finish();

 private:
  struct Fingerprinters {
    ChromaFingerprinter chroma;
    LandmarkFingerprinter landmarks;
  };

  MediaTime End() const;
  absl::Status Begin(MediaTime start);
  absl::Status FillGap(MediaTime gap);
  absl::Status FeedHeldBack();
  absl::Status EndRun();

  uint32_t track_;
  StereoInversion inversion_;
  MonoMixer<int16_t> chroma_mixer_{kChromaFormat};
  MonoMixer<float> peak_mixer_{kPeakFormat};
  std::optional<Fingerprinters> fingerprinters_;  // of the current run
  MediaTime start_{0};                            // of the current run
  // Length of the current run: whole times of past sample rates, and samples of
  // the present one.
  MediaTime length_{0};
  int64_t samples_ = 0;
  int sample_rate_hz_ = 0;
  size_t begun_ = 0;
  std::vector<AudioRun> runs_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_AUDIO_TIMELINE_H_
