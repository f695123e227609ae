#include "service/scan_worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace earmark::service {
namespace {

// Old uploads are forgotten, floods are looked for, and what has become due is
// decided again, at least this often.
constexpr absl::Duration kSweepInterval = absl::Minutes(1);
// What failed is tried again after this.
constexpr absl::Duration kRetryAfter = absl::Seconds(30);
// The lowest priority.
constexpr int kNiceness = 19;

}  // namespace

ScanWorker::ScanWorker(FloodGuard& flood_guard, Rescreener& rescreener,
                       Redecider& redecider, ClaimDesk& claim_desk,
                       ErrorSink on_error)
    : flood_guard_(flood_guard),
      rescreener_(rescreener),
      redecider_(redecider),
      claim_desk_(claim_desk),
      on_error_(std::move(on_error)),
      thread_([this] { Run(); }) {}

ScanWorker::~ScanWorker() {
  {
    const absl::MutexLock lock(&mutex_);
    stop_.Cancel();
  }
  thread_.join();
}

void ScanWorker::Wake() {
  const absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void ScanWorker::Run() {
  // On Linux this sets the priority of the thread alone. When it fails, the
  // work is done at the usual priority.
  static_cast<void>(
      setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness));
  while (!stop_.cancelled()) {
    const absl::Status status = WorkOff();
    const bool failed = !status.ok() && !absl::IsCancelled(status);
    if (failed) on_error_(status);
    Await(failed ? kRetryAfter : kSweepInterval);
  }
}

absl::Status ScanWorker::WorkOff() {
  // Deadlines are the law's: they wait for nothing, and hold nothing up.
  const absl::StatusOr<uint64_t> passed = claim_desk_.PassDeadlines(stop_);
  if (absl::IsCancelled(passed.status())) return passed.status();
  if (!passed.ok()) on_error_(passed.status());
  const absl::StatusOr<uint64_t> forgotten = rescreener_.ForgetOld(stop_);
  if (!forgotten.ok()) return forgotten.status();
  while (true) {
    const absl::StatusOr<uint64_t> flooded = flood_guard_.Sweep(stop_);
    if (!flooded.ok()) return flooded.status();
    // Rights before scans: they are cheap, and people wait for them.
    absl::StatusOr<ScanResult> result = redecider_.DecideNext(stop_);
    if (result.ok() && !result->scanned) result = rescreener_.ScanNext(stop_);
    if (!result.ok()) return result.status();
    if (!result->scanned) return absl::OkStatus();
    if (!result->damage.ok()) on_error_(result->damage);
  }
}

void ScanWorker::Await(absl::Duration longest) {
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(this, &ScanWorker::IsWanted),
                          longest);
  woken_ = false;
}

}  // namespace earmark::service
