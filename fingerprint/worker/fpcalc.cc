#include "fingerprint/worker/fpcalc.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "fingerprint/worker/chroma.h"
#include "fingerprint/worker/ffmpeg.h"
#include "fingerprint/worker/mono_mixer.h"

namespace earmark::fingerprint {
namespace {

// Feeds a fingerprinter up to a number of samples.
class LimitedFeed {
 public:
  // `most` of 0: no limit.
  LimitedFeed(ChromaFingerprinter& fingerprinter, int64_t most)
      : fingerprinter_(fingerprinter), most_(most) {}

  absl::Status Feed(std::span<const int16_t> samples) {
    if (most_ > 0) {
      const auto left = static_cast<size_t>(most_ - fed_);
      if (samples.size() > left) {
        samples = samples.first(left);
        full_ = true;
      }
    }
    fed_ += static_cast<int64_t>(samples.size());
    return fingerprinter_.Feed(samples);
  }

  // Whether there was more than the limit.
  bool full() const { return full_; }

 private:
  ChromaFingerprinter& fingerprinter_;
  const int64_t most_;
  int64_t fed_ = 0;
  bool full_ = false;
};

// Decodes the track until the feed is full, the file ends or is damaged.
absl::Status FeedTrack(MediaFile& file, int stream_index,
                       AVCodecContext& decoder, LimitedFeed& feed) {
  FfmpegPtr<AVPacket> packet(av_packet_alloc());
  FfmpegPtr<AVFrame> frame(av_frame_alloc());
  if (packet == nullptr || frame == nullptr) {
    return absl::ResourceExhaustedError("not enough memory to decode");
  }
  MonoMixer<int16_t> mixer(kChromaFormat);
  for (bool ended = false; !ended && !feed.full();) {
    const absl::StatusOr<bool> more = file.ReadPacket(*packet);
    if (absl::IsInvalidArgument(more.status())) return absl::OkStatus();
    if (!more.ok()) return more.status();
    ended = !*more;
    if (!ended && packet->stream_index != stream_index) {
      av_packet_unref(packet.get());
      continue;
    }
    int error = avcodec_send_packet(&decoder, ended ? nullptr : packet.get());
    av_packet_unref(packet.get());
    while (error >= 0 && !feed.full()) {
      error = avcodec_receive_frame(&decoder, frame.get());
      if (error < 0) break;
      absl::StatusOr<std::span<const int16_t>> samples = mixer.Mix(*frame);
      av_frame_unref(frame.get());
      if (!samples.ok()) return samples.status();
      if (absl::Status status = feed.Feed(*samples); !status.ok())
        return status;
    }
    if (error < 0 && error != AVERROR(EAGAIN) && error != AVERROR_EOF)
      return absl::OkStatus();
  }
  // fpcalc takes the end of the file for an error, and so forgets what its
  // resampler holds back.
  return absl::OkStatus();
}

// In whole seconds, by fpcalc's arithmetic, which goes by way of an int of
// milliseconds.
int PrintedSeconds(const AVFormatContext& format, const AVStream& stream) {
  int64_t milliseconds = -1;
  if (stream.duration != AV_NOPTS_VALUE) {
    milliseconds =
        av_rescale_rnd(stream.duration, int64_t{1000} * stream.time_base.num,
                       stream.time_base.den, AV_ROUND_ZERO);
  } else if (format.duration != AV_NOPTS_VALUE) {
    milliseconds = format.duration / (AV_TIME_BASE / 1000);
  }
  return static_cast<int>(std::max<int64_t>(static_cast<int>(milliseconds), 0) /
                          1000);
}

}  // namespace

absl::StatusOr<std::string> PrintAsFpcalc(MediaFile& file,
                                          const FpcalcOptions& options) {
  AVFormatContext& format = file.format();
  const int index =
      av_find_best_stream(&format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (index < 0) return absl::InvalidArgumentError("the file holds no audio");
  AVStream& stream = *format.streams[index];
  absl::StatusOr<FfmpegPtr<AVCodecContext>> decoder = file.OpenDecoder(stream);
  if (!decoder.ok()) return decoder.status();
  absl::StatusOr<ChromaFingerprinter> fingerprinter =
      ChromaFingerprinter::Create();
  if (!fingerprinter.ok()) return fingerprinter.status();

  LimitedFeed feed(*fingerprinter,
                   options.length.count() * kChromaSampleRateHz);
  if (absl::Status status = FeedTrack(file, index, **decoder, feed);
      !status.ok())
    return status;

  std::string fingerprint;
  if (options.raw) {
    absl::StatusOr<std::vector<uint32_t>> chroma = fingerprinter->Finish();
    if (!chroma.ok()) return chroma.status();
    fingerprint = absl::StrJoin(*chroma, ",");
  } else {
    absl::StatusOr<std::string> encoded = fingerprinter->FinishEncoded();
    if (!encoded.ok()) return encoded.status();
    fingerprint = *std::move(encoded);
  }
  if (fingerprint.empty()) {
    return absl::InvalidArgumentError(
        "the file holds too little audio for a fingerprint");
  }
  return absl::StrFormat("DURATION=%d\nFINGERPRINT=%s\n",
                         PrintedSeconds(format, stream), fingerprint);
}

}  // namespace earmark::fingerprint
