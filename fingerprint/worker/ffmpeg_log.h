// FFmpeg's log, kept from the terminal. Demuxers and decoders step over some
// damage without an error to their caller, and only mention it in the log.
#ifndef EARMARK_FINGERPRINT_WORKER_FFMPEG_LOG_H_
#define EARMARK_FINGERPRINT_WORKER_FFMPEG_LOG_H_

#include <cstdint>

namespace earmark::fingerprint {

// How often FFmpeg complained, since the program's start.
struct FfmpegComplaints {
  int64_t demuxers = 0;  // warnings and errors
  int64_t decoders = 0;  // errors
};

// Takes FFmpeg's log over. Idempotent.
void CaptureFfmpegLog();

// For the calling thread.
FfmpegComplaints CountFfmpegComplaints();

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FFMPEG_LOG_H_
