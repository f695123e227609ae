// The limits of one extraction.
#ifndef EARMARK_FINGERPRINT_EXTRACT_OPTIONS_H_
#define EARMARK_FINGERPRINT_EXTRACT_OPTIONS_H_

#include <chrono>
#include <cstdint>

#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

// What is extracted for, and its limits. Limits protect the service from
// hostile files. A file over a limit of size is refused with kInvalidArgument,
// which names the limit and the value; nothing is silently cut.
struct ExtractOptions {
  // For a reference, which is found: more key frames of what moves, without
  // what is looked up. Else for an upload, which looks up.
  bool for_reference = false;
  // Largest file, in bytes.
  int64_t max_bytes = int64_t{16} << 30;
  // Longest timeline.
  MediaTime max_duration = std::chrono::hours(12);
  // Largest picture, in pixels (width x height).
  int64_t max_pixels = int64_t{8192} * 4320;
  // Most tracks of any kind.
  int max_streams = 64;
  // Most memory that one extraction may allocate, in bytes.
  int64_t max_memory_bytes = int64_t{1} << 30;
  // Wall time and CPU time for one extraction.
  std::chrono::seconds timeout = std::chrono::minutes(20);
};

// What `fpcalc` is asked for.
struct FpcalcOptions {
  // Audio after this is left out (fpcalc's -length); 0: none is.
  std::chrono::seconds length{120};
  // Numbers instead of the compressed form (fpcalc's -raw).
  bool raw = false;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_EXTRACT_OPTIONS_H_
