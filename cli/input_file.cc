#include "cli/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

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

absl::StatusOr<std::string> ReadAll(const std::string& path,
                                    uint64_t max_bytes) {
  std::string text;
  if (path == "-") {
    constexpr size_t kPieceBytes = size_t{64} << 10;
    std::string piece(kPieceBytes, '\0');
    while (std::cin.read(piece.data(), kPieceBytes), std::cin.gcount() > 0) {
      text.append(piece, 0, static_cast<size_t>(std::cin.gcount()));
      if (text.size() > max_bytes) {
        return absl::InvalidArgumentError(
            absl::StrCat("standard input may have up to ",
                         FormatBytes(max_bytes), ", it has more"));
      }
    }
    return text;
  }
  absl::StatusOr<InputFile> file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  if (file->size_bytes() > max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " may have up to ", FormatBytes(max_bytes),
                     ", it has ", FormatBytes(file->size_bytes())));
  }
  const absl::Status read = file->Read(file->size_bytes(), text);
  if (!read.ok()) return read;
  return text;
}

}  // namespace earmark::cli
