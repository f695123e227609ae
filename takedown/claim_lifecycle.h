// How a claim goes on: a pure function of where it stands, what happens, who
// does it, and when.
#ifndef EARMARK_TAKEDOWN_CLAIM_LIFECYCLE_H_
#define EARMARK_TAKEDOWN_CLAIM_LIFECYCLE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "takedown/claim.h"

namespace earmark::takedown {

// Of a claim that begins at `now`, in kNoticed, kPendingReview or kActive.
ClaimStanding BeginClaim(ClaimState state, Action action, bool moderated,
                         absl::Time now, const ClaimClocks& clocks);

// Where the claim stands after `event`. Returns kFailedPrecondition, which says
// what the actor may do instead, when it may not do this now, or no more.
absl::StatusOr<ClaimStanding> Advance(const ClaimStanding& claim,
                                      ClaimEvent event, ClaimActor actor,
                                      absl::Time now,
                                      const ClaimClocks& clocks);

// What the actor may do now, by the order of ClaimEvent.
std::vector<ClaimEvent> PossibleEvents(const ClaimStanding& claim,
                                       ClaimActor actor, absl::Time now);

// Whether the claim keeps the upload back now. While it is disputed, only one
// that a person confirmed does: no machine alone blocks what is objected to.
bool Restricts(const ClaimStanding& claim);

// Whether it waits for a moderator.
bool AwaitsModerator(const ClaimStanding& claim);

// What else follows from a change of a claim. What is restricted, who waits,
// strikes and the claimant's record follow from the standing alone, so that
// whatever is undone is undone for them too.
enum class ClaimEffect {
  kRestrict,
  kLift,
  kOpenCase,
  kCloseCase,
  kAddStrike,
  kRemoveStrike,
  // Of the claimant's record, which makes its trust.
  kCountUpheld,
  kUncountUpheld,
  kCountOverturned,
  kUncountOverturned,
  // To the claimant, with the day on which the upload returns.
  kForwardCounterNotice,
};

// By the order of ClaimEffect.
std::vector<ClaimEffect> EffectsOf(const ClaimStanding& before,
                                   const ClaimStanding& after);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CLAIM_LIFECYCLE_H_
