#include "takedown/flood.h"

#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(IsFloodTest, TakesManyAccountsAndASuddenRise) {
  const FloodSettings settings{.fewest_accounts = 100, .factor = 10};
  struct Case {
    FloodCounts counts;
    bool is_flood;
  };
  for (const auto& [counts, is_flood] : {
           Case{{.last_day = 0, .week_before = 0}, false},
           // A reference that was never found before.
           Case{{.last_day = 99, .week_before = 0}, false},
           Case{{.last_day = 100, .week_before = 0}, true},
           // Ten times the mean of a day is not more than ten times.
           Case{{.last_day = 100, .week_before = 70}, false},
           Case{{.last_day = 101, .week_before = 70}, true},
           // A hit, day by day.
           Case{{.last_day = 100'000, .week_before = 700'000}, false},
           Case{{.last_day = 100'000, .week_before = 69'999}, true},
       }) {
    EXPECT_EQ(IsFlood(counts, settings), is_flood)
        << counts.last_day << " after " << counts.week_before;
  }
}

TEST(IsFloodTest, NothingIsAFloodWhenItIsSwitchedOff) {
  EXPECT_FALSE(IsFlood({.last_day = 1'000'000, .week_before = 0},
                       {.fewest_accounts = 0, .factor = 0}));
}

TEST(IsGuardedTest, LeavesAloneWhatIsHeldOrWasLetGoLately) {
  EXPECT_TRUE(IsGuarded({}, kNow));
  EXPECT_FALSE(IsGuarded({.quarantine_time = kNow}, kNow));
  const ReferenceRights released{.release_time = kNow};
  EXPECT_FALSE(IsGuarded(released, kNow));
  EXPECT_FALSE(
      IsGuarded(released, kNow + kReleaseHolds - absl::Microseconds(1)));
  EXPECT_TRUE(IsGuarded(released, kNow + kReleaseHolds));
}

TEST(IsHeldBackTest, TakesWhatTheFloodBrought) {
  EXPECT_FALSE(IsHeldBack({}, kNow));
  const ReferenceRights rights{.quarantine_time = kNow};
  EXPECT_TRUE(IsHeldBack(rights, kNow + absl::Hours(1000)));
  EXPECT_TRUE(IsHeldBack(rights, kNow - kFloodDay));
  EXPECT_FALSE(IsHeldBack(rights, kNow - kFloodDay - absl::Microseconds(1)));
  EXPECT_FALSE(IsHeldBack(rights, absl::InfinitePast()));
}

}  // namespace
}  // namespace earmark::takedown
