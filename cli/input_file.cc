#include "cli/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace earmark::cli {

absl::StatusOr<InputFile> InputFile::Open(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  const int descriptor =
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  }
  struct stat facts {};
  const bool regular = fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  InputFile file(path, descriptor, regular ? facts.st_size : 0);
  if (!regular) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a regular file: ", path));
  }
  return file;
}

InputFile::InputFile(std::string path, int descriptor, uint64_t size_bytes)
    : path_(std::move(path)),
      descriptor_(descriptor),
      size_bytes_(size_bytes) {}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status InputFile::Read(size_t size, std::string& bytes) {
  bytes.resize(size);
  size_t filled = 0;
  while (filled < size) {
    const ssize_t count =
        read(descriptor_, bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int error = errno;
      return absl::DataLossError(absl::StrCat(
          absl::ErrnoToStatus(error, "cannot read").message(), ": ", path_));
    }
    if (count == 0) break;
    filled += static_cast<size_t>(count);
  }
  bytes.resize(filled);
  return absl::OkStatus();
}

}  // namespace earmark::cli
