// A media file opened for demuxing, within limits.
#ifndef EARMARK_FINGERPRINT_WORKER_MEDIA_FILE_H_
#define EARMARK_FINGERPRINT_WORKER_MEDIA_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/ffmpeg.h"
#include "fingerprint/worker/ffmpeg_log.h"
#include "fingerprint/worker/media_source.h"

namespace earmark::fingerprint {

// Wraps FFmpeg's demuxer around a MediaSource. The demuxer sees these bytes and
// nothing else: whatever a file refers to (playlists, external tracks) is
// refused, and so are the formats that consist of such references or that are
// no media (texts). Not movable. Not safe for concurrent use.
class MediaFile {
 public:
  // Opens `source` and looks for its streams, which decodes a little of each.
  // Returns kInvalidArgument for what is not media of a known format or over a
  // limit of `options`, kDataLoss when the source cannot be read,
  // kResourceExhausted when memory runs out.
  static absl::StatusOr<std::unique_ptr<MediaFile>> Open(
      const MediaSource& source, const ExtractOptions& options);

  MediaFile(const MediaFile&) = delete;
  MediaFile& operator=(const MediaFile&) = delete;

  AVFormatContext& format() { return *format_; }
  const ExtractOptions& options() const { return options_; }
  const MediaSource& source() const { return source_; }

  // Returns a decoder for `stream`, opened, single-threaded and within the
  // limits; kInvalidArgument when there is none for its codec.
  absl::StatusOr<FfmpegPtr<AVCodecContext>> OpenDecoder(
      const AVStream& stream) const;

  // Reads the next packet of the streams that are not discarded; false at the
  // end. Returns kDataLoss when the source cannot be read, kInvalidArgument for
  // damage that the demuxer cannot step over or for too many streams.
  absl::StatusOr<bool> ReadPacket(AVPacket& packet);

  // Whether the demuxer mentioned damage that it stepped over.
  bool demuxer_complained() const;

  // Refuses a timeline longer than the limit.
  absl::Status CheckDuration(MediaTime duration) const;

 private:
  MediaFile(const MediaSource& source, const ExtractOptions& options)
      : source_(source), options_(options) {}

  absl::Status OpenDemuxer();
  absl::Status CheckLimits() const;
  absl::Status CheckStreamCount() const;
  // What to say when FFmpeg failed with `code`: the source's own error if it
  // had one.
  absl::Status Failure(const char* what, int code) const;

  static int Read(void* file, uint8_t* buffer, int size);
  static int64_t Seek(void* file, int64_t offset, int whence);

  const MediaSource source_;
  const ExtractOptions options_;
  const int64_t complaints_before_ = CountFfmpegComplaints().demuxers;
  int64_t position_ = 0;
  absl::Status read_error_;
  FfmpegPtr<AVIOContext> io_;
  FfmpegPtr<AVFormatContext> format_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MEDIA_FILE_H_
