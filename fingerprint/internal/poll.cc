#include "fingerprint/internal/poll.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {

absl::Status Poll(std::span<pollfd> waits, absl::Time deadline,
                  const Cancellation* cancellation) {
  std::array<pollfd, kMaxPolled + 1> all{};
  std::copy(waits.begin(), waits.end(), all.begin());
  // poll ignores negative descriptors.
  all[waits.size()] = {
      .fd = cancellation == nullptr ? -1 : cancellation->descriptor(),
      .events = POLLIN,
      .revents = 0};
  while (true) {
    if (cancellation != nullptr && cancellation->cancelled()) {
      return absl::CancelledError("the call was cancelled");
    }
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError("the deadline has passed");
    }
    const timespec timeout = absl::ToTimespec(left);
    const int ready =
        ppoll(all.data(), waits.size() + 1,
              deadline == absl::InfiniteFuture() ? nullptr : &timeout, nullptr);
    if (ready < 0 && errno != EINTR) {
      return absl::InternalError(
          absl::StrFormat("cannot poll: %s", strerror(errno)));
    }
    const bool any =
        std::any_of(all.begin(), all.begin() + waits.size(),
                    [](const pollfd& wait) { return wait.revents != 0; });
    if (ready > 0 && any) {
      std::copy(all.begin(), all.begin() + waits.size(), waits.begin());
      return absl::OkStatus();
    }
  }
}

}  // namespace earmark::fingerprint
