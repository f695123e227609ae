// The bytes of the file under extraction.
#ifndef EARMARK_FINGERPRINT_WORKER_MEDIA_SOURCE_H_
#define EARMARK_FINGERPRINT_WORKER_MEDIA_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"

namespace earmark::fingerprint {

// A regular file, open on a descriptor that somebody else owns. Read by pread
// alone: a descriptor that came from another process shares its offset with
// that process, and the sandbox allows neither read nor lseek. Safe for
// concurrent use.
class MediaSource {
 public:
  // `file` is open for reading and outlives the source. Asks for the file's
  // size (fstat) once, here: the sandbox may forbid it later. Returns
  // kInvalidArgument unless it is a regular file.
  static absl::StatusOr<MediaSource> Create(int file);

  // As of Create.
  int64_t size_bytes() const { return size_bytes_; }

  // Reads from `offset`, which is not negative, as many bytes as fit in
  // `buffer` and the file has. Returns their number, 0 at the end of the file
  // only; kDataLoss when the file cannot be read.
  absl::StatusOr<size_t> ReadAt(int64_t offset,
                                std::span<uint8_t> buffer) const;

 private:
  MediaSource(int file, int64_t size_bytes)
      : file_(file), size_bytes_(size_bytes) {}

  int file_;
  int64_t size_bytes_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MEDIA_SOURCE_H_
