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

// OK unless the claim, on an upload with `content`, waits in a case that two
// must agree on.
inline absl::Status CheckAlone(const index::ContentDigest& content,
                               const takedown::Claim& claim,
                               const takedown::ReviewSettings& settings) {
  if (!takedown::AwaitsModerator(claim.standing) ||
      !settings.WantsSecondOpinion(takedown::HarmOf(claim.standing))) {
    return absl::OkStatus();
  }
  return TwoMustAgree(takedown::CaseOf(content, claim));
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_SECOND_OPINION_H_
