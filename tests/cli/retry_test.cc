#include "cli/retry.h"

#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

// Answers `failures` times with `failure`, then with 7; counts its attempts.
absl::StatusOr<int> Retry(int failures, const absl::Status& failure,
                          int& attempts) {
  return RetryAborted<int>([&]() -> absl::StatusOr<int> {
    if (++attempts <= failures) return failure;
    return 7;
  });
}

TEST(RetryTest, StaleEtagIsTriedAgain) {
  int attempts = 0;
  EXPECT_EQ(*Retry(4, absl::AbortedError("stale"), attempts), 7);
  EXPECT_EQ(attempts, 5);
}

TEST(RetryTest, FiveTimesAreEnough) {
  int attempts = 0;
  EXPECT_TRUE(absl::IsAborted(
      Retry(100, absl::AbortedError("stale"), attempts).status()));
  EXPECT_EQ(attempts, 5);
}

TEST(RetryTest, OtherErrorsAreReturnedAtOnce) {
  int attempts = 0;
  EXPECT_TRUE(absl::IsNotFound(
      Retry(1, absl::NotFoundError("gone"), attempts).status()));
  EXPECT_EQ(attempts, 1);
}

}  // namespace
}  // namespace earmark::cli
