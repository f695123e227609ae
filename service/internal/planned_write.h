// Changes that are worked out from the present state, and worked out again when
// somebody else was first.
#ifndef EARMARK_SERVICE_INTERNAL_PLANNED_WRITE_H_
#define EARMARK_SERVICE_INTERNAL_PLANNED_WRITE_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "index/store.h"
#include "service/request_key.h"
#include "takedown/ledger.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// A change that is worked out but not made.
template <typename T>
struct Plan {
  // What is there afterwards.
  T result;
  // Left empty: there is nothing to do.
  std::optional<index::Batch> batch;
};

// What changes are committed by.
struct Committer {
  takedown::Ledger& ledger;
  const takedown::Clock& now;
  // Called when something was committed: scans, or redecisions, may be due.
  const std::function<void()>& on_change;
};

// Commits what `plan` works out from the present state, and works it out again
// when somebody else was first. `plan` is told whether the request was
// committed before; then it only reads. Returns its errors, and those of
// Ledger::Commit.
template <typename T>
absl::StatusOr<T> WritePlanned(
    const Committer& committer, takedown::EventKind kind,
    const std::string& resource, const RequestKey& request,
    absl::FunctionRef<absl::StatusOr<Plan<T>>(bool committed)> plan) {
  // Another writer that is first this often in a row, within the milliseconds
  // of a write, means that something else is wrong.
  constexpr int kMaxAttempts = 8;
  for (int attempt = 1;; ++attempt) {
    const auto was_committed = [&] {
      return committer.ledger.WasCommitted(request.id, request.digest);
    };
    const absl::StatusOr<bool> committed = was_committed();
    if (!committed.ok()) return committed.status();
    absl::StatusOr<Plan<T>> planned = plan(*committed);
    if (!planned.ok()) {
      // A repeat of the request may have been first just now, so that the state
      // was not what it was made for.
      const absl::StatusOr<bool> repeated = was_committed();
      if (!*committed && repeated.ok() && *repeated) continue;
      return planned.status();
    }
    if (!planned->batch) return std::move(planned->result);
    const absl::Status status = committer.ledger.Commit(
        *planned->batch,
        {kind, resource, committer.now(), request.id, request.digest});
    if (status.ok()) {
      committer.on_change();
      return std::move(planned->result);
    }
    if (!absl::IsAborted(status) || attempt == kMaxAttempts) return status;
  }
}

// OK if `expected` is the present revision, or nothing is expected; else
// kAborted.
inline absl::Status CheckRevision(const std::string& name,
                                  std::optional<int64_t> expected,
                                  int64_t present) {
  if (!expected || *expected == present) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(
      "etag of ", name, " is stale: it is now \"", present, "\", got \"",
      *expected, "\"; get it, look at what changed, and try again"));
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_PLANNED_WRITE_H_
