#include "service/screener.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace earmark::service {

absl::StatusOr<std::optional<takedown::Screening>> Screener::FindKnown(
    const Upload& upload, const UploadSpool& file) const {
  return parts_.ledger.FindUpload(upload.facts, file.digest());
}

absl::StatusOr<takedown::Screening> Screener::Screen(
    const Upload& upload, const UploadSpool& file, absl::Time deadline,
    const fingerprint::Cancellation& cancellation) {
  const absl::StatusOr<fingerprint::MediaFingerprint> fingerprint =
      parts_.workers.Extract(file.descriptor(), parts_.extract, deadline,
                             &cancellation);
  if (!fingerprint.ok()) return fingerprint.status();
  absl::StatusOr<index::Finds> finds = parts_.matcher.Find(*fingerprint);
  if (!finds.ok()) return finds.status();
  absl::StatusOr<std::vector<takedown::OwnedMatch>> owned =
      WithRights(finds->matches);
  if (!owned.ok()) return owned.status();

  absl::StatusOr<std::string> id = parts_.ids.Next();
  if (!id.ok()) return id.status();

  takedown::Screening screening;
  screening.id = {*std::move(id)};
  screening.facts = upload.facts;
  screening.file_name = upload.file_name;
  screening.labels = upload.labels;
  screening.create_time = parts_.now();
  screening.size_bytes = file.size_bytes();
  screening.content = file.digest();
  screening.duration = fingerprint->duration;
  screening.audio = fingerprint->audio;
  screening.video = fingerprint->video;
  screening.matches = std::move(finds->matches);
  screening.candidates = std::move(finds->candidates);
  screening.decision = takedown::Decide({
      .matches = *std::move(owned),
      .audio = fingerprint->audio,
      .video = fingerprint->video,
      .purpose = upload.facts.purpose,
      .territories = upload.facts.territories,
      .settings = parts_.settings,
  });
  // A stream that ended because its caller is gone is not a whole file.
  if (cancellation.cancelled()) {
    return absl::CancelledError("the caller cancelled the call");
  }
  index::Batch batch;
  if (parts_.archive != nullptr) {
    screening.fingerprint = parts_.archive->Add(
        {.screening = screening.id.value, .time = screening.create_time},
        *fingerprint, batch);
  }
  return parts_.ledger.CommitScreening(screening, std::move(batch));
}

absl::StatusOr<std::vector<takedown::OwnedMatch>> Screener::WithRights(
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
