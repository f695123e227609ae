#include "fingerprint/worker/extract.h"

#include <chrono>
#include <memory>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fingerprint/worker/audio_timeline.h"
#include "fingerprint/worker/ffmpeg_log.h"
#include "fingerprint/worker/fpcalc.h"
#include "fingerprint/worker/frame_hasher.h"
#include "fingerprint/worker/frame_sampler.h"
#include "fingerprint/worker/key_framer.h"
#include "fingerprint/worker/luma_plane.h"
#include "fingerprint/worker/margins.h"
#include "fingerprint/worker/media_decoder.h"
#include "fingerprint/worker/media_file.h"

namespace earmark::fingerprint {
namespace {

// A frame is kept when this much time has passed since the one kept before, or
// when its hash differs from it by more than re-encoding would change it.
constexpr MediaTime kLongestStill = std::chrono::milliseconds(250);
constexpr int kStillBits = 8;

// Key frames are made this far apart at `time`: far into a long file, where
// uses are long too, fewer.
MediaTime KeyFrameSpacing(MediaTime time) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  // Less than the round number, since frames come when they come.
  return time < minutes(30) ? milliseconds(490)
         : time < hours(3)  ? milliseconds(990)
                            : milliseconds(3990);
}

bool IsStill(const VideoFrame& before, const VideoFrame& frame) {
  return frame.time - before.time < kLongestStill &&
         HammingDistance(before.hash, frame.hash) <= kStillBits &&
         HammingDistance(before.trimmed, frame.trimmed) <= kStillBits;
}

// Times in the file may say less than there are samples (they are not believed
// for ever, see AudioTimeline::kMaxRuns): what lies after the end of the
// timeline is nowhere.
void DropBeyondTheEnd(MediaTime duration, std::vector<AudioRun>& runs) {
  for (AudioRun& run : runs) {
    std::erase_if(run.peaks, [&](const SpectralPeak& peak) {
      return run.start + peak.time * kPeakTimeUnit > duration + kPeakWindow;
    });
  }
  std::erase_if(runs, [](const AudioRun& run) {
    return run.chroma.empty() && run.peaks.empty();
  });
}

// Frames in, fingerprints out.
class Fingerprinter final : public FrameSink {
 public:
  explicit Fingerprinter(bool for_reference)
      : for_reference_(for_reference), key_framer_(for_reference) {}

  absl::Status TakeAudio(uint32_t track, std::optional<MediaTime> time,
                         AVFrame& frame) override {
    while (timelines_.size() <= track) {
      timelines_.emplace_back(static_cast<uint32_t>(timelines_.size()));
    }
    return timelines_[track].Add(time, frame);
  }

  absl::Status TakeVideo(MediaTime time, Orientation orientation,
                         const AVFrame& frame) override {
    const bool hashed = sampler_.Take(time);
    const bool is_key = time >= next_key_frame_;
    if (!hashed && !is_key) return absl::OkStatus();
    absl::StatusOr<LumaView> luma = luma_plane_.From(frame);
    if (!luma.ok()) return luma.status();
    if (is_key) {
      const MediaTime spacing = KeyFrameSpacing(time);
      next_key_frame_ = time + (for_reference_ ? spacing / 2 : spacing);
      std::optional<KeyFrame> key_frame =
          key_framer_.Make(*luma, orientation, time);
      if (key_frame) key_frames_.push_back(*std::move(key_frame));
    }
    if (hashed) Hash(time, orientation, *luma);
    return absl::OkStatus();
  }

  // Moves the fingerprints to `result`.
  absl::Status Finish(MediaFingerprint& result) {
    for (AudioTimeline& timeline : timelines_) {
      absl::StatusOr<std::vector<AudioRun>> runs = timeline.Finish();
      if (!runs.ok()) return runs.status();
      for (AudioRun& run : *runs) result.audio_runs.push_back(std::move(run));
    }
    result.frames = std::move(frames_);
    result.key_frames = std::move(key_frames_);
    return absl::OkStatus();
  }

 private:
  void Hash(MediaTime time, Orientation orientation, const LumaView& luma) {
    const LumaView inner = TrimMargins(luma);
    const FrameHasher::Result whole = whole_hasher_.Hash(luma, orientation);
    const bool trimmed =
        inner.width != luma.width || inner.height != luma.height;
    const FrameHasher::Result within =
        trimmed ? trimmed_hasher_.Hash(inner, orientation) : whole;
    if (within.quality < kMinFrameQuality) return;
    const VideoFrame sample{.time = time,
                            .hash = whole.hash,
                            .trimmed = within.hash,
                            .quality = static_cast<uint8_t>(within.quality)};
    if (frames_.empty() || !IsStill(frames_.back(), sample)) {
      frames_.push_back(sample);
    }
  }

  std::vector<AudioTimeline> timelines_;
  FrameSampler sampler_;
  LumaPlane luma_plane_;
  FrameHasher whole_hasher_;
  FrameHasher trimmed_hasher_;
  std::vector<VideoFrame> frames_;
  const bool for_reference_;
  KeyFramer key_framer_;
  MediaTime next_key_frame_{0};
  std::vector<KeyFrame> key_frames_;
};

}  // namespace

void WarmUp() {
  CaptureFfmpegLog();
  // No threads: the sandbox allows none.
  cv::setNumThreads(1);
}

absl::StatusOr<MediaFingerprint> Extract(const MediaSource& source,
                                         const ExtractOptions& options) {
  absl::StatusOr<std::unique_ptr<MediaFile>> file =
      MediaFile::Open(source, options);
  if (!file.ok()) return file.status();
  absl::StatusOr<MediaDecoder> decoder = MediaDecoder::Create(**file);
  if (!decoder.ok()) return decoder.status();
  Fingerprinter fingerprinter(options.for_reference);
  if (absl::Status status = decoder->Decode(fingerprinter); !status.ok())
    return status;

  MediaFingerprint result;
  result.duration = decoder->duration();
  result.audio = decoder->CoverageOf(Modality::kAudio);
  result.video = decoder->CoverageOf(Modality::kVideo);
  if (result.audio.seen == MediaTime(0) && result.video.seen == MediaTime(0)) {
    const std::string& why =
        result.video.detail.empty() ? result.audio.detail : result.video.detail;
    return absl::InvalidArgumentError(
        absl::StrCat("nothing of the file could be decoded: ", why));
  }
  if (absl::Status status = fingerprinter.Finish(result); !status.ok())
    return status;
  DropBeyondTheEnd(result.duration, result.audio_runs);
  return result;
}

absl::StatusOr<std::string> PrintAsFpcalc(const MediaSource& source,
                                          const FpcalcOptions& fpcalc,
                                          const ExtractOptions& limits) {
  absl::StatusOr<std::unique_ptr<MediaFile>> file =
      MediaFile::Open(source, limits);
  if (!file.ok()) return file.status();
  return PrintAsFpcalc(**file, fpcalc);
}

}  // namespace earmark::fingerprint
