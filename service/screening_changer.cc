#include "service/screening_changer.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/owner_trust.h"
#include "takedown/redecision.h"
#include "takedown/revision.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using takedown::Claim;
using takedown::ClaimEffect;
using takedown::ClaimRecord;
using takedown::Owner;
using takedown::Screening;

// How much the effects add to a record.
void Count(const std::vector<ClaimEffect>& effects, ClaimRecord& record) {
  for (const ClaimEffect effect : effects) {
    switch (effect) {
      case ClaimEffect::kCountUpheld:
        ++record.upheld;
        break;
      case ClaimEffect::kUncountUpheld:
        --record.upheld;
        break;
      case ClaimEffect::kCountOverturned:
        ++record.overturned;
        break;
      case ClaimEffect::kUncountOverturned:
        --record.overturned;
        break;
      default:
        break;
    }
  }
}

// By owner, what the claims add to its record.
std::map<OwnerId, ClaimRecord> AddedRecords(const Screening& before,
                                            const Screening& after) {
  std::map<OwnerId, ClaimRecord> added;
  for (size_t i = 0; i < before.claims.size(); ++i) {
    const Claim& claim = after.claims[i];
    Count(takedown::EffectsOf(before.claims[i].standing, claim.standing),
          added[claim.owner]);
  }
  std::erase_if(
      added, [](const auto& entry) { return entry.second == ClaimRecord(); });
  return added;
}

}  // namespace

absl::StatusOr<bool> ScreeningChanger::CountClaims(const Screening& before,
                                                   const Screening& after,
                                                   absl::Time now,
                                                   index::Batch& batch) const {
  bool lost_trust = false;
  for (const auto& [id, added] : AddedRecords(before, after)) {
    const absl::StatusOr<std::optional<Owner>> found =
        parts_.rights.FindOwner(id);
    if (!found.ok()) return found.status();
    if (!*found) {
      return absl::DataLossError(
          absl::StrCat("the database lacks an owner: ", id.value));
    }
    Owner owner = **found;
    owner.claims.upheld += added.upheld;
    owner.claims.overturned += added.overturned;
    if (owner.trust == Owner::Trust::kTrusted && added.overturned > 0 &&
        takedown::TrustIn(owner.claims) < takedown::kLeastTrust) {
      owner.trust = Owner::Trust::kProbation;
      lost_trust = true;
      takedown::Redecisions::Add(
          {now, id,
           absl::StrCat("The owner \"", id.value,
                        "\" was put on probation, as ", owner.claims.overturned,
                        " of its claims were "
                        "overturned, and ",
                        owner.claims.upheld, " upheld.")},
          batch);
    }
    owner.update_time = now;
    ++owner.revision;
    parts_.rights.UpdateOwner(**found, owner, batch);
  }
  return lost_trust;
}

absl::StatusOr<Screening> ScreeningChanger::Decide(const Screening& before,
                                                   Edit edit, absl::Time now,
                                                   index::Batch& batch) const {
  Screening& changed = edit.screening;
  if (!edit.decide) return std::move(changed);
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
        if (before->withdraw_time) {
          return absl::FailedPreconditionError(absl::StrCat(
              "the upload of ", NameOf(id), " was withdrawn at ",
              absl::FormatTime(absl::RFC3339_sec, *before->withdraw_time,
                               absl::UTCTimeZone()),
              ": nothing is decided on it any more"));
        }

        const absl::Time now = parts_.now();
        index::Batch batch;
        absl::StatusOr<Screening> decided =
            Decide(*before, *std::move(*edit), now, batch);
        if (!decided.ok()) return decided.status();
        Screening& after = *decided;
        const absl::StatusOr<bool> lost =
            CountClaims(*before, after, now, batch);
        if (!lost.ok()) return lost.status();
        lost_trust = *lost;
        const absl::Status added =
            parts_.ledger.AddRevision(*before, after, batch);
        if (!added.ok()) return added;
        return Plan<Screening>{*std::move(decided), std::move(batch)};
      });
}

}  // namespace earmark::service
