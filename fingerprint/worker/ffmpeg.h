// Owning pointers to FFmpeg's objects, and its errors as text. Included by the
// sources of this folder only.
#ifndef EARMARK_FINGERPRINT_WORKER_FFMPEG_H_
#define EARMARK_FINGERPRINT_WORKER_FFMPEG_H_

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

#include <chrono>
#include <memory>
#include <string>

#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

struct FfmpegDeleter {
  void operator()(AVFormatContext* context) const {
    avformat_close_input(&context);
  }
  void operator()(AVCodecContext* context) const {
    avcodec_free_context(&context);
  }
  void operator()(AVCodecParameters* parameters) const {
    avcodec_parameters_free(&parameters);
  }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(SwrContext* context) const { swr_free(&context); }
  void operator()(AVIOContext* context) const {
    av_freep(&context->buffer);
    avio_context_free(&context);
  }
};

template <typename T>
using FfmpegPtr = std::unique_ptr<T, FfmpegDeleter>;

// FFmpeg's words for one of its (negative) error codes.
inline std::string FfmpegError(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof(text));
  return text;
}

// A length of `ticks` of `base` seconds; saturates.
inline MediaTime ToMediaTime(int64_t ticks, AVRational base) {
  return MediaTime(av_rescale_q(ticks, base, {1, 1'000'000}));
}

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FFMPEG_H_
