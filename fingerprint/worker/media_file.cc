#include "fingerprint/worker/media_file.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

// FFmpeg's names of the demuxers that may open a file. What is missing: formats
// that only refer to other files, device grabbers, raw data without a mark to
// know it by, and texts, which FFmpeg would render as video.
constexpr char kDemuxers[] =
    "aac,ac3,aiff,amr,ape,asf,au,avi,bmp_pipe,caf,dts,eac3,flac,flv,gif,h264,"
    "hevc,ivf,jpeg_pipe,"
    "m4v,matroska,webm,mjpeg,mov,mp4,mp3,mpeg,mpegts,mpegvideo,mxf,nut,ogg,png_"
    "pipe,rm,tiff_pipe,"
    "tta,w64,wav,webp_pipe,wv";

constexpr int kIoBufferBytes = 64 << 10;

int RefuseToOpen(AVFormatContext*, AVIOContext**, const char*, int,
                 AVDictionary**) {
  return AVERROR(EACCES);
}

}  // namespace

int MediaFile::Read(void* file, uint8_t* buffer, int size) {
  auto* const self = static_cast<MediaFile*>(file);
  const absl::StatusOr<size_t> count = self->source_.ReadAt(
      self->position_, {buffer, static_cast<size_t>(size)});
  if (!count.ok()) {
    self->read_error_ = count.status();
    return AVERROR(EIO);
  }
  if (*count == 0) return AVERROR_EOF;
  self->position_ += static_cast<int64_t>(*count);
  return static_cast<int>(*count);
}

int64_t MediaFile::Seek(void* file, int64_t offset, int whence) {
  auto* const self = static_cast<MediaFile*>(file);
  int64_t base = 0;
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return self->source_.size_bytes();
    case SEEK_SET:
      break;
    case SEEK_CUR:
      base = self->position_;
      break;
    case SEEK_END:
      base = self->source_.size_bytes();
      break;
    default:
      return AVERROR(EINVAL);
  }
  int64_t position = 0;
  if (__builtin_add_overflow(base, offset, &position) || position < 0)
    return AVERROR(EINVAL);
  self->position_ = position;
  return position;
}

absl::StatusOr<std::unique_ptr<MediaFile>> MediaFile::Open(
    const MediaSource& source, const ExtractOptions& options) {
  if (source.size_bytes() > options.max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the file is over max_bytes of %d, got %d",
                        options.max_bytes, source.size_bytes()));
  }
  if (source.size_bytes() == 0)
    return absl::InvalidArgumentError("the file is empty");
  std::unique_ptr<MediaFile> file(new MediaFile(source, options));
  if (absl::Status status = file->OpenDemuxer(); !status.ok()) return status;
  if (absl::Status status = file->CheckLimits(); !status.ok()) return status;
  return file;
}

absl::Status MediaFile::OpenDemuxer() {
  auto* const buffer = static_cast<uint8_t*>(av_malloc(kIoBufferBytes));
  io_.reset(
      avio_alloc_context(buffer, kIoBufferBytes, 0, this, Read, nullptr, Seek));
  AVFormatContext* context = avformat_alloc_context();
  if (io_ == nullptr || context == nullptr) {
    avformat_free_context(context);
    return absl::ResourceExhaustedError("not enough memory to open the file");
  }
  context->pb = io_.get();
  context->io_open = RefuseToOpen;
  context->flags |= AVFMT_FLAG_CUSTOM_IO;

  AVDictionary* limits = nullptr;
  av_dict_set(&limits, "format_whitelist", kDemuxers, 0);
  av_dict_set(&limits, "protocol_whitelist", "", 0);
  int error = avformat_open_input(&context, nullptr, nullptr, &limits);
  av_dict_free(&limits);
  if (error < 0)
    return Failure("the file is not media of a known format", error);
  format_.reset(context);
  if (absl::Status status = CheckStreamCount(); !status.ok()) return status;

  // The search for streams opens decoders of its own: they get the same limits.
  std::vector<AVDictionary*> decoder_limits(context->nb_streams, nullptr);
  for (AVDictionary*& dictionary : decoder_limits) {
    av_dict_set_int(&dictionary, "threads", 1, 0);
    av_dict_set_int(&dictionary, "max_pixels",
                    std::min<int64_t>(options_.max_pixels, INT_MAX), 0);
  }
  error = avformat_find_stream_info(context, decoder_limits.data());
  for (AVDictionary*& dictionary : decoder_limits) av_dict_free(&dictionary);
  if (error < 0) return Failure("the file's streams cannot be read", error);
  return absl::OkStatus();
}

absl::Status MediaFile::Failure(const char* what, int code) const {
  if (!read_error_.ok()) return read_error_;
  if (code == AVERROR(ENOMEM)) {
    return absl::ResourceExhaustedError(
        absl::StrFormat("%s: %s", what, FfmpegError(code)));
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s", what, FfmpegError(code)));
}

absl::Status MediaFile::CheckStreamCount() const {
  if (format_->nb_streams > static_cast<unsigned>(options_.max_streams)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the file is over max_streams of %d, got %d",
                        options_.max_streams, format_->nb_streams));
  }
  return absl::OkStatus();
}

absl::Status MediaFile::CheckDuration(MediaTime duration) const {
  if (duration > options_.max_duration) {
    using Seconds = std::chrono::duration<double>;
    return absl::InvalidArgumentError(absl::StrFormat(
        "the file is over max_duration of %.3f s, got %.3f s",
        Seconds(options_.max_duration).count(), Seconds(duration).count()));
  }
  return absl::OkStatus();
}

absl::Status MediaFile::CheckLimits() const {
  if (absl::Status status = CheckStreamCount(); !status.ok()) return status;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const AVCodecParameters& parameters = *format_->streams[i]->codecpar;
    const int64_t pixels = int64_t{parameters.width} * parameters.height;
    if (pixels > options_.max_pixels) {
      return absl::InvalidArgumentError(
          absl::StrFormat("the file is over max_pixels of %d, got %d",
                          options_.max_pixels, pixels));
    }
  }
  // A duration guessed from the bit rate is no claim of the file's.
  if (format_->duration != AV_NOPTS_VALUE &&
      format_->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE) {
    return CheckDuration(MediaTime(format_->duration));
  }
  return absl::OkStatus();
}

absl::StatusOr<FfmpegPtr<AVCodecContext>> MediaFile::OpenDecoder(
    const AVStream& stream) const {
  const AVCodec* const codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (codec == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrFormat("codec %s is not supported",
                        avcodec_get_name(stream.codecpar->codec_id)));
  }
  FfmpegPtr<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  if (decoder == nullptr ||
      avcodec_parameters_to_context(decoder.get(), stream.codecpar) < 0) {
    return absl::ResourceExhaustedError("not enough memory to open a decoder");
  }
  decoder->thread_count = 1;
  decoder->max_pixels = std::min<int64_t>(options_.max_pixels, INT_MAX);
  decoder->pkt_timebase = stream.time_base;
  // Fingerprints look at small pictures: none is smoothed.
  decoder->skip_loop_filter = AVDISCARD_ALL;
  if (const int error = avcodec_open2(decoder.get(), codec, nullptr);
      error < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "codec %s cannot be opened: %s", codec->name, FfmpegError(error)));
  }
  return decoder;
}

bool MediaFile::demuxer_complained() const {
  return CountFfmpegComplaints().demuxers > complaints_before_;
}

absl::StatusOr<bool> MediaFile::ReadPacket(AVPacket& packet) {
  const int error = av_read_frame(format_.get(), &packet);
  if (error == AVERROR_EOF) {
    if (!read_error_.ok()) return read_error_;
    return false;
  }
  if (error < 0) return Failure("the file cannot be read further", error);
  if (absl::Status status = CheckStreamCount(); !status.ok()) {
    av_packet_unref(&packet);
    return status;
  }
  return true;
}

}  // namespace earmark::fingerprint
