#include "takedown/flood.h"

namespace earmark::takedown {

bool IsFlood(const FloodCounts& counts, const FloodSettings& settings) {
  if (settings.fewest_accounts <= 0) return false;
  const double mean =
      static_cast<double>(counts.week_before) / kFloodBaselineDays;
  return counts.last_day >= settings.fewest_accounts &&
         static_cast<double>(counts.last_day) > settings.factor * mean;
}

bool IsGuarded(const ReferenceRights& rights, absl::Time now) {
  if (rights.quarantine_time) return false;
  return !rights.release_time || now >= *rights.release_time + kReleaseHolds;
}

bool IsHeldBack(const ReferenceRights& rights, absl::Time find_time) {
  return rights.quarantine_time &&
         find_time >= *rights.quarantine_time - kFloodDay;
}

}  // namespace earmark::takedown
