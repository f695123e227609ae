#include "fingerprint/worker/audio_timeline.h"

#include <algorithm>
#include <utility>

namespace earmark::fingerprint {

MediaTime AudioTimeline::End() const {
  if (sample_rate_hz_ == 0) return start_ + length_;
  return start_ + length_ + ToMediaTime(samples_, {1, sample_rate_hz_});
}

absl::Status AudioTimeline::Begin(MediaTime start) {
  absl::StatusOr<ChromaFingerprinter> chroma = ChromaFingerprinter::Create();
  if (!chroma.ok()) return chroma.status();
  absl::StatusOr<LandmarkFingerprinter> landmarks =
      LandmarkFingerprinter::Create();
  if (!landmarks.ok()) return landmarks.status();
  fingerprinters_ = {.chroma = *std::move(chroma),
                     .landmarks = *std::move(landmarks)};
  start_ = start;
  length_ = MediaTime(0);
  samples_ = 0;
  ++begun_;
  return absl::OkStatus();
}

absl::Status AudioTimeline::FeedHeldBack() {
  fingerprinters_->landmarks.Feed(peak_mixer_.Flush());
  return fingerprinters_->chroma.Feed(chroma_mixer_.Flush());
}

absl::Status AudioTimeline::FillGap(MediaTime gap) {
  if (absl::Status status = FeedHeldBack(); !status.ok()) return status;
  length_ += gap;
  const auto samples_in_gap = [gap](int sample_rate_hz) {
    return static_cast<size_t>(
        av_rescale(gap.count(), sample_rate_hz, 1'000'000));
  };
  fingerprinters_->landmarks.Feed(
      std::vector<float>(samples_in_gap(kPeakSampleRateHz)));
  return fingerprinters_->chroma.Feed(
      std::vector<int16_t>(samples_in_gap(kChromaSampleRateHz)));
}

absl::Status AudioTimeline::EndRun() {
  if (!fingerprinters_) return absl::OkStatus();
  if (absl::Status status = FeedHeldBack(); !status.ok()) return status;
  std::vector<SpectralPeak> peaks = fingerprinters_->landmarks.Finish();
  absl::StatusOr<std::vector<uint32_t>> chroma =
      fingerprinters_->chroma.Finish();
  fingerprinters_.reset();
  if (!chroma.ok()) return chroma.status();
  if (!chroma->empty() || !peaks.empty()) {
    runs_.push_back({.track = track_,
                     .start = start_,
                     .chroma = *std::move(chroma),
                     .peaks = std::move(peaks)});
  }
  return absl::OkStatus();
}

absl::Status AudioTimeline::Add(std::optional<MediaTime> time, AVFrame& frame) {
  if (frame.sample_rate != sample_rate_hz_) {
    length_ = End() - start_;
    samples_ = 0;
    sample_rate_hz_ = frame.sample_rate;
  }
  if (!fingerprinters_) {
    const absl::Status status =
        Begin(std::max(time.value_or(MediaTime(0)), MediaTime(0)));
    if (!status.ok()) return status;
  } else if (time) {
    const MediaTime gap = *time - End();
    absl::Status status;
    if (gap > kTolerance && gap <= kMaxFilledGap) {
      status = FillGap(gap);
    } else if ((gap > kMaxFilledGap || gap < -kTolerance) &&
               begun_ < kMaxRuns) {
      status = EndRun();
      if (status.ok()) status = Begin(std::max(*time, MediaTime(0)));
    }
    if (!status.ok()) return status;
  }
  samples_ += frame.nb_samples;
  inversion_.Undo(frame);
  absl::StatusOr<std::span<const float>> peak_samples = peak_mixer_.Mix(frame);
  if (!peak_samples.ok()) return peak_samples.status();
  fingerprinters_->landmarks.Feed(*peak_samples);
  absl::StatusOr<std::span<const int16_t>> chroma_samples =
      chroma_mixer_.Mix(frame);
  if (!chroma_samples.ok()) return chroma_samples.status();
  return fingerprinters_->chroma.Feed(*chroma_samples);
}

absl::StatusOr<std::vector<AudioRun>> AudioTimeline::Finish() {
  if (absl::Status status = EndRun(); !status.ok()) return status;
  std::stable_sort(
      runs_.begin(), runs_.end(),
      [](const AudioRun& a, const AudioRun& b) { return a.start < b.start; });
  return std::move(runs_);
}

}  // namespace earmark::fingerprint
