#include "service/explainer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/internal/get_screening.h"
#include "service/resource_name.h"

namespace earmark::service {
namespace {

using fingerprint::MediaFingerprint;
using takedown::Screening;
using takedown::ScreeningId;

// Of all finds of a screening, only so many are aligned again in one call.
constexpr int32_t kMostWithEvidence = 16;

constexpr char kWhatRemains[] =
    "what was found, the scores and the decision remain in the screening";

std::vector<ExplainedFind> FindsOf(const Screening& screening) {
  std::vector<ExplainedFind> finds;
  for (const auto* matches : {&screening.matches, &screening.candidates}) {
    for (const index::Match& match : *matches) {
      ExplainedFind& find = finds.emplace_back();
      find.number = static_cast<int32_t>(finds.size());
      find.match = match;
      find.is_candidate = matches == &screening.candidates;
      find.words = takedown::DescribeMatch(match, find.is_candidate);
    }
  }
  return finds;
}

// `explanation` as it stands in an answer about all finds.
index::Explanation WithoutPoints(index::Explanation explanation) {
  explanation.points.clear();
  explanation.points_left_out = 0;
  explanation.peaks.clear();
  explanation.peaks_left_out = 0;
  explanation.frame_pairs.clear();
  return explanation;
}

}  // namespace

absl::StatusOr<MediaFingerprint> Explainer::UploadOf(
    const Screening& screening) const {
  if (screening.fingerprint) {
    absl::StatusOr<std::optional<MediaFingerprint>> upload =
        parts_.archive.ReadFingerprint(*screening.fingerprint);
    if (!upload.ok()) return upload.status();
    if (*upload) return **std::move(upload);
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the fingerprint of this upload is not kept (its retention "
                   "time has passed, or there is none), so its evidence cannot "
                   "be shown; ",
                   kWhatRemains, ": ", NameOf(screening.id)));
}

absl::StatusOr<index::Explanation> Explainer::EvidenceOf(
    const MediaFingerprint& upload, const index::Match& match) const {
  const absl::StatusOr<std::optional<index::Reference>> reference =
      parts_.catalogue.FindReference(match.work, match.reference);
  if (!reference.ok()) return reference.status();
  if (*reference) {
    const absl::StatusOr<std::optional<MediaFingerprint>> fingerprint =
        parts_.catalogue.FindFingerprint(**reference);
    if (!fingerprint.ok()) return fingerprint.status();
    if (*fingerprint) return index::Explain(upload, **fingerprint, match);
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the work was withdrawn, and the fingerprints of its references are gone "
      "with it, so the evidence cannot be shown again; ",
      kWhatRemains, ": ", NameOf(match.work, match.reference)));
}

absl::StatusOr<ExplainedScreening> Explainer::Explain(const ScreeningId& id,
                                                      int32_t find) const {
  absl::StatusOr<Screening> screening = GetScreening(parts_.ledger, id);
  if (!screening.ok()) return screening.status();
  ExplainedScreening explained;
  explained.screening = *std::move(screening);
  explained.finds = FindsOf(explained.screening);
  const auto count = static_cast<int32_t>(explained.finds.size());
  if (find < 0 || find > count) {
    return absl::InvalidArgumentError(
        count == 0 ? absl::StrCat("find must be 0: nothing was found in ",
                                  NameOf(id), ", got ", find)
                   : absl::StrCat("find must be 1-", count,
                                  ", or 0 for all, got ", find));
  }
  if (explained.finds.empty()) return explained;
  const absl::StatusOr<MediaFingerprint> upload = UploadOf(explained.screening);
  if (!upload.ok()) return upload.status();

  const bool all = find == 0;
  if (!all) explained.finds = {explained.finds[find - 1]};
  for (ExplainedFind& each : explained.finds) {
    if (all && each.number > kMostWithEvidence) {
      each.missing = absl::StrCat("There are many finds: ask for number ",
                                  each.number, " by itself.");
      continue;
    }
    absl::StatusOr<index::Explanation> evidence =
        EvidenceOf(*upload, each.match);
    if (evidence.ok()) {
      each.evidence =
          all ? WithoutPoints(*std::move(evidence)) : *std::move(evidence);
    } else if (all && absl::IsFailedPrecondition(evidence.status())) {
      each.missing = absl::StrCat(evidence.status().message());
    } else {
      return evidence.status();
    }
  }
  return explained;
}

}  // namespace earmark::service
