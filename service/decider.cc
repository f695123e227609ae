#include "service/decider.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace earmark::service {

absl::StatusOr<takedown::Outcome> Decider::Decide(
    const fingerprint::MediaFingerprint& media,
    const takedown::UploadFacts& facts) const {
  absl::StatusOr<index::Finds> finds = parts_.matcher.Find(media);
  if (!finds.ok()) return finds.status();
  absl::StatusOr<std::vector<takedown::OwnedMatch>> owned =
      WithRights(finds->matches);
  if (!owned.ok()) return owned.status();
  return takedown::Outcome{.matches = std::move(finds->matches),
                           .candidates = std::move(finds->candidates),
                           .decision = takedown::Decide({
                               .matches = *std::move(owned),
                               .audio = media.audio,
                               .video = media.video,
                               .purpose = facts.purpose,
                               .territories = facts.territories,
                               .settings = parts_.settings,
                           })};
}

absl::StatusOr<std::vector<takedown::OwnedMatch>> Decider::WithRights(
    const std::vector<index::Match>& matches) const {
  std::vector<takedown::OwnedMatch> owned;
  owned.reserve(matches.size());
  for (const index::Match& match : matches) {
    takedown::OwnedMatch& entry = owned.emplace_back();
    entry.match = match;
    const absl::StatusOr<std::vector<takedown::Ownership>> ownerships =
        parts_.rights.OwnershipsOf(match.work);
    if (!ownerships.ok()) return ownerships.status();
    for (const takedown::Ownership& ownership : *ownerships) {
      absl::StatusOr<std::optional<takedown::Owner>> owner =
          parts_.rights.FindOwner(ownership.owner);
      if (!owner.ok()) return owner.status();
      if (!*owner) {
        return absl::DataLossError(absl::StrCat("the database lacks an owner: ",
                                                ownership.owner.value));
      }
      entry.holds.push_back({**std::move(owner), ownership});
    }
  }
  return owned;
}

}  // namespace earmark::service
