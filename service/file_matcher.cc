#include "service/file_matcher.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "service/resource_name.h"

namespace earmark::service {

absl::Status FileMatcher::CheckOwner(const index::OwnerId& owner) const {
  const absl::StatusOr<std::optional<takedown::Owner>> known =
      parts_.rights.FindOwner(owner);
  if (!known.ok()) return known.status();
  if (*known) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("there is no owner ", NameOf(owner)));
}

absl::StatusOr<MatchedFile> FileMatcher::Match(
    const index::OwnerId& owner, const UploadSpool& file, absl::Time deadline,
    const fingerprint::Cancellation& cancellation) const {
  const absl::StatusOr<fingerprint::MediaFingerprint> fingerprint =
      parts_.workers.Extract(file.descriptor(), parts_.extract, deadline,
                             &cancellation);
  if (!fingerprint.ok()) return fingerprint.status();
  const absl::StatusOr<std::vector<takedown::OwnedMatch>> matches =
      parts_.decider.FindOwned(*fingerprint);
  if (!matches.ok()) return matches.status();
  return MatchedFile{
      .content = file.digest(),
      .size_bytes = file.size_bytes(),
      .duration = fingerprint->duration,
      .audio = fingerprint->audio,
      .video = fingerprint->video,
      .finds = takedown::OwnFindsOf(*matches, owner, parts_.now())};
}

}  // namespace earmark::service
