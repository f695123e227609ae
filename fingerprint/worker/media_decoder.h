// One pass over a media file: demuxes, decodes, and keeps account of what was
// seen.
#ifndef EARMARK_FINGERPRINT_WORKER_MEDIA_DECODER_H_
#define EARMARK_FINGERPRINT_WORKER_MEDIA_DECODER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/coverage_meter.h"
#include "fingerprint/worker/ffmpeg.h"
#include "fingerprint/worker/luma_view.h"
#include "fingerprint/worker/media_file.h"

namespace earmark::fingerprint {

// Receives what MediaDecoder decodes. An error ends the pass.
class FrameSink {
 public:
  virtual ~FrameSink() = default;

  // A frame of audio track `track`, counted from 0 in the file's order of audio
  // tracks. `time` is where it begins, if the file says so. The sink may change
  // the samples.
  virtual absl::Status TakeAudio(uint32_t track, std::optional<MediaTime> time,
                                 AVFrame& frame) = 0;

  // A frame of the main video track, shown at `time`, to be turned as
  // `orientation` says. kInvalidArgument means that this one cannot be used: it
  // counts as not seen, and the pass goes on.
  virtual absl::Status TakeVideo(MediaTime time, Orientation orientation,
                                 const AVFrame& frame) = 0;
};

// Decodes all audio tracks and the main video track: of those that are not
// cover art or thumbnails, the first that is marked as default, else the first.
// A still image is a video of one frame. Not safe for concurrent use.
class MediaDecoder {
 public:
  // Prepares the tracks of `file`, which outlives the decoder. Returns
  // kInvalidArgument when it has neither audio nor video.
  static absl::StatusOr<MediaDecoder> Create(MediaFile& file);

  // Decodes the whole file into `sink`. Damage is not an error: it is in the
  // coverage. Returns the sink's errors, kInvalidArgument for a file over a
  // limit, kDataLoss when the source cannot be read. Call once.
  absl::Status Decode(FrameSink& sink);

  // After Decode: what became of the modality, and the latest end of any track.
  Coverage CoverageOf(Modality modality) const;
  MediaTime duration() const;

 private:
  struct Track {
    Modality modality = Modality::kAudio;
    uint32_t number = 0;  // among those of its modality
    AVStream* stream = nullptr;
    FfmpegPtr<AVCodecContext> decoder;  // none: the codec is not supported
    CoverageMeter meter;
    Orientation orientation;
    std::optional<MediaTime> first_packet;
    int64_t last_dts = AV_NOPTS_VALUE;
    bool decoded_any = false;
    MediaTime next{0};   // where the frame after the last one is due
    MediaTime shift{0};  // of the track's clock against the timeline
    Coverage coverage;   // after Decode
  };

  explicit MediaDecoder(MediaFile& file) : file_(file) {}

  void AddTrack(Modality modality, AVStream& stream);
  // The track of a stream, made on its first packet when the stream appeared
  // late; null for streams that are not decoded.
  Track* TrackOf(int stream_index);
  absl::Status DecodePacket(Track& track, const AVPacket* packet,
                            FrameSink& sink);
  // Has the decoder leave out what no fingerprint needs.
  static void ChooseFrames(Track& track, const AVPacket& packet);
  absl::Status TakeFrame(Track& track, FrameSink& sink);
  MediaTime PacketLength(const Track& track, int64_t ticks) const;
  std::optional<MediaTime> TimeOf(const Track& track, int64_t timestamp) const;
  void FindSteppedOver();
  void Finish();

  MediaFile& file_;
  FfmpegPtr<AVFrame> frame_;
  MediaTime origin_{0};  // of the timeline, in the file's own time
  std::vector<Track> tracks_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MEDIA_DECODER_H_
