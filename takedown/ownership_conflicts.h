// Where owners together claim more than the whole of a work.
#ifndef EARMARK_TAKEDOWN_OWNERSHIP_CONFLICTS_H_
#define EARMARK_TAKEDOWN_OWNERSHIP_CONFLICTS_H_

#include <vector>

#include "absl/time/time.h"
#include "takedown/rights.h"

namespace earmark::takedown {

// A share of one right. Owners are told apart by numbers from 1.
struct ShareClaim {
  int owner = 1;
  TerritorySet territories;
  int share = kWholeShare;
};

// Where the shares of all owners are more than the whole. An owner has the
// largest of its shares: that it says two things of itself is no conflict.
TerritorySet Overclaimed(std::vector<ShareClaim> claims);

struct OwnershipConflict {
  Right right = Right::kRecording;
  TerritorySet territories;
  // Who claims it there, sorted.
  std::vector<OwnerId> owners;
  // When it begins: InfinitePast if it is there at `now`.
  absl::Time start = absl::InfinitePast();

  bool operator==(const OwnershipConflict&) const = default;
};

// Of each right, the conflict that is there at `now`, else the first that
// begins later.
std::vector<OwnershipConflict> FindConflicts(
    const std::vector<Ownership>& ownerships, absl::Time now);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_OWNERSHIP_CONFLICTS_H_
