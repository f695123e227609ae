#include "takedown/ownership_conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace earmark::takedown {
namespace {

// Empty territories: there is none.
OwnershipConflict ConflictAt(absl::Time time, Right right,
                             const std::vector<Ownership>& ownerships) {
  std::map<OwnerId, int> numbers;
  std::vector<const Ownership*> holds;
  std::vector<ShareClaim> claims;
  for (const Ownership& ownership : ownerships) {
    if (ownership.right != right || !ownership.time.Contains(time)) continue;
    const int next = static_cast<int>(numbers.size()) + 1;
    const int number = numbers.try_emplace(ownership.owner, next).first->second;
    holds.push_back(&ownership);
    claims.push_back({number, ownership.territories, ownership.share});
  }
  OwnershipConflict conflict{.right = right,
                             .territories = Overclaimed(std::move(claims)),
                             .owners = {}};
  std::set<OwnerId> owners;
  for (const Ownership* hold : holds) {
    if (!(hold->territories & conflict.territories).empty()) {
      owners.insert(hold->owner);
    }
  }
  conflict.owners.assign(owners.begin(), owners.end());
  return conflict;
}

}  // namespace

TerritorySet Overclaimed(std::vector<ShareClaim> claims) {
  TerritorySet overclaimed = TerritorySet::Nowhere();
  int64_t sum = 0;
  for (const ShareClaim& claim : claims) sum += claim.share;
  if (sum <= kWholeShare) return overclaimed;

  // An owner's largest share first; of the others it has what is left.
  std::sort(claims.begin(), claims.end(),
            [](const ShareClaim& a, const ShareClaim& b) {
              return a.owner != b.owner ? a.owner < b.owner : a.share > b.share;
            });
  // Where anybody claims it, parted by what the shares add up to.
  struct Part {
    TerritorySet territories;
    int64_t total;
  };
  std::vector<Part> parts;
  int owner = 0;
  TerritorySet left;
  for (const ShareClaim& claim : claims) {
    if (claim.owner != owner) left = TerritorySet();
    owner = claim.owner;
    TerritorySet added = claim.territories & left;
    left -= added;
    for (size_t i = 0, count = parts.size(); i < count; ++i) {
      const TerritorySet both = parts[i].territories & added;
      if (both.empty()) continue;
      added -= both;
      parts[i].territories -= both;
      parts.push_back({both, parts[i].total + claim.share});
    }
    if (!added.empty()) parts.push_back({added, claim.share});
    std::erase_if(parts,
                  [](const Part& part) { return part.territories.empty(); });
  }
  for (const Part& part : parts) {
    if (part.total > kWholeShare) overclaimed |= part.territories;
  }
  return overclaimed;
}

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
