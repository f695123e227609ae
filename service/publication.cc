#include "service/publication.h"

#include "absl/strings/str_cat.h"
#include "service/internal/claim_act.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::service {
namespace {

using takedown::EventKind;
using takedown::Screening;
using takedown::ScreeningId;
using Edit = ScreeningChanger::Edit;

}  // namespace

absl::StatusOr<Screening> Publication::Withdraw(const ScreeningId& id,
                                                const RequestKey& request) {
  return parts_.changer.Change(
      id, EventKind::kUploadWithdrawn, NameOf(id), request,
      [&](const Screening& before) -> absl::StatusOr<std::optional<Edit>> {
        if (before.withdraw_time) return std::nullopt;
        const absl::Time now = parts_.now();
        Edit edit{.screening = before, .cause = ""};
        edit.screening.withdraw_time = now;
        for (takedown::Claim& claim : edit.screening.claims) {
          if (takedown::IsOver(claim.standing.state)) continue;
          const absl::Status expired =
              Apply({.event = takedown::ClaimEvent::kExpiry,
                     .actor = takedown::ClaimActor::kClock},
                    now, parts_.clocks, claim);
          if (!expired.ok()) return expired;
        }
        return edit;
      });
}

absl::StatusOr<Screening> Publication::SetTerritories(
    const ScreeningId& id, const takedown::TerritorySet& territories,
    std::optional<int64_t> revision, const RequestKey& request) {
  return parts_.changer.Change(
      id, EventKind::kTerritoriesChanged, NameOf(id), request,
      [&](const Screening& before) -> absl::StatusOr<std::optional<Edit>> {
        if (before.facts.territories == territories) return std::nullopt;
        const absl::Status fresh =
            CheckRevision(NameOf(id), revision, before.decision.revision);
        if (!fresh.ok()) return fresh;
        Edit edit{.screening = before,
                  .cause =
                      "The platform publishes the upload in other "
                      "territories."};
        edit.screening.facts.territories = territories;
        return edit;
      });
}

absl::StatusOr<Screening> Publication::Acknowledge(const ScreeningId& id,
                                                   int revision,
                                                   const RequestKey& request) {
  return parts_.changer.Change(
      id, EventKind::kDecisionAcknowledged, NameOf(id), request,
      [&](const Screening& before) -> absl::StatusOr<std::optional<Edit>> {
        const int newest = before.decision.revision;
        if (revision < 1 || revision > newest) {
          return absl::InvalidArgumentError(
              absl::StrCat("revision of ", NameOf(id), " must be from 1 to ",
                           newest, ", got ", revision));
        }
        if (revision <= before.acknowledged_revision) return std::nullopt;
        Edit edit{.screening = before, .cause = "", .decide = false};
        edit.screening.acknowledged_revision = revision;
        return edit;
      });
}

}  // namespace earmark::service
