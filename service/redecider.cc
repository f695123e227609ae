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
  Pass pass;
  if (!*due) return pass.result;
  const Redecision& redecision = **due;
  pass.result.scanned = true;
  // What was decided on before the rights changed is committed first.
  if (!parts_.in_flight.Await(parts_.in_flight.Now(), stop)) return Stopped();
  const auto* work = std::get_if<WorkId>(&redecision.subject);
  const absl::Status decided =
      work != nullptr ? DecideWork(*work, redecision.cause, stop, pass)
                      : DecideOwner(std::get<OwnerId>(redecision.subject),
                                    redecision.cause, stop, pass);
  if (!decided.ok()) return decided;
  const absl::Status finished = parts_.redecisions.Finish(
      redecision, {pass.following.begin(), pass.following.end()});
  if (!finished.ok()) return finished;
  return pass.result;
}

absl::Status Redecider::DecideOwner(const OwnerId& owner,
                                    const std::string& cause,
                                    const fingerprint::Cancellation& stop,
                                    Pass& pass) {
  std::string from;
  do {
    const absl::StatusOr<index::Page<WorkId>> works =
        parts_.rights.ListWorksOf(owner, from, kPageSize);
    if (!works.ok()) return works.status();
    for (const WorkId& work : works->items) {
      const absl::Status decided = DecideWork(work, cause, stop, pass);
      if (!decided.ok()) return decided;
    }
    from = works->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::Status Redecider::DecideWork(const WorkId& work, const std::string& cause,
                                   const fingerprint::Cancellation& stop,
                                   Pass& pass) {
  std::string from;
  do {
    const absl::StatusOr<index::Page<ScreeningId>> uses =
        parts_.uses.List(work, from, kPageSize);
    if (!uses.ok()) return uses.status();
    for (const ScreeningId& use : uses->items) {
      if (stop.cancelled()) return Stopped();
      const absl::StatusOr<bool> revised = DecideScreening(use, cause, pass);
      if (absl::IsDataLoss(revised.status())) {
        pass.result.damage.Update(revised.status());
        continue;
      }
      if (!revised.ok()) return revised.status();
      pass.result.revised += *revised ? 1 : 0;
    }
    from = uses->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::StatusOr<bool> Redecider::DecideScreening(const ScreeningId& id,
                                                const std::string& cause,
                                                Pass& pass) {
  return ReviseIfNews(parts_.ledger, parts_.rights, parts_.now, id, cause,
                      [&](const Screening& screening) {
                        absl::StatusOr<takedown::Outcome> outcome =
                            parts_.decider.DecideAgain(screening);
                        if (outcome.ok()) {
                          pass.following.insert(outcome->redecisions.begin(),
                                                outcome->redecisions.end());
                        }
                        return outcome;
                      });
}

}  // namespace earmark::service
