#include "service/flood_guard.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/redecision.h"

namespace earmark::service {
namespace {

using takedown::FloodCounts;
using takedown::ReferenceRights;

// A sweep is due when so many finds of one reference were noted as are this
// part of a flood.
constexpr int64_t kSweepsPerFlood = 10;

std::string CauseOf(const std::string& reference, const FloodCounts& counts) {
  return absl::StrCat("The recording ", reference,
                      " was put in quarantine, as uploads of ", counts.last_day,
                      " accounts were found to hold it within a day, and of ",
                      counts.week_before, " in the week before.");
}

}  // namespace

const FloodGuard::Noted& FloodGuard::Merge(const ReferenceKey& reference,
                                           const Noted& noted) {
  Noted& sum = noted_[reference];
  sum.finds += noted.finds;
  sum.earliest = std::min(sum.earliest, noted.earliest);
  return sum;
}

void FloodGuard::Note(const std::vector<index::Match>& matches,
                      absl::Time upload_time) {
  if (parts_.settings.fewest_accounts <= 0 || matches.empty()) return;
  bool due = false;
  {
    const absl::MutexLock lock(&mutex_);
    for (const index::Match& match : matches) {
      const Noted& noted = Merge({match.work, match.reference},
                                 {.finds = 1, .earliest = upload_time});
      due = due ||
            noted.finds * kSweepsPerFlood >= parts_.settings.fewest_accounts;
    }
  }
  if (due) parts_.on_due();
}

absl::StatusOr<uint64_t> FloodGuard::Sweep(
    const fingerprint::Cancellation& stop) {
  std::map<ReferenceKey, Noted> noted;
  {
    const absl::MutexLock lock(&mutex_);
    noted.swap(noted_);
  }
  uint64_t quarantined = 0;
  while (!noted.empty()) {
    const auto& [reference, finds] = *noted.begin();
    const absl::StatusOr<bool> flooded =
        stop.cancelled() ? absl::CancelledError("the sweep was stopped")
                         : Check(reference, finds.earliest);
    if (!flooded.ok()) {
      const absl::MutexLock lock(&mutex_);
      for (const auto& [left, more] : noted) Merge(left, more);
      return flooded.status();
    }
    quarantined += *flooded ? 1 : 0;
    noted.erase(noted.begin());
  }
  return quarantined;
}

absl::StatusOr<bool> FloodGuard::Check(const ReferenceKey& reference,
                                       absl::Time earliest) {
  const index::WorkId& work = reference.first;
  const index::ReferenceId& id = reference.second;
  const absl::Time now = parts_.now();
  const absl::StatusOr<ReferenceRights> rights =
      parts_.rights.FindReferenceRights(work, id);
  if (!rights.ok()) return rights.status();
  if (!IsGuarded(*rights, now)) return false;
  const absl::Time week =
      now - takedown::kFloodDay * (1 + takedown::kFloodBaselineDays);
  const absl::StatusOr<FloodCounts> counts =
      parts_.uses.CountAccounts(work, id, std::min(earliest, week), now);
  if (!counts.ok()) return counts.status();
  if (!IsFlood(*counts, parts_.settings)) return false;
  const std::string name = NameOf(work, id);
  return WritePlanned<bool>(
      {parts_.ledger, parts_.now, parts_.on_due},
      takedown::EventKind::kReferenceQuarantined, name, RequestKey(),
      [&](bool) -> absl::StatusOr<Plan<bool>> {
        const absl::StatusOr<ReferenceRights> before =
            parts_.rights.FindReferenceRights(work, id);
        if (!before.ok()) return before.status();
        if (!IsGuarded(*before, now)) return Plan<bool>{false, std::nullopt};
        ReferenceRights after = *before;
        after.quarantine_time = now;
        ++after.revision;
        index::Batch batch;
        parts_.rights.SetReferenceRights(work, id, *before, after, batch);
        takedown::Redecisions::Add({now, work, CauseOf(name, *counts)}, batch);
        return Plan<bool>{true, std::move(batch)};
      });
}

}  // namespace earmark::service
