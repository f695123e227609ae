// Tells ThreadSanitizer what orders threads in libraries that Debian builds
// without it: the locks of Abseil, and batches of gRPC. It would report
// whatever they guard as a race. Linked into each program of the preset `tsan`
// alone; the programs' definitions stand before those of the shared libraries,
// and call them.
//
// What a condition of Abseil reads, others may read for the waiting thread:
// reads are ignored meanwhile.
#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/synchronization/mutex.h"

extern "C" {

// Of ThreadSanitizer's run time, which has no header for them.
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);

// What those libraries do with memory themselves cannot be judged.
const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1";
}

}  // extern "C"

namespace {

class IgnoreReads {
 public:
  IgnoreReads() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreReads() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
  IgnoreReads(const IgnoreReads&) = delete;
  IgnoreReads& operator=(const IgnoreReads&) = delete;
};

// The library's own definition of a mangled symbol.
template <typename Function>
Function* Next(const char* symbol) {
  void* const found = dlsym(RTLD_NEXT, symbol);
  if (found == nullptr) {
    std::fprintf(stderr, "tsan: no library has %s\n", symbol);
    std::abort();
  }
  return reinterpret_cast<Function*>(found);
}

// gRPC has tags of its own that are small numbers.
bool IsAddress(const void* tag) {
  return reinterpret_cast<uintptr_t>(tag) > UINT16_MAX;
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static auto* const next = Next<void(Mutex*)>("_ZN4absl7debian35Mutex4LockEv");
  {
    const IgnoreReads ignore;
    next(this);
  }
  __tsan_acquire(this);
}

void Mutex::Unlock() {
  static auto* const next =
      Next<void(Mutex*)>("_ZN4absl7debian35Mutex6UnlockEv");
  __tsan_release(this);
  const IgnoreReads ignore;
  next(this);
}

void Mutex::ReaderLock() {
  static auto* const next =
      Next<void(Mutex*)>("_ZN4absl7debian35Mutex10ReaderLockEv");
  {
    const IgnoreReads ignore;
    next(this);
  }
  __tsan_acquire(this);
}

void Mutex::ReaderUnlock() {
  static auto* const next =
      Next<void(Mutex*)>("_ZN4absl7debian35Mutex12ReaderUnlockEv");
  __tsan_release(this);
  const IgnoreReads ignore;
  next(this);
}

bool Mutex::TryLock() {
  static auto* const next =
      Next<bool(Mutex*)>("_ZN4absl7debian35Mutex7TryLockEv");
  const bool held = next(this);
  if (held) __tsan_acquire(this);
  return held;
}

bool Mutex::ReaderTryLock() {
  static auto* const next =
      Next<bool(Mutex*)>("_ZN4absl7debian35Mutex13ReaderTryLockEv");
  const bool held = next(this);
  if (held) __tsan_acquire(this);
  return held;
}

void Mutex::LockWhen(const Condition& condition) {
  static auto* const next = Next<void(Mutex*, const Condition&)>(
      "_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE");
  {
    const IgnoreReads ignore;
    next(this, condition);
  }
  __tsan_acquire(this);
}

void Mutex::Await(const Condition& condition) {
  static auto* const next = Next<void(Mutex*, const Condition&)>(
      "_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE");
  __tsan_release(this);
  {
    const IgnoreReads ignore;
    next(this, condition);
  }
  __tsan_acquire(this);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static auto* const next = Next<bool(Mutex*, const Condition&, Duration)>(
      "_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_"
      "8DurationE");
  __tsan_release(this);
  bool holds = false;
  {
    const IgnoreReads ignore;
    holds = next(this, condition, timeout);
  }
  __tsan_acquire(this);
  return holds;
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static auto* const next = Next<bool(Mutex*, const Condition&, Time)>(
      "_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  __tsan_release(this);
  bool holds = false;
  {
    const IgnoreReads ignore;
    holds = next(this, condition, deadline);
  }
  __tsan_acquire(this);
  return holds;
}

void CondVar::Wait(Mutex* mutex) {
  static auto* const next = Next<void(CondVar*, Mutex*)>(
      "_ZN4absl7debian37CondVar4WaitEPNS0_5MutexE");
  __tsan_release(mutex);
  {
    const IgnoreReads ignore;
    next(this, mutex);
  }
  __tsan_acquire(mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static auto* const next = Next<bool(CondVar*, Mutex*, Duration)>(
      "_ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  __tsan_release(mutex);
  bool timed_out = false;
  {
    const IgnoreReads ignore;
    timed_out = next(this, mutex, timeout);
  }
  __tsan_acquire(mutex);
  return timed_out;
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static auto* const next = Next<bool(CondVar*, Mutex*, Time)>(
      "_ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  __tsan_release(mutex);
  bool timed_out = false;
  {
    const IgnoreReads ignore;
    timed_out = next(this, mutex, deadline);
  }
  __tsan_acquire(mutex);
  return timed_out;
}

ABSL_NAMESPACE_END
}  // namespace absl

extern "C" {

// Whoever is told that a batch is done sees what was done before it began.
grpc_call_error grpc_call_start_batch(grpc_call* call,
                                      const grpc_op* operations, size_t count,
                                      void* tag, void* reserved) {
  static auto* const next =
      Next<grpc_call_error(grpc_call*, const grpc_op*, size_t, void*, void*)>(
          "grpc_call_start_batch");
  if (IsAddress(tag)) __tsan_release(tag);
  return next(call, operations, count, tag, reserved);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue,
                                      gpr_timespec deadline, void* reserved) {
  static auto* const next =
      Next<grpc_event(grpc_completion_queue*, gpr_timespec, void*)>(
          "grpc_completion_queue_next");
  const grpc_event event = next(queue, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE && IsAddress(event.tag)) {
    __tsan_acquire(event.tag);
  }
  return event;
}

}  // extern "C"
