// SHA-256 (FIPS 180-4), by OpenSSL.
#ifndef EARMARK_TAKEDOWN_INTERNAL_SHA256_H_
#define EARMARK_TAKEDOWN_INTERNAL_SHA256_H_

#include <string_view>

#include "index/catalogue.h"

namespace earmark::takedown {

// Ends the process when OpenSSL has no SHA-256 or no memory: nothing that this
// folder does can be done right without.
index::ContentDigest Sha256(std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_SHA256_H_
