// When something holds.
#ifndef EARMARK_TAKEDOWN_TIME_SPAN_H_
#define EARMARK_TAKEDOWN_TIME_SPAN_H_

#include "absl/time/time.h"

namespace earmark::takedown {

// Half-open: [start, end). Always, until told otherwise.
struct TimeSpan {
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();

  bool Contains(absl::Time time) const { return start <= time && time < end; }
  bool operator==(const TimeSpan&) const = default;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_TIME_SPAN_H_
