#include "service/jobs.h"

#include <atomic>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/status.h"

namespace earmark::service {
namespace {

TEST(JobsTest, RunsInTheOrderOfSubmission) {
  std::vector<int> done;
  {
    Jobs jobs("jobs", 1, 100);
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(jobs.Submit([&done, i] { done.push_back(i); }).ok());
    }
  }
  ASSERT_EQ(done.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[i], i);
}

TEST(JobsTest, FullQueueAsksForARetry) {
  absl::Notification release;
  std::atomic<int> done = 0;
  {
    Jobs jobs("uploads", 2, 3);
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(jobs.Submit([&] {
                        release.WaitForNotification();
                        ++done;
                      })
                      .ok())
          << i;
    }
    const absl::Status full = jobs.Submit([&] { ++done; });
    EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(full.message()), testing::HasSubstr("uploads"));
    ASSERT_TRUE(RetryAfter(full).has_value());
    EXPECT_GE(*RetryAfter(full), absl::Milliseconds(100));
    EXPECT_LE(*RetryAfter(full), absl::Seconds(30));
    release.Notify();
  }
  EXPECT_EQ(done, 5);
}

TEST(JobsTest, RoomComesBack) {
  Jobs jobs("jobs", 1, 0);
  for (int i = 0; i < 100; ++i) {
    absl::Notification ran;
    // The thread needs a moment after a job before it counts as idle.
    while (!jobs.Submit([&] { ran.Notify(); }).ok()) std::this_thread::yield();
    ran.WaitForNotification();
  }
}

TEST(JobsTest, JobsRunSideBySide) {
  absl::Notification first;
  absl::Notification second;
  Jobs jobs("jobs", 2, 0);
  ASSERT_TRUE(jobs.Submit([&] {
                    first.Notify();
                    second.WaitForNotification();
                  })
                  .ok());
  ASSERT_TRUE(jobs.Submit([&] {
                    first.WaitForNotification();
                    second.Notify();
                  })
                  .ok());
  second.WaitForNotification();
}

}  // namespace
}  // namespace earmark::service
