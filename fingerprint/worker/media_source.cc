#include "fingerprint/worker/media_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {

absl::StatusOr<MediaSource> MediaSource::Create(int file) {
  struct stat status {};
  if (fstat(file, &status) != 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("cannot look at the file: %s", std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "media must be a regular file, got mode %o", status.st_mode));
  }
  return MediaSource(file, status.st_size);
}

absl::StatusOr<size_t> MediaSource::ReadAt(int64_t offset,
                                           std::span<uint8_t> buffer) const {
  size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t count =
        pread(file_, buffer.data() + filled, buffer.size() - filled,
              offset + static_cast<int64_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return absl::DataLossError(absl::StrFormat(
          "cannot read the file at byte %d: %s",
          offset + static_cast<int64_t>(filled), std::strerror(errno)));
    }
    if (count == 0) break;
    filled += static_cast<size_t>(count);
  }
  return filled;
}

}  // namespace earmark::fingerprint
