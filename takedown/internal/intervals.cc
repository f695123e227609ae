#include "takedown/internal/intervals.h"

#include <algorithm>

namespace earmark::takedown {

using fingerprint::MediaTime;
using fingerprint::TimeRange;

std::vector<TimeRange> Union(std::vector<TimeRange> intervals) {
  std::erase_if(intervals, [](const TimeRange& interval) {
    return interval.end <= interval.start;
  });
  std::sort(
      intervals.begin(), intervals.end(),
      [](const TimeRange& a, const TimeRange& b) { return a.start < b.start; });
  std::vector<TimeRange> joined;
  for (const TimeRange& interval : intervals) {
    if (!joined.empty() && interval.start <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, interval.end);
    } else {
      joined.push_back(interval);
    }
  }
  return joined;
}

std::vector<TimeRange> Without(const TimeRange& interval,
                               const std::vector<TimeRange>& taken) {
  std::vector<TimeRange> left;
  MediaTime from = interval.start;
  for (const TimeRange& part : taken) {
    if (part.end <= from) continue;
    if (part.start >= interval.end) break;
    if (part.start > from) left.push_back({from, part.start});
    from = part.end;
  }
  if (from < interval.end) left.push_back({from, interval.end});
  return left;
}

MediaTime TotalLength(const std::vector<TimeRange>& intervals) {
  MediaTime total{0};
  for (const TimeRange& interval : intervals) total += interval.length();
  return total;
}

}  // namespace earmark::takedown
