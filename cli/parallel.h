// Work on many items at a time, its results in their order.
#ifndef EARMARK_CLI_PARALLEL_H_
#define EARMARK_CLI_PARALLEL_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace earmark::cli {

// How often ParallelInOrder calls its `tick` while it waits.
inline constexpr std::chrono::milliseconds kTick(250);

// How many files are sent at a time: one for each core, and one more that is
// being read while they are busy.
inline size_t StreamCount() {
  return std::max(1U, std::thread::hardware_concurrency()) + 1;
}

// Calls `work` with 0 .. count-1, on up to `threads` threads, and `emit` with
// each index and its result: in order, on the calling thread, as soon as those
// before are done. `tick` is called on the calling thread every kTick that it
// waits.
template <typename Result>
void ParallelInOrder(size_t count, size_t threads,
                     absl::FunctionRef<Result(size_t)> work,
                     absl::FunctionRef<void(size_t, Result)> emit,
                     absl::FunctionRef<void()> tick) {
  std::mutex mutex;
  std::condition_variable changed;
  size_t next = 0;
  std::map<size_t, Result> done;

  std::vector<std::thread> workers;
  for (size_t i = 0; i < std::min(count, threads); ++i) {
    workers.emplace_back([&] {
      std::unique_lock lock(mutex);
      while (next < count) {
        const size_t index = next++;
        lock.unlock();
        Result result = work(index);
        lock.lock();
        done.emplace(index, std::move(result));
        changed.notify_one();
      }
    });
  }
  for (size_t index = 0; index < count; ++index) {
    std::unique_lock lock(mutex);
    while (
        !changed.wait_for(lock, kTick, [&] { return done.contains(index); })) {
      lock.unlock();
      tick();
      lock.lock();
    }
    Result result = std::move(done.extract(index).mapped());
    lock.unlock();
    emit(index, std::move(result));
  }
  for (std::thread& worker : workers) worker.join();
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_PARALLEL_H_
