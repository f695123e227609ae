#include "cli/parallel.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(ParallelInOrderTest, ResultsComeInTheOrderOfTheItems) {
  constexpr size_t kCount = 1000;
  std::vector<size_t> order;
  ParallelInOrder<size_t>(
      kCount, 8, [](size_t i) { return i * i; },
      [&](size_t i, size_t square) {
        EXPECT_EQ(square, i * i);
        order.push_back(i);
      },
      [] {});
  ASSERT_EQ(order.size(), kCount);
  for (size_t i = 0; i < kCount; ++i) EXPECT_EQ(order[i], i);
}

TEST(ParallelInOrderTest, ItemsAreWorkedOnAtTheSameTime) {
  std::mutex mutex;
  std::condition_variable changed;
  size_t inside = 0;
  // Each waits for the others: this ends only if all run at once.
  ParallelInOrder<bool>(
      4, 4,
      [&](size_t) {
        std::unique_lock lock(mutex);
        ++inside;
        changed.notify_all();
        changed.wait(lock, [&] { return inside == 4; });
        return true;
      },
      [](size_t, bool) {}, [] {});
  EXPECT_EQ(inside, 4u);
}

TEST(ParallelInOrderTest, NothingIsDoneForNoItems) {
  ParallelInOrder<int>(
      0, 4,
      [](size_t) {
        ADD_FAILURE();
        return 0;
      },
      [](size_t, int) { ADD_FAILURE(); }, [] {});
}

TEST(ParallelInOrderTest, NoMoreThreadsThanAllowedAreInside) {
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  ParallelInOrder<int>(
      200, 3,
      [&](size_t) {
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        --inside;
        return 0;
      },
      [](size_t, int) {}, [] {});
  EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace earmark::cli
