// A file of the user's, read from its beginning.
#ifndef EARMARK_CLI_INPUT_FILE_H_
#define EARMARK_CLI_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace earmark::cli {

// Movable, not copyable. Not safe for concurrent use.
class InputFile {
 public:
  // Returns kNotFound when there is no such file, kInvalidArgument when it is
  // not a regular one, kPermissionDenied when it may not be read.
  static absl::StatusOr<InputFile> Open(const std::string& path);

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  // Reads the next `size` bytes into `bytes`; fewer, only at the end. Returns
  // kDataLoss when the disk fails.
  absl::Status Read(size_t size, std::string& bytes);

  // Owned by this object.
  int descriptor() const { return descriptor_; }
  uint64_t size_bytes() const { return size_bytes_; }

 private:
  InputFile(std::string path, int descriptor, uint64_t size_bytes);

  std::string path_;
  int descriptor_;
  uint64_t size_bytes_;
};

// All bytes of the file at `path`, `-` for standard input. Returns the errors
// of InputFile, and kInvalidArgument for more than `max_bytes`.
absl::StatusOr<std::string> ReadAll(const std::string& path,
                                    uint64_t max_bytes);

// Of a table that is imported. One of this size has millions of rows.
inline constexpr uint64_t kMaxTableBytes = uint64_t{1} << 30;

}  // namespace earmark::cli

#endif  // EARMARK_CLI_INPUT_FILE_H_
