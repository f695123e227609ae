// SHA-256 of files and of facts: what content is known by.
#ifndef EARMARK_CLI_CONTENT_DIGEST_H_
#define EARMARK_CLI_CONTENT_DIGEST_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace earmark::cli {

// The 32 bytes of SHA-256 of the file's bytes. Returns kNotFound when there is
// no such file, kInvalidArgument when it is not a regular one,
// kPermissionDenied, or kDataLoss when it cannot be read.
absl::StatusOr<std::string> DigestOfFile(const std::string& path);

// The 32 bytes of SHA-256 of `bytes`.
std::string DigestOf(std::string_view bytes);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CONTENT_DIGEST_H_
