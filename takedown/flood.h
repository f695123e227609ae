// When the matches of a reference suddenly multiply, what it holds is rather
// not its owner's alone: a loop, a jingle, a song in the public domain. Then no
// machine acts on it until a person has looked.
#ifndef EARMARK_TAKEDOWN_FLOOD_H_
#define EARMARK_TAKEDOWN_FLOOD_H_

#include <cstdint>

#include "absl/time/time.h"
#include "takedown/reference_rights.h"

namespace earmark::takedown {

// Settings of the platform.
struct FloodSettings {
  // A flood is made of uses by at least so many accounts in a day, however few
  // there were before; 0: nothing is a flood.
  int64_t fewest_accounts = 500;
  // And of more than so many times those of a mean day in the week before.
  double factor = 10;
};

// How long a flood is looked back on, and what it is compared with.
inline constexpr absl::Duration kFloodDay = absl::Hours(24);
inline constexpr int kFloodBaselineDays = 7;
// For how long a reference that an operator let go is left alone.
inline constexpr absl::Duration kReleaseHolds = absl::Hours(24 * 30);

// Accounts whose uploads were found to hold a reference. They are counted, not
// the uses: one account alone cannot put a reference in quarantine.
struct FloodCounts {
  // In the last day.
  int64_t last_day = 0;
  // The sum of the seven days before.
  int64_t week_before = 0;
};

bool IsFlood(const FloodCounts& counts, const FloodSettings& settings);

// Whether the flood guard may hold the reference back at `now`: it does not
// yet, and nobody has let it go lately.
bool IsGuarded(const ReferenceRights& rights, absl::Time now);

// Whether the flood guard holds back what was found at `find_time`. What was
// found before the flood stays as it was decided: else a flood would free it.
bool IsHeldBack(const ReferenceRights& rights, absl::Time find_time);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_FLOOD_H_
