// A bounded queue and its threads, for work that may block: gRPC's own threads
// must not.
#ifndef EARMARK_SERVICE_JOBS_H_
#define EARMARK_SERVICE_JOBS_H_

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace earmark::service {

// Safe for concurrent use.
class Jobs {
 public:
  // `name` stands in the error of a full queue; `max_queued` jobs may wait
  // beyond the `threads` that run.
  Jobs(std::string name, int threads, int max_queued);

  // Runs what is queued, then ends the threads.
  ~Jobs();

  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // Runs `job` on one of the threads, in the order of submission. When the
  // queue is full, returns a BusyError (status.h) and drops `job`; it asks for
  // a retry after about the time in which half the queue is worked off.
  absl::Status Submit(std::function<void()> job);

 private:
  void Run();
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  }

  const std::string name_;
  const size_t max_unfinished_;
  const size_t max_queued_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Mean time of a job, newer jobs counting more.
  absl::Duration mean_ ABSL_GUARDED_BY(mutex_) = absl::Seconds(1);
  std::vector<std::thread> threads_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_JOBS_H_
