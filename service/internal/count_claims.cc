#include "service/internal/count_claims.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/owner_trust.h"
#include "takedown/redecision.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using takedown::Claim;
using takedown::ClaimEffect;
using takedown::ClaimRecord;
using takedown::ClaimStanding;
using takedown::Owner;
using takedown::Screening;

// How much the effects add to a record.
void Count(const std::vector<ClaimEffect>& effects, ClaimRecord& record) {
  for (const ClaimEffect effect : effects) {
    switch (effect) {
      case ClaimEffect::kCountUpheld:
        ++record.upheld;
        break;
      case ClaimEffect::kUncountUpheld:
        --record.upheld;
        break;
      case ClaimEffect::kCountOverturned:
        ++record.overturned;
        break;
      case ClaimEffect::kUncountOverturned:
        --record.overturned;
        break;
      default:
        break;
    }
  }
}

// By owner, what the claims add to its record.
std::map<OwnerId, ClaimRecord> AddedRecords(const Screening& before,
                                            const Screening& after) {
  std::map<OwnerId, ClaimRecord> added;
  static const ClaimStanding kNothing;
  for (size_t i = 0; i < after.claims.size(); ++i) {
    const bool is_new = i >= before.claims.size();
    const Claim& claim = after.claims[i];
    if (claim.standing.noticed) continue;
    Count(takedown::EffectsOf(is_new ? kNothing : before.claims[i].standing,
                              claim.standing),
          added[claim.owner]);
  }
  std::erase_if(
      added, [](const auto& entry) { return entry.second == ClaimRecord(); });
  return added;
}

}  // namespace

absl::StatusOr<bool> CountClaims(const takedown::Rights& rights,
                                 const Screening& before,
                                 const Screening& after, absl::Time now,
                                 index::Batch& batch) {
  bool lost_trust = false;
  for (const auto& [id, added] : AddedRecords(before, after)) {
    const absl::StatusOr<std::optional<Owner>> found = rights.FindOwner(id);
    if (!found.ok()) return found.status();
    if (!*found) {
      return absl::DataLossError(
          absl::StrCat("the database lacks an owner: ", id.value));
    }
    Owner owner = **found;
    owner.claims.upheld += added.upheld;
    owner.claims.overturned += added.overturned;
    if (owner.trust == Owner::Trust::kTrusted && added.overturned > 0 &&
        takedown::TrustIn(owner.claims) < takedown::kLeastTrust) {
      owner.trust = Owner::Trust::kProbation;
      lost_trust = true;
      takedown::Redecisions::Add(
          {now, id,
           absl::StrCat("The owner \"", id.value,
                        "\" was put on probation, as ", owner.claims.overturned,
                        " of its claims were "
                        "overturned, and ",
                        owner.claims.upheld, " upheld.")},
          batch);
    }
    owner.update_time = now;
    ++owner.revision;
    rights.UpdateOwner(**found, owner, batch);
  }
  return lost_trust;
}

}  // namespace earmark::service
