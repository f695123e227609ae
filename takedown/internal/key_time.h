// Times as keys of the store hold them.
#ifndef EARMARK_TAKEDOWN_INTERNAL_KEY_TIME_H_
#define EARMARK_TAKEDOWN_INTERNAL_KEY_TIME_H_

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace earmark::takedown {

// Microseconds of the Unix epoch; 0 for what was before.
inline uint64_t KeyTime(absl::Time time) {
  return static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixMicros(time)));
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_KEY_TIME_H_
