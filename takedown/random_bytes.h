// Where randomness comes from: passed in, so that tests can fix it.
#ifndef EARMARK_TAKEDOWN_RANDOM_BYTES_H_
#define EARMARK_TAKEDOWN_RANDOM_BYTES_H_

#include <cstdint>
#include <functional>
#include <span>

#include "absl/status/status.h"

namespace earmark::takedown {

// Fills the span with bytes that nobody can foretell, or fails and must not be
// relied on.
using RandomBytes = std::function<absl::Status(std::span<uint8_t>)>;

// OpenSSL's generator, seeded by the operating system; fit for keys. Returns
// kInternal when it has no entropy. Safe for concurrent use.
absl::Status SystemRandomBytes(std::span<uint8_t> bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_RANDOM_BYTES_H_
