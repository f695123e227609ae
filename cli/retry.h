// Tries again what somebody else got in the way of.
#ifndef EARMARK_CLI_RETRY_H_
#define EARMARK_CLI_RETRY_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace earmark::cli {

// Gets, changes and sets by `attempt`, and again while that returns kAborted (a
// stale etag): five times at most.
template <typename Result>
absl::StatusOr<Result> RetryAborted(
    absl::FunctionRef<absl::StatusOr<Result>()> attempt) {
  constexpr int kAttempts = 5;
  for (int i = 1; i < kAttempts; ++i) {
    absl::StatusOr<Result> result = attempt();
    if (result.ok() || !absl::IsAborted(result.status())) return result;
  }
  return attempt();
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_RETRY_H_
