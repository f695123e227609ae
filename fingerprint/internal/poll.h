// Waiting that ends: for descriptors, a deadline or a cancellation.
#ifndef EARMARK_FINGERPRINT_INTERNAL_POLL_H_
#define EARMARK_FINGERPRINT_INTERNAL_POLL_H_

#include <poll.h>

#include <span>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"

namespace earmark::fingerprint {

// Most descriptors that Poll waits for.
inline constexpr int kMaxPolled = 3;

// Waits until one of `waits` has an event (its `revents`). Returns kCancelled
// once `cancellation` (may be null) is raised and kDeadlineExceeded once
// `deadline` has passed, in this order, also when there are events.
absl::Status Poll(std::span<pollfd> waits, absl::Time deadline,
                  const Cancellation* cancellation);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_INTERNAL_POLL_H_
