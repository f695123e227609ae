#include "takedown/ownership_conflicts.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace earmark::takedown {
namespace {

using Shares = std::array<int, TerritorySet::kPositions>;

// What each owner claims of `right` at `time`: the largest of its shares.
std::map<OwnerId, Shares> ClaimsAt(absl::Time time, Right right,
                                   const std::vector<Ownership>& ownerships) {
  std::map<OwnerId, Shares> claims;
  for (const Ownership& ownership : ownerships) {
    if (ownership.right != right || !ownership.time.Contains(time)) continue;
    Shares& shares =
        claims.try_emplace(ownership.owner, Shares{}).first->second;
    for (int at = 0; at < TerritorySet::kPositions; ++at) {
      if (ownership.territories.Has(at)) {
        shares[at] = std::max(shares[at], ownership.share);
      }
    }
  }
  return claims;
}

// Empty territories: there is none.
OwnershipConflict ConflictAt(absl::Time time, Right right,
                             const std::vector<Ownership>& ownerships) {
  OwnershipConflict conflict{
      .right = right, .territories = TerritorySet::Nowhere(), .owners = {}};
  const std::map<OwnerId, Shares> claims = ClaimsAt(time, right, ownerships);
  std::set<OwnerId> owners;
  for (int at = 0; at < TerritorySet::kPositions; ++at) {
    int64_t total = 0;
    for (const auto& [owner, shares] : claims) total += shares[at];
    if (total <= kWholeShare) continue;
    conflict.territories.Add(at);
    for (const auto& [owner, shares] : claims) {
      if (shares[at] > 0) owners.insert(owner);
    }
  }
  conflict.owners.assign(owners.begin(), owners.end());
  return conflict;
}

}  // namespace

std::vector<OwnershipConflict> FindConflicts(
    const std::vector<Ownership>& ownerships, absl::Time now) {
  // A conflict begins when a hold does.
  std::set<absl::Time> instants = {now};
  for (const Ownership& ownership : ownerships) {
    if (ownership.time.start > now) instants.insert(ownership.time.start);
  }
  std::vector<OwnershipConflict> conflicts;
  for (const Right right : {Right::kRecording, Right::kMusicalWork}) {
    for (const absl::Time instant : instants) {
      OwnershipConflict conflict = ConflictAt(instant, right, ownerships);
      if (conflict.territories.empty()) continue;
      if (instant > now) conflict.start = instant;
      conflicts.push_back(std::move(conflict));
      break;
    }
  }
  return conflicts;
}

}  // namespace earmark::takedown
