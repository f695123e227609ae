#include "service/screener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/internal/get_screening.h"

namespace earmark::service {

absl::StatusOr<std::optional<takedown::Screening>> Screener::FindKnown(
    const Upload& upload, const UploadSpool& file) const {
  return parts_.ledger.FindUpload(upload.facts, file.digest());
}

absl::StatusOr<takedown::Precedent> Screener::FindPrecedent(
    const Upload& upload, const UploadSpool& file) const {
  const absl::StatusOr<std::optional<takedown::ScreeningId>> id =
      parts_.releases.Find(upload.facts.account_token, file.digest());
  if (!id.ok()) return id.status();
  if (!*id) return takedown::Precedent();
  const absl::StatusOr<takedown::Screening> earlier =
      GetScreening(parts_.ledger, **id);
  if (!earlier.ok()) return earlier.status();
  return takedown::PrecedentOf(*earlier, parts_.now());
}

namespace {

// It cannot be read, or not in the time that any file has.
bool IsFaultOfTheFile(const absl::Status& status, absl::Time deadline) {
  return absl::IsInvalidArgument(status) ||
         (absl::IsDeadlineExceeded(status) && absl::Now() < deadline);
}

}  // namespace

absl::StatusOr<takedown::Screening> Screener::Screen(
    const Upload& upload, const UploadSpool& file, absl::Time deadline,
    const fingerprint::Cancellation& cancellation) {
  const absl::StatusOr<fingerprint::MediaFingerprint> fingerprint =
      parts_.workers.Extract(file.descriptor(), parts_.extract, deadline,
                             &cancellation);
  if (IsFaultOfTheFile(fingerprint.status(), deadline)) {
    // The caller is told that the file is not screened, whether or not it could
    // be counted.
    parts_.unread_files
        .Note(absl::StrCat(fingerprint.status().message()),
              upload.facts.upload_id, parts_.now())
        .IgnoreError();
  }
  if (!fingerprint.ok()) return fingerprint.status();
  // A work that is registered from here on searches this upload itself, once
  // it is committed.
  const InFlight::Entry entry(parts_.in_flight);
  absl::StatusOr<takedown::Precedent> precedent = FindPrecedent(upload, file);
  if (!precedent.ok()) return precedent.status();
  absl::StatusOr<takedown::Outcome> outcome =
      parts_.decider.Decide(*fingerprint, upload.facts, *precedent);
  if (!outcome.ok()) return outcome.status();

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
  screening.matches = std::move(outcome->matches);
  screening.candidates = std::move(outcome->candidates);
  screening.decision = std::move(outcome->decision);
  screening.verdicts = std::move(precedent->verdicts);
  screening.claims = std::move(outcome->claims);
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
  absl::StatusOr<takedown::Screening> committed =
      parts_.ledger.CommitScreening(screening, std::move(batch));
  if (committed.ok()) {
    parts_.flood_guard.Note(committed->matches, committed->create_time);
  }
  return committed;
}

}  // namespace earmark::service
