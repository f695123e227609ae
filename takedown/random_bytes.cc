#include "takedown/random_bytes.h"

#include <openssl/rand.h>

#include "absl/strings/str_cat.h"

namespace earmark::takedown {

absl::Status SystemRandomBytes(std::span<uint8_t> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(
      "the system gave no random bytes, asked for ", bytes.size()));
}

}  // namespace earmark::takedown
