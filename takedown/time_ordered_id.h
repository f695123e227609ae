// Ids that sort by time of creation: 48 bits of milliseconds since 1970, then
// 80 random bits, as 26 characters of Crockford's base 32 in lower case. The
// layout is that of ULID (https://github.com/ulid/spec); the order of the
// characters is that of the bytes, so a store lists them by time.
#ifndef EARMARK_TAKEDOWN_TIME_ORDERED_ID_H_
#define EARMARK_TAKEDOWN_TIME_ORDERED_ID_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "takedown/random_bytes.h"

namespace earmark::takedown {

// Gives the present instant; absl::Now outside of tests.
using Clock = std::function<absl::Time()>;

inline constexpr size_t kTimeOrderedIdLength = 26;

// The smallest id of an instant: all that are made before it are smaller.
std::string FirstIdAt(absl::Time time);

// Safe for concurrent use, if `clock` and `random` are.
class TimeOrderedIds {
 public:
  TimeOrderedIds(Clock clock, RandomBytes random);

  // Returns an id that is greater than all that this object gave before, also
  // when the clock stands still or goes back. Instants before 1970 or after
  // the year 10889 count as the nearest that fits. Returns the error of
  // `random`.
  absl::StatusOr<std::string> Next();

 private:
  const Clock clock_;
  const RandomBytes random_;
  absl::Mutex mutex_;
  // The last id: 6 bytes of time, then 10 random ones, all big-endian.
  std::array<uint8_t, 16> last_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_TIME_ORDERED_ID_H_
