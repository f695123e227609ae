#include "service/rescreener.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/internal/revise.h"
#include "service/resource_name.h"
#include "takedown/revision.h"

namespace earmark::service {
namespace {

using fingerprint::MediaFingerprint;
using index::Reference;
using takedown::Screening;

std::string CauseOf(const Reference& reference) {
  return absl::StrCat("The recording ", NameOf(reference.work, reference.id),
                      " was registered, or switched on, after the upload was "
                      "screened, and the upload was searched for it.");
}

absl::Status Stopped() {
  return absl::CancelledError("the scan of earlier uploads was stopped");
}

}  // namespace

absl::StatusOr<ScanResult> Rescreener::ScanNext(
    const fingerprint::Cancellation& stop) {
  const absl::StatusOr<std::optional<index::ReferenceNumber>> first =
      parts_.queue.First();
  if (!first.ok()) return first.status();
  if (!*first) return ScanResult();
  const index::ReferenceNumber number = **first;
  const absl::StatusOr<std::optional<Reference>> reference =
      parts_.catalogue.FindNumber(number);
  if (!reference.ok()) return reference.status();

  ScanResult result;
  result.scanned = true;
  if (*reference && (*reference)->state == Reference::State::kActive) {
    const absl::Status scanned = Scan(**reference, stop, result);
    if (absl::IsDataLoss(scanned)) {
      result.damage = scanned;
    } else if (!scanned.ok()) {
      return scanned;
    }
  }
  const absl::Status finished = parts_.queue.Finish(number);
  if (!finished.ok()) return finished;
  return result;
}

absl::Status Rescreener::Scan(const Reference& reference,
                              const fingerprint::Cancellation& stop,
                              ScanResult& result) {
  const absl::StatusOr<std::optional<MediaFingerprint>> media =
      parts_.catalogue.FindFingerprint(reference);
  if (!media.ok()) return media.status();
  if (!*media) return absl::OkStatus();  // withdrawn meanwhile
  if (!parts_.in_flight.Await(parts_.in_flight.Now(), stop)) return Stopped();
  const absl::StatusOr<std::vector<index::UploadNumber>> uploads =
      parts_.search.Find(**media, stop);
  if (!uploads.ok()) return uploads.status();
  for (const index::UploadNumber upload : *uploads) {
    if (stop.cancelled()) return Stopped();
    const absl::StatusOr<bool> revised = Rescreen(upload, CauseOf(reference));
    if (absl::IsDataLoss(revised.status())) {
      if (result.damage.ok()) result.damage = revised.status();
      continue;
    }
    if (!revised.ok()) return revised.status();
    result.revised += *revised ? 1 : 0;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Rescreener::Rescreen(index::UploadNumber number,
                                          const std::string& cause) {
  const absl::StatusOr<std::optional<index::RememberedUpload>> upload =
      parts_.archive.Find(number);
  if (!upload.ok()) return upload.status();
  const absl::StatusOr<std::optional<MediaFingerprint>> media =
      parts_.archive.ReadFingerprint(number);
  if (!media.ok()) return media.status();
  if (!*upload || !*media) return false;  // forgotten meanwhile

  std::vector<index::Match> matches;
  const absl::StatusOr<bool> revised = ReviseIfNews(
      parts_.ledger, parts_.rights, parts_.now, {(*upload)->screening}, cause,
      [&](const Screening& screening) {
        absl::StatusOr<takedown::Outcome> outcome =
            parts_.decider.Rescreen(**media, screening);
        if (outcome.ok()) matches = outcome->matches;
        return outcome;
      });
  if (revised.ok() && *revised) {
    parts_.flood_guard.Note(matches, (*upload)->time);
  }
  return revised;
}

absl::StatusOr<uint64_t> Rescreener::ForgetOld(
    const fingerprint::Cancellation& stop) {
  return parts_.archive.ForgetBefore(parts_.now() - parts_.retention, stop);
}

}  // namespace earmark::service
