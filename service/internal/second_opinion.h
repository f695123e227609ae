// That no moderator decides alone what two must agree on.
#ifndef EARMARK_SERVICE_INTERNAL_SECOND_OPINION_H_
#define EARMARK_SERVICE_INTERNAL_SECOND_OPINION_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "index/catalogue.h"
#include "service/resource_name.h"
#include "takedown/case.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::service {

inline absl::Status TwoMustAgree(const takedown::CaseId& id) {
  return absl::FailedPreconditionError(
      absl::StrCat("two moderators must agree on this: resolve ", NameOf(id),
                   ", which a second one does too"));
}

inline absl::Status TwoAgreed(const takedown::CaseId& id) {
  return absl::FailedPreconditionError(
      absl::StrCat("two moderators agreed on this: take back what they "
                   "decided, and resolve ",
                   NameOf(id), ", which then waits again"));
}

// OK unless the claim, on an upload with `content`, waits in a case that two
// must agree on, or did before a moderator decided.
inline absl::Status CheckAlone(const index::ContentDigest& content,
                               const takedown::Claim& claim,
                               const takedown::ReviewSettings& settings) {
  const auto wants_two = [&](const takedown::ClaimStanding& standing) {
    return takedown::AwaitsModerator(standing) &&
           settings.WantsSecondOpinion(takedown::HarmOf(standing));
  };
  if (wants_two(claim.standing)) {
    return TwoMustAgree(takedown::CaseOf(content, claim));
  }
  if (!claim.standing.undo) return absl::OkStatus();
  takedown::ClaimStanding before = claim.standing;
  before.state = before.undo->state;
  before.action = before.undo->action;
  before.confirmed = before.undo->confirmed;
  return wants_two(before) ? TwoAgreed(takedown::CaseOf(content, claim))
                           : absl::OkStatus();
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_SECOND_OPINION_H_
