// What requests are recognised by.
#ifndef EARMARK_SERVICE_REQUEST_KEY_H_
#define EARMARK_SERVICE_REQUEST_KEY_H_

#include <string>

#include "index/catalogue.h"

namespace earmark::service {

// What a request is known by, so that its repetition does nothing more.
struct RequestKey {
  // The caller's; empty: the request cannot be recognised.
  std::string id;
  // SHA-256 of the request.
  index::ContentDigest digest{};
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REQUEST_KEY_H_
