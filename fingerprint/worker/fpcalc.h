// What Chromaprint's own program prints, for interoperability with AcoustID and
// with lists that others made.
#ifndef EARMARK_FINGERPRINT_WORKER_FPCALC_H_
#define EARMARK_FINGERPRINT_WORKER_FPCALC_H_

#include <string>

#include "absl/status/statusor.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/worker/media_file.h"

namespace earmark::fingerprint {

// Returns the standard output of `fpcalc` 1.5.1 for the file. As that program
// does, takes one audio track (FFmpeg's best), strings its samples together
// whatever their times, and stops at the first damage (where some decoders give
// it a frame more or less than us: of a damaged file the last sub-fingerprint
// may differ). Returns kInvalidArgument for a file with too little audio.
absl::StatusOr<std::string> PrintAsFpcalc(MediaFile& file,
                                          const FpcalcOptions& options);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FPCALC_H_
