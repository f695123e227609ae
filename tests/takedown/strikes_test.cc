#include "takedown/strikes.h"

#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

TEST(StrikesTest, CountUntilTheirLifetimeIsOver) {
  const absl::Time time = absl::FromUnixSeconds(1'800'000'000);
  const StrikeSettings settings;
  const absl::Time end = time + absl::Hours(24 * 90);
  EXPECT_TRUE(Counts(time, time, settings));
  EXPECT_TRUE(Counts(time, end - absl::Nanoseconds(1), settings));
  EXPECT_FALSE(Counts(time, end, settings));
}

TEST(StrikesTest, WarnBeforeTheyRecommendToSuspend) {
  StrikeSettings settings;
  EXPECT_EQ(AdviceFor(0, settings), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor(1, settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(2, settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(3, settings), AccountAdvice::kSuspend);
  settings.suspend_at = 2;
  EXPECT_EQ(AdviceFor(2, settings), AccountAdvice::kSuspend);
}

}  // namespace
}  // namespace earmark::takedown
