// How a claim goes on: a pure function of where it stands, what happens, who
// does it, and when.
#ifndef EARMARK_TAKEDOWN_CLAIM_LIFECYCLE_H_
#define EARMARK_TAKEDOWN_CLAIM_LIFECYCLE_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "takedown/claim.h"

namespace earmark::takedown {

// Of a claim that begins at `now`, in kNoticed (then it came by a notice),
// kPendingReview or kActive.
ClaimStanding BeginClaim(ClaimState state, Action action, bool moderated,
                         absl::Time now, const ClaimClocks& clocks);

// What else a moderator says who decides.
struct ClaimRuling {
  // What is done with the upload when the claim is upheld; nullopt: what the
  // claimant wants.
  std::optional<Action> action = std::nullopt;
  // ClaimStanding::wrong_match of a claim that is released.
  bool wrong_match = false;
};

// Where the claim stands after `event`. Returns kFailedPrecondition, which says
// what the actor may do instead, when it may not do this now, or no more.
absl::StatusOr<ClaimStanding> Advance(const ClaimStanding& claim,
                                      ClaimEvent event, ClaimActor actor,
                                      absl::Time now, const ClaimClocks& clocks,
                                      const ClaimRuling& ruling = {});

// What the actor may do now, by the order of ClaimEvent.
std::vector<ClaimEvent> PossibleEvents(const ClaimStanding& claim,
                                       ClaimActor actor, absl::Time now);

// Whether it is an end: nothing but the undoing of a decision leads on, or the
// reversing of a strike.
bool IsOver(ClaimState state);

// Whether a moderator can still act on it, and undo that, when the upload was
// withdrawn: what is left of it then is a strike.
bool OutlivesUpload(const ClaimStanding& claim);

// Whether an objection waits for its answer.
bool IsObjectedTo(ClaimState state);

// Whether what the claim asks for was turned down, or given up.
bool IsLifted(ClaimState state);

// Whether the claim has its way, for as long as it stands there.
bool IsInForce(ClaimState state);

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
