// Media in, fingerprint out: what a worker's child does with one file. Runs
// inside the sandbox: no other file is opened, no thread is made, nothing is
// written.
#ifndef EARMARK_FINGERPRINT_WORKER_EXTRACT_H_
#define EARMARK_FINGERPRINT_WORKER_EXTRACT_H_

#include <string>

#include "absl/status/statusor.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/media_source.h"

namespace earmark::fingerprint {

// Loads and initialises, once per process and before it is sandboxed or forked,
// everything for which a library opens files or asks the system: codec tables,
// character sets, CPU features. Also silences FFmpeg, whose own log asks for a
// terminal. Idempotent; not safe for concurrent use.
void WarmUp();

// Fingerprints the audio and the video of `source` in one pass of demuxing and
// decoding. WarmUp has run.
//
// A damaged file gives what could be read, with its coverage. Returns
// kInvalidArgument for what is not media, for a file with neither audio nor
// video, for one of which nothing could be decoded, and for one over a limit of
// `options` (`max_bytes`, `max_duration`, `max_pixels`, `max_streams`; memory
// and time are the caller's to enforce); kDataLoss when the file cannot be
// read; kResourceExhausted when memory ran out before there was a result.
absl::StatusOr<MediaFingerprint> Extract(const MediaSource& source,
                                         const ExtractOptions& options);

// Returns what Chromaprint's own program `fpcalc` prints for the file, to the
// byte. Errors as for Extract, under the same limits.
absl::StatusOr<std::string> PrintAsFpcalc(const MediaSource& source,
                                          const FpcalcOptions& fpcalc,
                                          const ExtractOptions& limits);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_EXTRACT_H_
