// Sets of instants as lists of intervals.
#ifndef EARMARK_TAKEDOWN_INTERNAL_INTERVALS_H_
#define EARMARK_TAKEDOWN_INTERNAL_INTERVALS_H_

#include <vector>

#include "fingerprint/media_fingerprint.h"

namespace earmark::takedown {

// The intervals in ascending order, those that overlap or touch as one, without
// empty ones.
std::vector<fingerprint::TimeRange> Union(
    std::vector<fingerprint::TimeRange> intervals);

// What of `interval` lies in none of `taken`, which are as Union() gives them.
std::vector<fingerprint::TimeRange> Without(
    const fingerprint::TimeRange& interval,
    const std::vector<fingerprint::TimeRange>& taken);

// Of intervals that do not overlap.
fingerprint::MediaTime TotalLength(
    const std::vector<fingerprint::TimeRange>& intervals);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_INTERVALS_H_
