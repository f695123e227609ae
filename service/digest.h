// SHA-256 of short values.
#ifndef EARMARK_SERVICE_DIGEST_H_
#define EARMARK_SERVICE_DIGEST_H_

#include <string_view>

#include "index/catalogue.h"

namespace earmark::service {

index::ContentDigest Sha256(std::string_view bytes);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_DIGEST_H_
