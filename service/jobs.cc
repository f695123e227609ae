#include "service/jobs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/status.h"

namespace earmark::service {
namespace {

// A retry is asked for within these bounds: sooner is a busy loop, and later
// would leave a queue that has emptied unused.
constexpr absl::Duration kMinRetryAfter = absl::Milliseconds(100);
constexpr absl::Duration kMaxRetryAfter = absl::Seconds(30);

// Each job moves the mean by this share of its difference.
constexpr double kMeanShare = 0.1;

}  // namespace

Jobs::Jobs(std::string name, int threads, int max_queued)
    : name_(std::move(name)),
      max_unfinished_(static_cast<size_t>(threads) +
                      static_cast<size_t>(max_queued)),
      max_queued_(static_cast<size_t>(max_queued)) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

Jobs::~Jobs() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status Jobs::Submit(std::function<void()> job) {
  absl::MutexLock lock(&mutex_);
  if (queue_.size() + running_ >= max_unfinished_) {
    const absl::Duration half_queue =
        mean_ * static_cast<double>(max_queued_ + 1) / 2.0 /
        static_cast<double>(threads_.size());
    return BusyError(
        absl::StrCat("the queue of ", name_,
                     " is full, try again later: it takes ", max_queued_),
        std::clamp(half_queue, kMinRetryAfter, kMaxRetryAfter));
  }
  queue_.push_back(std::move(job));
  return absl::OkStatus();
}

void Jobs::Run() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(this, &Jobs::HasWork));
    if (queue_.empty()) return;
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    mutex_.Unlock();
    const absl::Time start = absl::Now();
    job();
    job = nullptr;
    const absl::Duration taken = absl::Now() - start;
    mutex_.Lock();
    --running_;
    mean_ += (taken - mean_) * kMeanShare;
  }
}

}  // namespace earmark::service
