#include "takedown/internal/sha256.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace earmark::takedown {

index::ContentDigest Sha256(std::string_view bytes) {
  index::ContentDigest digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr,
                 EVP_sha256(), nullptr) != 1) {
    std::abort();
  }
  return digest;
}

}  // namespace earmark::takedown
