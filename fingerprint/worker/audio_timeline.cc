#include "fingerprint/worker/audio_timeline.h"

#include <algorithm>
#include <utility>

namespace earmark::fingerprint {

MediaTime AudioTimeline::End() const {
  if (sample_rate_hz_ == 0) return start_ + length_;
  return start_ + length_ + ToMediaTime(samples_, {1, sample_rate_hz_});
}

absl::Status AudioTimeline::Begin(MediaTime start) {
  absl::StatusOr<ChromaFingerprinter> fingerprinter =
      ChromaFingerprinter::Create();
  if (!fingerprinter.ok()) return fingerprinter.status();
  fingerprinter_ = *std::move(fingerprinter);
  start_ = start;
  length_ = MediaTime(0);
  samples_ = 0;
  ++begun_;
  return absl::OkStatus();
}

absl::Status AudioTimeline::FillGap(MediaTime gap) {
  if (absl::Status status = fingerprinter_->Feed(mixer_.Flush()); !status.ok())
    return status;
  const std::vector<int16_t> silence(
      av_rescale(gap.count(), kChromaSampleRateHz, 1'000'000));
  length_ += gap;
  return fingerprinter_->Feed(silence);
}

absl::Status AudioTimeline::EndRun() {
  if (!fingerprinter_) return absl::OkStatus();
  if (absl::Status status = fingerprinter_->Feed(mixer_.Flush()); !status.ok())
    return status;
  absl::StatusOr<std::vector<uint32_t>> chroma = fingerprinter_->Finish();
  fingerprinter_.reset();
  if (!chroma.ok()) return chroma.status();
  if (!chroma->empty()) {
    runs_.push_back(
        {.track = track_, .start = start_, .chroma = *std::move(chroma)});
  }
  return absl::OkStatus();
}

absl::Status AudioTimeline::Add(std::optional<MediaTime> time, AVFrame& frame) {
  if (frame.sample_rate != sample_rate_hz_) {
    length_ = End() - start_;
    samples_ = 0;
    sample_rate_hz_ = frame.sample_rate;
  }
  if (!fingerprinter_) {
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
  absl::StatusOr<std::span<const int16_t>> samples = mixer_.Mix(frame);
  if (!samples.ok()) return samples.status();
  return fingerprinter_->Feed(*samples);
}

absl::StatusOr<std::vector<AudioRun>> AudioTimeline::Finish() {
  if (absl::Status status = EndRun(); !status.ok()) return status;
  std::stable_sort(
      runs_.begin(), runs_.end(),
      [](const AudioRun& a, const AudioRun& b) { return a.start < b.start; });
  return std::move(runs_);
}

}  // namespace earmark::fingerprint
