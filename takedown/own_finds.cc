#include "takedown/own_finds.h"

#include <algorithm>
#include <utility>

#include "takedown/match_pieces.h"
#include "takedown/ownership_conflicts.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::TimeRange;
using Caution = OwnFind::Caution;

// What `owner` holds of a work at an instant.
struct Part {
  TerritorySet territories = TerritorySet::Nowhere();
  bool whole = false;
  bool conflict = false;
};

Part PartOf(const std::vector<Hold>& holds, const OwnerId& owner,
            absl::Time now) {
  Part part;
  std::vector<Ownership> ownerships;
  ownerships.reserve(holds.size());
  for (const Hold& hold : holds) {
    const Ownership& ownership = hold.ownership;
    ownerships.push_back(ownership);
    if (ownership.owner != owner || !ownership.time.Contains(now)) continue;
    part.territories |= ownership.territories;
    part.whole = part.whole || ownership.share == kWholeShare;
  }
  for (const OwnershipConflict& conflict : FindConflicts(ownerships, now)) {
    part.conflict =
        part.conflict || (conflict.start == absl::InfinitePast() &&
                          std::binary_search(conflict.owners.begin(),
                                             conflict.owners.end(), owner));
  }
  return part;
}

}  // namespace

std::vector<OwnFind> OwnFindsOf(const std::vector<OwnedMatch>& matches,
                                const OwnerId& owner, absl::Time now) {
  std::vector<OwnFind> finds;
  for (const OwnedMatch& found : matches) {
    const Part part = PartOf(*found.holds, owner, now);
    if (part.territories.empty()) continue;
    for (const MatchPiece& piece : PiecesOf(found.match, found.exclusions)) {
      if (!found.exclusions.empty() && piece.query.length() < kShortestFind) {
        continue;
      }
      OwnFind find{.match = found.match, .territories = part.territories};
      find.match.query = piece.query;
      find.match.reference_range = piece.reference;
      const auto warn = [&](bool holds, Caution caution) {
        if (holds) find.cautions.push_back(caution);
      };
      warn(std::any_of(found.contested.begin(), found.contested.end(),
                       [&](const TimeRange& contested) {
                         return SharedTime(contested, piece.reference) >
                                MediaTime::zero();
                       }),
           Caution::kContested);
      warn(!found.attested, Caution::kNotAttested);
      warn(part.conflict, Caution::kConflictingOwners);
      warn(!part.whole, Caution::kNotExclusive);
      finds.push_back(std::move(find));
    }
  }
  return finds;
}

}  // namespace earmark::takedown
