#include "service/digest.h"

#include <openssl/evp.h>

namespace earmark::service {

index::ContentDigest Sha256(std::string_view bytes) {
  index::ContentDigest digest;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(),
             nullptr);
  return digest;
}

}  // namespace earmark::service
