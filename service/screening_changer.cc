#include "service/screening_changer.h"

#include "service/internal/count_claims.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/redecision.h"
#include "takedown/revision.h"
#include "takedown/time_words.h"

namespace earmark::service {
namespace {

using takedown::Screening;

}  // namespace

absl::StatusOr<Screening> ScreeningChanger::Decide(const Screening& before,
                                                   Edit edit, absl::Time now,
                                                   index::Batch& batch) const {
  Screening& changed = edit.screening;
  if (!edit.decide || changed.withdraw_time) return std::move(changed);
  absl::StatusOr<takedown::Outcome> outcome =
      parts_.decider.DecideAgain(changed);
  if (!outcome.ok()) return outcome.status();
  takedown::Redecisions::Add(outcome->redecisions, batch);
  if (changed.verdicts == before.verdicts &&
      !takedown::IsNews(changed, *outcome)) {
    changed.claims = std::move(outcome->claims);
    return std::move(changed);
  }
  return takedown::Revise(changed, *std::move(outcome), now,
                          std::move(edit.cause));
}

absl::StatusOr<Screening> ScreeningChanger::Change(
    const takedown::ScreeningId& id, takedown::EventKind kind,
    const std::string& resource, const RequestKey& request,
    MakeEdit make_edit) const {
  bool lost_trust = false;
  const std::function<void()> on_change = [&] {
    if (lost_trust) parts_.on_change();
  };
  return WritePlanned<Screening>(
      {parts_.ledger, parts_.now, on_change}, kind, resource, request,
      [&](bool committed) -> absl::StatusOr<Plan<Screening>> {
        absl::StatusOr<Screening> before = GetScreening(parts_.ledger, id);
        if (!before.ok()) return before.status();
        if (committed) return Plan<Screening>{*std::move(before), std::nullopt};
        absl::StatusOr<std::optional<Edit>> edit = make_edit(*before);
        if (!edit.ok()) return edit.status();
        if (!*edit) return Plan<Screening>{*std::move(before), std::nullopt};
        if (before->withdraw_time && !(*edit)->after_withdrawal) {
          return absl::FailedPreconditionError(
              absl::StrCat("the upload of ", NameOf(id), " was withdrawn at ",
                           takedown::TimeWords(*before->withdraw_time),
                           ": nothing is decided on it any more"));
        }

        const absl::Time now = parts_.now();
        index::Batch batch;
        absl::StatusOr<Screening> decided =
            Decide(*before, *std::move(*edit), now, batch);
        if (!decided.ok()) return decided.status();
        Screening& after = *decided;
        const absl::StatusOr<bool> lost =
            CountClaims(parts_.rights, *before, after, now, batch);
        if (!lost.ok()) return lost.status();
        lost_trust = *lost;
        const absl::Status added =
            parts_.ledger.AddRevision(*before, after, batch);
        if (!added.ok()) return added;
        return Plan<Screening>{*std::move(decided), std::move(batch)};
      });
}

}  // namespace earmark::service
