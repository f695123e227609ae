#include "fingerprint/worker/media_decoder.h"

extern "C" {
#include <libavutil/display.h>
}

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_format.h"
#include "fingerprint/worker/ffmpeg_log.h"
#include "fingerprint/worker/file_end.h"

namespace earmark::fingerprint {
namespace {

// Video may begin this long before its first complete picture and still count
// as whole: encoders reorder and pad.
constexpr MediaTime kStartTolerance = std::chrono::milliseconds(250);

// Frames no farther apart than this are close: twenty a second and more.
constexpr MediaTime kCloseFrames = std::chrono::milliseconds(52);

// Times that go back by more than this belong to another clock.
constexpr MediaTime kMaxStepBack = std::chrono::seconds(1);

bool IsCoverOrThumbnail(const AVStream& stream) {
  return (stream.disposition &
          (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0;
}

AVStream* FindMainVideo(const AVFormatContext& format) {
  AVStream* first = nullptr;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    AVStream* const stream = format.streams[i];
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO ||
        IsCoverOrThumbnail(*stream))
      continue;
    if ((stream->disposition & AV_DISPOSITION_DEFAULT) != 0) return stream;
    if (first == nullptr) first = stream;
  }
  return first;
}

// The turn, of the eight without cropping, that comes nearest to a display
// matrix: x' = m[0] x + m[3] y, y' = m[1] x + m[4] y.
Orientation OrientationOf(const int32_t* matrix) {
  const int64_t straight =
      std::abs(int64_t{matrix[0]}) + std::abs(int64_t{matrix[4]});
  const int64_t crossed =
      std::abs(int64_t{matrix[1]}) + std::abs(int64_t{matrix[3]});
  if (straight >= crossed)
    return {.flip_x = matrix[0] < 0, .flip_y = matrix[4] < 0};
  return {.transpose = true, .flip_x = matrix[3] < 0, .flip_y = matrix[1] < 0};
}

const char* NameOf(Modality modality) {
  return modality == Modality::kAudio ? "audio" : "video";
}

}  // namespace

absl::StatusOr<MediaDecoder> MediaDecoder::Create(MediaFile& file) {
  AVFormatContext& format = file.format();
  MediaDecoder decoder(file);
  decoder.frame_.reset(av_frame_alloc());
  if (decoder.frame_ == nullptr) {
    return absl::ResourceExhaustedError("not enough memory to decode");
  }
  const AVStream* const main_video = FindMainVideo(format);
  int64_t origin = INT64_MAX;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    AVStream& stream = *format.streams[i];
    stream.discard = AVDISCARD_ALL;
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
      decoder.AddTrack(Modality::kAudio, stream);
    } else if (&stream == main_video) {
      decoder.AddTrack(Modality::kVideo, stream);
    } else {
      continue;
    }
    if (stream.start_time != AV_NOPTS_VALUE) {
      origin = std::min(
          origin, ToMediaTime(stream.start_time, stream.time_base).count());
    }
  }
  if (decoder.tracks_.empty()) {
    return absl::InvalidArgumentError("the file holds neither audio nor video");
  }
  decoder.origin_ = MediaTime(origin == INT64_MAX ? 0 : origin);
  return decoder;
}

void MediaDecoder::AddTrack(Modality modality, AVStream& stream) {
  Track track;
  track.modality = modality;
  track.stream = &stream;
  track.number = static_cast<uint32_t>(std::count_if(
      tracks_.begin(), tracks_.end(),
      [&](const Track& other) { return other.modality == modality; }));
  absl::StatusOr<FfmpegPtr<AVCodecContext>> decoder = file_.OpenDecoder(stream);
  if (decoder.ok()) {
    track.decoder = *std::move(decoder);
  } else {
    track.meter.Miss(MediaTime(0), decoder.status().message());
  }
  const uint8_t* const matrix =
      av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix != nullptr)
    track.orientation = OrientationOf(reinterpret_cast<const int32_t*>(matrix));
  stream.discard = AVDISCARD_DEFAULT;
  tracks_.push_back(std::move(track));
}

MediaDecoder::Track* MediaDecoder::TrackOf(int stream_index) {
  AVStream* const stream = file_.format().streams[stream_index];
  for (Track& track : tracks_) {
    if (track.stream == stream) return &track;
  }
  if (stream->discard == AVDISCARD_ALL) return nullptr;
  // The stream appeared after the others.
  if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
    AddTrack(Modality::kAudio, *stream);
    return &tracks_.back();
  }
  const bool has_video = std::any_of(
      tracks_.begin(), tracks_.end(),
      [](const Track& track) { return track.modality == Modality::kVideo; });
  if (stream == FindMainVideo(file_.format()) && !has_video) {
    AddTrack(Modality::kVideo, *stream);
    return &tracks_.back();
  }
  stream->discard = AVDISCARD_ALL;
  return nullptr;
}

std::optional<MediaTime> MediaDecoder::TimeOf(const Track& track,
                                              int64_t timestamp) const {
  if (timestamp == AV_NOPTS_VALUE) return std::nullopt;
  // Far-off values saturate in the conversion; halve them to subtract safely.
  const int64_t time = ToMediaTime(timestamp, track.stream->time_base).count();
  return MediaTime(std::clamp(time, INT64_MIN / 4, INT64_MAX / 4)) -
         std::clamp(origin_, MediaTime(INT64_MIN / 4),
                    MediaTime(INT64_MAX / 4));
}

MediaTime MediaDecoder::PacketLength(const Track& track, int64_t ticks) const {
  if (ticks > 0) {
    return std::min(ToMediaTime(ticks, track.stream->time_base),
                    file_.options().max_duration);
  }
  const AVRational rate = track.stream->avg_frame_rate;
  if (track.modality == Modality::kVideo && rate.num > 0 && rate.den > 0) {
    return ToMediaTime(1, av_inv_q(rate));
  }
  return MediaTime(0);
}

absl::Status MediaDecoder::Decode(FrameSink& sink) {
  FfmpegPtr<AVPacket> packet(av_packet_alloc());
  if (packet == nullptr)
    return absl::ResourceExhaustedError("not enough memory to decode");
  while (true) {
    const absl::StatusOr<bool> more = file_.ReadPacket(*packet);
    if (absl::IsInvalidArgument(more.status())) {
      // Whatever follows is lost, and what was decoded is not.
      for (Track& track : tracks_)
        track.meter.Miss(MediaTime(0), more.status().message());
      break;
    }
    if (!more.ok()) return more.status();
    if (!*more) break;
    absl::Status status;
    if (Track* const track = TrackOf(packet->stream_index)) {
      status = DecodePacket(*track, packet.get(), sink);
    }
    av_packet_unref(packet.get());
    if (!status.ok()) return status;
  }
  for (Track& track : tracks_) {
    if (absl::Status status = DecodePacket(track, nullptr, sink); !status.ok())
      return status;
  }
  if (file_.demuxer_complained()) FindSteppedOver();
  Finish();
  return absl::OkStatus();
}

// A demuxer looks for the next intact place after damage, and what it passed
// over shows as a gap. Without a complaint, gaps are how the file is.
void MediaDecoder::FindSteppedOver() {
  for (Track& track : tracks_) {
    const MediaTime begin = track.first_packet.value_or(MediaTime(0));
    const MediaTime gap = track.meter.end() - begin - track.meter.accounted();
    if (gap > CoverageMeter::kEndTolerance) {
      track.meter.Miss(gap,
                       "the container is damaged: a part was stepped over");
    }
  }
}

// Where frames follow each other closely, those that no other frame needs are
// not decoded. Frame by frame, since a file's rate may change.
void MediaDecoder::ChooseFrames(Track& track, const AVPacket& packet) {
  const int64_t passed =
      packet.dts == AV_NOPTS_VALUE || track.last_dts == AV_NOPTS_VALUE
          ? -1
          : packet.dts - track.last_dts;
  track.last_dts = packet.dts;
  const bool close =
      passed > 0 &&
      ToMediaTime(passed, track.stream->time_base) <= kCloseFrames;
  track.decoder->skip_frame = close ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
}

absl::Status MediaDecoder::DecodePacket(Track& track, const AVPacket* packet,
                                        FrameSink& sink) {
  MediaTime length{0};
  if (packet != nullptr) {
    // Some muxers close a track with an empty packet.
    if (packet->size == 0) return absl::OkStatus();
    const std::optional<MediaTime> time = TimeOf(
        track, packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts);
    const bool shown = (packet->flags & AV_PKT_FLAG_DISCARD) == 0;
    length = shown ? PacketLength(track, packet->duration) : MediaTime(0);
    if (shown && time && !track.first_packet) track.first_packet = time;
    if (time) {
      if (absl::Status status = file_.CheckDuration(*time + length);
          !status.ok())
        return status;
    }
  }
  if (track.decoder == nullptr) {
    track.meter.Miss(length, "");
    return absl::OkStatus();
  }

  if (packet != nullptr && track.modality == Modality::kVideo) {
    ChooseFrames(track, *packet);
  }
  const int64_t complaints = CountFfmpegComplaints().decoders;
  int error = avcodec_send_packet(track.decoder.get(), packet);
  if (error >= 0 && packet != nullptr && track.modality == Modality::kVideo) {
    track.meter.See(length);
    // A decoder that leaves frames out says no error of one that it could not
    // begin.
    if (track.decoder->skip_frame == AVDISCARD_NONREF &&
        CountFfmpegComplaints().decoders > complaints) {
      track.meter.TakeBack(length, absl::StrFormat("video is damaged at %.3f s",
                                                   Seconds(track.next)));
    }
    length = MediaTime(0);
  }
  while (error >= 0) {
    error = avcodec_receive_frame(track.decoder.get(), frame_.get());
    if (error < 0) break;
    absl::Status status = TakeFrame(track, sink);
    av_frame_unref(frame_.get());
    if (!status.ok()) return status;
  }
  if (error != AVERROR(EAGAIN) && error != AVERROR_EOF) {
    track.meter.Miss(
        length, absl::StrFormat("%s cannot be decoded at %.3f s: %s",
                                NameOf(track.modality), Seconds(track.next),
                                FfmpegError(error)));
  } else if (track.modality == Modality::kAudio && packet != nullptr &&
             CountFfmpegComplaints().decoders > complaints) {
    // Audio decoders conceal a broken frame; their frames have no flag for it.
    track.meter.TakeBack(length, absl::StrFormat("audio is damaged at %.3f s",
                                                 Seconds(track.next)));
  }
  return file_.CheckDuration(std::max(track.meter.seen(), track.next));
}

absl::Status MediaDecoder::TakeFrame(Track& track, FrameSink& sink) {
  AVFrame& frame = *frame_;
  const bool damaged = (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 ||
                       frame.decode_error_flags != 0;
  std::optional<MediaTime> time = TimeOf(track, frame.best_effort_timestamp);
  if (time) {
    *time += track.shift;
    // Joined recordings begin their clocks anew; the timeline goes on.
    if (*time < track.next - kMaxStepBack) {
      track.shift += track.next - *time;
      time = track.next;
    }
  }
  if (track.modality == Modality::kAudio) {
    if (frame.sample_rate <= 0) return absl::OkStatus();
    const MediaTime length =
        ToMediaTime(frame.nb_samples, {1, frame.sample_rate});
    track.next = time.value_or(track.next) + length;
    track.meter.Reach(track.next);
    track.decoded_any = true;
    const absl::Status status = sink.TakeAudio(track.number, time, frame);
    if (absl::IsInvalidArgument(status)) {
      track.meter.Miss(length, status.message());
      return absl::OkStatus();
    }
    if (damaged) {
      track.meter.Miss(length, absl::StrFormat("audio is damaged at %.3f s",
                                               Seconds(track.next)));
    } else {
      track.meter.See(length);
    }
    return status;
  }

  const MediaTime length = PacketLength(track, frame.pkt_duration);
  const MediaTime start = std::max(time.value_or(track.next), MediaTime(0));
  if (!track.decoded_any && track.first_packet &&
      start - *track.first_packet > kStartTolerance) {
    track.meter.TakeBack(start - *track.first_packet,
                         "video begins with incomplete pictures");
  }
  track.decoded_any = true;
  track.next = start + length;
  track.meter.Reach(track.next);
  if (damaged) {
    track.meter.TakeBack(
        length, absl::StrFormat("video is damaged at %.3f s", Seconds(start)));
    return absl::OkStatus();
  }
  Orientation orientation = track.orientation;
  if (const AVFrameSideData* const matrix =
          av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX)) {
    orientation = OrientationOf(reinterpret_cast<const int32_t*>(matrix->data));
  }
  absl::Status status = sink.TakeVideo(start, orientation, frame);
  if (absl::IsInvalidArgument(status)) {
    track.meter.TakeBack(length, status.message());
    return absl::OkStatus();
  }
  return status;
}

void MediaDecoder::Finish() {
  const AVFormatContext& format = file_.format();
  const bool guessed =
      format.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE;
  const absl::string_view missing_end =
      FindMissingEnd(file_.source(), format.iformat->name);
  for (Track& track : tracks_) {
    const AVStream& stream = *track.stream;
    if (!missing_end.empty()) track.meter.Miss(MediaTime(0), missing_end);
    std::optional<MediaTime> declared_end;
    if (!guessed && stream.duration != AV_NOPTS_VALUE && stream.duration > 0) {
      const int64_t start =
          stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
      declared_end =
          TimeOf(track, start).value() + PacketLength(track, stream.duration);
    } else if (!guessed && format.duration != AV_NOPTS_VALUE) {
      // Only the whole file's: this track may well be a shorter one.
      const MediaTime file_end(format.duration);
      if (file_end - duration() > CoverageMeter::kEndTolerance)
        declared_end = file_end;
    }
    if (track.decoder != nullptr && !track.decoded_any) {
      track.meter.Miss(MediaTime(0), "nothing of it could be decoded");
    }
    track.coverage = track.meter.Finish(declared_end);
  }
}

MediaTime MediaDecoder::duration() const {
  MediaTime end{0};
  for (const Track& track : tracks_) end = std::max(end, track.meter.end());
  return end;
}

Coverage MediaDecoder::CoverageOf(Modality modality) const {
  const Coverage* chosen = nullptr;
  for (const Track& track : tracks_) {
    if (track.modality != modality) continue;
    const Coverage& other = track.coverage;
    const auto rank = [](const Coverage& coverage) {
      return std::make_tuple(coverage.total - coverage.seen,
                             coverage.state == Coverage::State::kDamaged,
                             coverage.seen);
    };
    if (chosen == nullptr || rank(other) > rank(*chosen)) chosen = &other;
  }
  return chosen == nullptr ? Coverage{} : *chosen;
}

}  // namespace earmark::fingerprint
