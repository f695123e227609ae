#include "service/in_flight.h"

namespace earmark::service {
namespace {

// How long a raised flag may go unnoticed.
constexpr absl::Duration kGlance = absl::Milliseconds(100);

}  // namespace

uint64_t InFlight::Enter() {
  const absl::MutexLock lock(&mutex_);
  entries_.insert(next_);
  return next_++;
}

void InFlight::Leave(uint64_t number) {
  const absl::MutexLock lock(&mutex_);
  entries_.erase(number);
}

InFlight::Moment InFlight::Now() {
  const absl::MutexLock lock(&mutex_);
  return Moment{next_};
}

bool InFlight::Await(Moment moment, const fingerprint::Cancellation& stop) {
  const absl::MutexLock lock(&mutex_);
  const auto ended = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return entries_.empty() ||
           *entries_.begin() >= static_cast<uint64_t>(moment);
  };
  while (true) {
    if (ended()) return true;
    if (stop.cancelled()) return false;
    mutex_.AwaitWithTimeout(absl::Condition(&ended), kGlance);
  }
}

}  // namespace earmark::service
