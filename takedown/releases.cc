#include "takedown/releases.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "index/keys.h"

namespace earmark::takedown {
namespace {

using index::Table;

// Not by the clock, when nobody answered in time.
bool IsLetGoByPerson(const Claim& claim) {
  const ClaimState state = claim.standing.state;
  if ((state != ClaimState::kReleased && state != ClaimState::kWithdrawn) ||
      claim.standing.noticed) {
    return false;
  }
  const ClaimActor actor = claim.steps.back().actor;
  return actor == ClaimActor::kModerator || actor == ClaimActor::kClaimant;
}

bool Allows(const Verdict& verdict) { return verdict.action == Action::kAllow; }

bool IsPrecedent(const Screening& screening) {
  return std::any_of(screening.verdicts.begin(), screening.verdicts.end(),
                     Allows) ||
         std::any_of(screening.claims.begin(), screening.claims.end(),
                     IsLetGoByPerson);
}

std::string ContentPrefix(const index::ContentDigest& content) {
  return absl::BytesToHexString(std::string(content.begin(), content.end()));
}

}  // namespace

Precedent PrecedentOf(const Screening& earlier, absl::Time now) {
  Precedent precedent;
  for (const Verdict& verdict : earlier.verdicts) {
    if (Allows(verdict)) precedent.verdicts.push_back(verdict);
  }
  for (const Claim& released : earlier.claims) {
    if (!IsLetGoByPerson(released)) continue;
    Claim claim;
    claim.work = released.work;
    claim.owner = released.owner;
    claim.territories = released.territories;
    claim.standing.state = released.standing.state;
    claim.standing.action = released.standing.action;
    claim.standing.moderated = released.standing.moderated;
    claim.standing.wrong_match = released.standing.wrong_match;
    claim.standing.since = now;
    claim.standing.contest_until = now;
    claim.steps.push_back({.actor = ClaimActor::kClock,
                           .time = now,
                           .state = claim.standing.state,
                           .action = claim.standing.action,
                           .comment = absl::StrCat(
                               "It was let go on screenings/", earlier.id.value,
                               ", the same bytes of the same account.")});
    precedent.claims.push_back(std::move(claim));
  }
  return precedent;
}

void Releases::Update(const Screening* before, const Screening& after,
                      index::Batch& batch) {
  const bool was = before != nullptr && IsPrecedent(*before);
  const bool is = IsPrecedent(after);
  if (was == is || after.facts.account_token.empty()) return;
  const std::string key = index::UploadKey(
      after.facts.account_token,
      absl::StrCat(ContentPrefix(after.content), after.id.value));
  if (is) {
    batch.Put(Table::kReleases, key, "");
  } else {
    batch.Erase(Table::kReleases, key);
  }
}

absl::StatusOr<std::optional<ScreeningId>> Releases::Find(
    const std::string& account_token,
    const index::ContentDigest& content) const {
  const std::string prefix = ContentPrefix(content);
  std::optional<ScreeningId> found;
  absl::Status failed;
  const absl::Status scanned = store_.Scan(
      Table::kReleases,
      {.prefix = index::UploadPrefix(account_token) + prefix,
       .after = "",
       .reverse = true},
      [&](std::string_view key, std::string_view) {
        const absl::StatusOr<index::UploadKeyParts> parts =
            index::ParseUploadKey(key);
        if (!parts.ok()) {
          failed = parts.status();
        } else {
          found = ScreeningId{parts->upload_id.substr(prefix.size())};
        }
        return false;
      });
  if (!scanned.ok()) return scanned;
  if (!failed.ok()) return failed;
  return found;
}

}  // namespace earmark::takedown
