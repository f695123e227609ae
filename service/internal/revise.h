// How an upload that is looked at again gets the next revision of its decision.
#ifndef EARMARK_SERVICE_INTERNAL_REVISE_H_
#define EARMARK_SERVICE_INTERNAL_REVISE_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/internal/count_claims.h"
#include "takedown/ledger.h"
#include "takedown/redecision.h"
#include "takedown/revision.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Commits what `look` makes of the screening as its next revision, because of
// `cause`, if that is news, with what it means for the owners' records; looks
// again when somebody else was first. Returns whether there was news (none of a
// screening that is not there, or whose upload was withdrawn), and the errors
// of `look`, of CountClaims and of the ledger.
inline absl::StatusOr<bool> ReviseIfNews(
    takedown::Ledger& ledger, const takedown::Rights& rights,
    const takedown::Clock& now, const takedown::ScreeningId& id,
    const std::string& cause,
    absl::FunctionRef<
        absl::StatusOr<takedown::Outcome>(const takedown::Screening&)>
        look) {
  // Somebody else who is first this often in a row means that something else
  // is wrong.
  constexpr int kMaxAttempts = 8;
  for (int attempt = 1;; ++attempt) {
    const absl::StatusOr<std::optional<takedown::Screening>> screening =
        ledger.FindScreening(id);
    if (!screening.ok()) return screening.status();
    if (!*screening || (*screening)->withdraw_time) return false;
    absl::StatusOr<takedown::Outcome> outcome = look(**screening);
    if (!outcome.ok()) return outcome.status();
    if (!takedown::IsNews(**screening, *outcome)) return false;
    index::Batch batch;
    takedown::Redecisions::Add(outcome->redecisions, batch);
    const absl::Time time = now();
    const takedown::Screening revised =
        takedown::Revise(**screening, *std::move(outcome), time, cause);
    // A decision overturns no claim, so that nobody loses its trust by it.
    const absl::Status counted =
        CountClaims(rights, **screening, revised, time, batch).status();
    if (!counted.ok()) return counted;
    const absl::Status committed =
        ledger.CommitRevision(**screening, revised, std::move(batch));
    if (committed.ok()) return true;
    if (!absl::IsAborted(committed) || attempt == kMaxAttempts) {
      return committed;
    }
  }
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_REVISE_H_
