// The thread that works off the queues of scans and redecisions, passes the
// deadlines of claims, looks for floods and forgets old uploads, behind the
// calls that are answered meanwhile.
#ifndef EARMARK_SERVICE_SCAN_WORKER_H_
#define EARMARK_SERVICE_SCAN_WORKER_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "service/claim_desk.h"
#include "service/flood_guard.h"
#include "service/redecider.h"
#include "service/rescreener.h"

namespace earmark::service {

// Safe for concurrent use.
class ScanWorker {
 public:
  // Is told of errors. What failed is tried again.
  using ErrorSink = std::function<void(const absl::Status&)>;

  // Starts the thread, which the kernel serves after all others. What it
  // refers to must outlive this object; `rescreener` and `redecider` are used
  // by nobody else meanwhile.
  ScanWorker(FloodGuard& flood_guard, Rescreener& rescreener,
             Redecider& redecider, ClaimDesk& claim_desk, ErrorSink on_error);

  // Stops at the next upload; what was not finished is begun again at the next
  // start.
  ~ScanWorker();

  ScanWorker(const ScanWorker&) = delete;
  ScanWorker& operator=(const ScanWorker&) = delete;

  // Says that a queue is not empty.
  void Wake();

 private:
  void Run();
  // Works until the queues are empty. Returns the first error.
  absl::Status WorkOff();
  // Waits until woken or stopped, at most `longest`.
  void Await(absl::Duration longest);
  bool IsWanted() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return woken_ || stop_.cancelled();
  }

  FloodGuard& flood_guard_;
  Rescreener& rescreener_;
  Redecider& redecider_;
  ClaimDesk& claim_desk_;
  const ErrorSink on_error_;
  fingerprint::Cancellation stop_;
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SCAN_WORKER_H_
