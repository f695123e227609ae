// The best contiguous stretches of an alignment.
//
// An alignment pairs each position of a query with one of a reference; each
// pair has a score, the log-likelihood ratio of "copy" against "unrelated". The
// copied part is the contiguous stretch with the largest sum (Kadane; as
// statistic: Karlin and Altschul, PNAS 87, 1990), further copied parts are the
// best stretches of what is left on either side. Clocks drift, so a path may
// change its shift against the alignment by one at a time, at a cost.
#ifndef EARMARK_INDEX_INTERNAL_STRETCHES_H_
#define EARMARK_INDEX_INTERNAL_STRETCHES_H_

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"

namespace earmark::index {

struct StretchOptions {
  // Shifts -band to band are tried.
  int band = 0;
  // Taken from the sum for each change of shift by one.
  double shift_cost = 0;
  // A stretch ends where its sum has fallen this far below its peak: what
  // follows is another copy, not the same.
  double max_drop = 0;
  // Stretches that sum up to less are left out.
  double min_score = 0;
};

struct Stretch {
  // Half-open range of positions.
  size_t begin = 0;
  size_t end = 0;
  // Shifts at the first and at the last position.
  int begin_shift = 0;
  int end_shift = 0;
  double score = 0;

  bool operator==(const Stretch&) const = default;
};

// What a pair that cannot be is worth: positions outside of the reference.
inline constexpr double kNoPair = -1e9;

// Returns the stretches of positions [0, length), by position; they do not
// overlap. Calls `score` once for each position and shift. Takes time and
// memory in proportion to length x (2 band + 1).
std::vector<Stretch> FindStretches(
    size_t length, const StretchOptions& options,
    absl::FunctionRef<double(size_t position, int shift)> score);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_STRETCHES_H_
