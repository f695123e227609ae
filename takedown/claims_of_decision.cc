#include "takedown/claims_of_decision.h"

#include <algorithm>
#include <map>
#include <utility>

#include "takedown/claim_lifecycle.h"

namespace earmark::takedown {
namespace {

using index::OwnerId;
using index::WorkId;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

// What an owner wants of the use of a work, in all its reasons together.
struct Want {
  Action action = Action::kAllow;
  // A person must look before it is done.
  bool doubted = false;
  // A person did, and it is done.
  bool confirmed = false;
  TerritorySet territories = TerritorySet::Nowhere();
};

// Whether the account may do what the owner would have tracked or restricted,
// or a person let it.
bool IsPermitted(const Reason& reason) {
  return reason.rule == Rule::kLicence || reason.rule == Rule::kOwnAccount ||
         (reason.rule == Rule::kVerdict && reason.action == Action::kAllow);
}

using Wants = std::map<std::pair<WorkId, OwnerId>, Want>;

// `published` is where the upload is.
Wants WantsOf(const Decision& decision, const TerritorySet& published) {
  Wants wants;
  for (const Reason& reason : decision.reasons) {
    if (!reason.work || !reason.owner || !reason.wanted) continue;
    if (*reason.wanted == Action::kAllow || IsPermitted(reason)) continue;
    Want& want = wants[{*reason.work, *reason.owner}];
    // A verdict against more than this owner minds is no claim of the owner.
    if (reason.rule == Rule::kVerdict && *reason.wanted > Action::kTrack) {
      want.action = std::max(want.action, reason.action);
      want.confirmed = true;
    } else {
      want.action = std::max(want.action, *reason.wanted);
    }
    want.doubted = want.doubted || reason.action == Action::kReview;
    want.territories |= reason.territories & published;
  }
  return wants;
}

bool HoldsWhereModerated(const Want& want, const ClaimSettings& settings) {
  return !(want.territories & settings.moderated).empty();
}

ClaimStanding Begin(const Want& want, absl::Time now,
                    const ClaimSettings& settings) {
  ClaimStanding standing = BeginClaim(
      want.doubted ? ClaimState::kPendingReview : ClaimState::kActive,
      want.action, want.doubted || HoldsWhereModerated(want, settings), now,
      settings.clocks);
  if (want.confirmed && !want.doubted) {
    standing.confirmed = true;
    // Whoever takes back what was decided on the work undoes it here too; then
    // the claim follows the owner again.
    standing.undo = {ClaimState::kPendingReview, want.action, false};
  }
  return standing;
}

void AddStep(std::optional<ClaimEvent> event, absl::Time now, Claim& claim) {
  claim.steps.push_back({.event = event,
                         .actor = ClaimActor::kClock,
                         .time = now,
                         .state = claim.standing.state,
                         .action = claim.standing.action});
}

// Whether nobody has objected yet, nor a moderator decided to restrict the
// upload, so that the claim is what the owner wants.
bool FollowsWant(const ClaimStanding& standing, const Want& want) {
  switch (standing.state) {
    case ClaimState::kPendingReview:
    case ClaimState::kActive:
      return !standing.confirmed || (standing.action <= Action::kTrack &&
                                     want.action > Action::kTrack);
    case ClaimState::kExpired:
      return true;
    default:
      return false;
  }
}

// Where the claim holds, and what the law wants there, follows the owner also
// while the claim itself does not.
void Move(const Want& want, const ClaimSettings& settings, Claim& claim) {
  if (IsOver(claim.standing.state)) return;
  const bool moderated =
      claim.standing.moderated || HoldsWhereModerated(want, settings);
  if (claim.territories == want.territories &&
      claim.standing.moderated == moderated) {
    return;
  }
  claim.territories = want.territories;
  claim.standing.moderated = moderated;
  ++claim.revision;
}

void Follow(const Want& want, absl::Time now, const ClaimSettings& settings,
            Claim& claim) {
  const bool is_new = claim.steps.empty();
  if (!is_new && !FollowsWant(claim.standing, want)) {
    Move(want, settings, claim);
    return;
  }
  const ClaimStanding begun = Begin(want, now, settings);
  const ClaimStanding& standing = claim.standing;
  const bool same = !is_new && standing.state == begun.state &&
                    standing.action == begun.action &&
                    standing.moderated == begun.moderated &&
                    standing.confirmed == begun.confirmed;
  if (same && claim.territories == want.territories) return;
  claim.territories = want.territories;
  if (!is_new) ++claim.revision;
  if (same) return;
  claim.standing = begun;
  AddStep(std::nullopt, now, claim);
}

}  // namespace

std::vector<Claim> ClaimsAfter(const DecisionInputs& inputs,
                               const Decision& decision,
                               const ClaimSettings& settings) {
  std::vector<Claim> claims = inputs.claims;
  Wants wants = WantsOf(decision, inputs.territories);
  for (Claim& claim : claims) {
    // A notice asks for what it asks, whatever is found.
    if (claim.standing.noticed) continue;
    const auto want = wants.find({claim.work, claim.owner});
    if (want != wants.end()) {
      Follow(want->second, inputs.now, settings, claim);
      wants.erase(want);
      continue;
    }
    // What somebody objected to goes on to its end: to want nothing for a while
    // neither wins nor loses a dispute.
    if (claim.standing.state != ClaimState::kPendingReview &&
        claim.standing.state != ClaimState::kActive) {
      continue;
    }
    claim.standing = Advance(claim.standing, ClaimEvent::kExpiry,
                             ClaimActor::kClock, inputs.now, settings.clocks)
                         .value();
    ++claim.revision;
    AddStep(ClaimEvent::kExpiry, inputs.now, claim);
  }
  for (const auto& [subject, want] : wants) {
    Claim& claim = claims.emplace_back();
    claim.work = subject.first;
    claim.owner = subject.second;
    Follow(want, inputs.now, settings, claim);
  }
  return claims;
}

}  // namespace earmark::takedown
