// What somebody does with a claim.
#ifndef EARMARK_SERVICE_INTERNAL_CLAIM_ACT_H_
#define EARMARK_SERVICE_INTERNAL_CLAIM_ACT_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "takedown/claim.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::service {

struct ClaimAct {
  takedown::ClaimEvent event = takedown::ClaimEvent::kUphold;
  takedown::ClaimActor actor = takedown::ClaimActor::kModerator;
  // Of a moderator who upholds: what is done with the upload (ClaimRuling).
  std::optional<takedown::Action> action = std::nullopt;
  // Of a moderator who decides.
  std::optional<takedown::Verdict::Ground> ground = std::nullopt;
  // Of disputes and appeals.
  std::optional<takedown::Objection> objection = std::nullopt;
  // Of counter-notices.
  std::optional<takedown::CounterNotice> counter_notice = std::nullopt;
  // For people.
  std::string comment = {};
  // Of a moderator who decides: another one agrees (takedown/case.h).
  bool seconded = false;
  // Of a moderator who resolves a case: since when the claim waited when it was
  // looked at. What happened to it since was not seen.
  std::optional<absl::Time> waits_since = std::nullopt;
};

// Whether it must be said what follows for the upload: a moderator upholds a
// claim that asks only that somebody looks.
inline bool WantsAction(takedown::ClaimEvent event, takedown::ClaimActor actor,
                        const takedown::ClaimStanding& standing) {
  return event == takedown::ClaimEvent::kUphold &&
         actor == takedown::ClaimActor::kModerator &&
         standing.action == takedown::Action::kReview;
}

// Does it, or returns the error of Advance, and kFailedPrecondition when an
// action is wanted and not there.
inline absl::Status Apply(const ClaimAct& act, absl::Time now,
                          const takedown::ClaimClocks& clocks,
                          takedown::Claim& claim) {
  if (!act.action && WantsAction(act.event, act.actor, claim.standing)) {
    return absl::FailedPreconditionError(
        "the owner asks that somebody looks: say by action whether that leads "
        "to LICENSING_REQUIRED or TAKEDOWN, got none");
  }
  absl::StatusOr<takedown::ClaimStanding> after = takedown::Advance(
      claim.standing, act.event, act.actor, now, clocks,
      {.action = act.action,
       .wrong_match = act.ground == takedown::Verdict::Ground::kWrongMatch});
  if (!after.ok()) return after.status();
  claim.standing = *std::move(after);
  claim.steps.push_back({.event = act.event,
                         .actor = act.actor,
                         .time = now,
                         .state = claim.standing.state,
                         .action = claim.standing.action,
                         .ground = act.ground,
                         .objection = act.objection,
                         .counter_notice = act.counter_notice,
                         .comment = act.comment});
  ++claim.revision;
  return absl::OkStatus();
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_CLAIM_ACT_H_
