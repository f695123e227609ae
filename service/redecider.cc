#include "service/redecider.h"

#include <optional>
#include <utility>
#include <variant>

#include "service/internal/revise.h"
#include "takedown/revision.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::WorkId;
using takedown::Redecision;
using takedown::Screening;
using takedown::ScreeningId;

// How many are read at once.
constexpr size_t kPageSize = 256;

absl::Status Stopped() {
  return absl::CancelledError("stopped deciding again");
}

}  // namespace

absl::StatusOr<ScanResult> Redecider::DecideNext(
    const fingerprint::Cancellation& stop) {
  const absl::StatusOr<std::optional<Redecision>> due =
      parts_.redecisions.FirstDue(parts_.now());
  if (!due.ok()) return due.status();
  ScanResult result;
  if (!*due) return result;
  const Redecision& redecision = **due;
  result.scanned = true;
  // What was decided on before the rights changed is committed first.
  if (!parts_.in_flight.Await(parts_.in_flight.Now(), stop)) return Stopped();
  const auto* work = std::get_if<WorkId>(&redecision.subject);
  const absl::Status decided =
      work != nullptr ? DecideWork(*work, redecision.cause, stop, result)
                      : DecideOwner(std::get<OwnerId>(redecision.subject),
                                    redecision.cause, stop, result);
  if (!decided.ok()) return decided;
  const absl::Status finished = parts_.redecisions.Finish(redecision);
  if (!finished.ok()) return finished;
  return result;
}

absl::Status Redecider::DecideOwner(const OwnerId& owner,
                                    const std::string& cause,
                                    const fingerprint::Cancellation& stop,
                                    ScanResult& result) {
  std::string from;
  do {
    const absl::StatusOr<index::Page<WorkId>> works =
        parts_.rights.ListWorksOf(owner, from, kPageSize);
    if (!works.ok()) return works.status();
    for (const WorkId& work : works->items) {
      const absl::Status decided = DecideWork(work, cause, stop, result);
      if (!decided.ok()) return decided;
    }
    from = works->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::Status Redecider::DecideWork(const WorkId& work, const std::string& cause,
                                   const fingerprint::Cancellation& stop,
                                   ScanResult& result) {
  std::string from;
  do {
    const absl::StatusOr<index::Page<ScreeningId>> uses =
        parts_.uses.List(work, from, kPageSize);
    if (!uses.ok()) return uses.status();
    for (const ScreeningId& use : uses->items) {
      if (stop.cancelled()) return Stopped();
      const absl::StatusOr<bool> revised = DecideScreening(use, cause);
      if (absl::IsDataLoss(revised.status())) {
        result.damage.Update(revised.status());
        continue;
      }
      if (!revised.ok()) return revised.status();
      result.revised += *revised ? 1 : 0;
    }
    from = uses->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::StatusOr<bool> Redecider::DecideScreening(const ScreeningId& id,
                                                const std::string& cause) {
  return ReviseIfNews(
      parts_.ledger, parts_.now, id, cause,
      [&](const Screening& screening) -> absl::StatusOr<takedown::Outcome> {
        absl::StatusOr<takedown::Decision> decision =
            parts_.decider.DecideAgain(screening);
        if (!decision.ok()) return decision.status();
        return takedown::Outcome{.matches = screening.matches,
                                 .candidates = screening.candidates,
                                 .decision = *std::move(decision)};
      });
}

}  // namespace earmark::service
