#include "takedown/case.h"

#include "absl/strings/escaping.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/internal/sha256.h"

namespace earmark::takedown {

CaseId CaseOf(const index::ContentDigest& content, const Claim& claim) {
  std::string input;
  if (claim.standing.noticed) {
    input.append(1, 2).append(claim.notice.value);
  } else {
    input.append(1, 1).append(content.begin(), content.end());
    input.append(claim.work.value).push_back(0);
    input.append(claim.owner.value).push_back(0);
  }
  const index::ContentDigest digest = Sha256(input);
  const std::string bytes(digest.begin(), digest.begin() + kCaseIdLength / 2);
  return {absl::BytesToHexString(bytes)};
}

Harm HarmOf(const ClaimStanding& claim) {
  if (IsObjectedTo(claim.state) && Restricts(claim)) return Harm::kHighest;
  switch (claim.action) {
    case Action::kTakedown:
      return Harm::kHigh;
    case Action::kLicensingRequired:
      return Harm::kMedium;
    default:
      return Harm::kLow;
  }
}

}  // namespace earmark::takedown
