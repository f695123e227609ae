#include "takedown/next_redecisions.h"

#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr int64_t kLongest = std::numeric_limits<int64_t>::max();
constexpr int64_t kHour = 3'600'000'000;

// 10:20 of some day.
const absl::Time kNow =
    absl::FromCivil(absl::CivilMinute(2026, 3, 1, 10, 20), absl::UTCTimeZone());

absl::Time At(int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2026, 3, day, hour),
                         absl::UTCTimeZone());
}

// A hold whose policy has a rule for each range.
Hold HoldWith(const std::vector<Range<int64_t>>& ranges) {
  Policy policy;
  policy.id = {"p"};
  for (const Range<int64_t>& range : ranges) {
    PolicyRule& rule = policy.rules.emplace_back();
    rule.name = "late";
    rule.since_late_find_us = range;
  }
  // One without the condition changes nothing.
  policy.rules.push_back({.name = "always"});
  Hold hold;
  hold.owner.id = hold.ownership.owner = {"o"};
  hold.policy = std::make_shared<const Policy>(std::move(policy));
  return hold;
}

// A match of `work` that was found so long ago; nullopt: at once.
OwnedMatch Found(const std::string& work, std::optional<absl::Duration> age,
                 std::vector<Hold> holds) {
  OwnedMatch found;
  found.match.work = {work};
  found.match.reference = {"r"};
  found.match.query = found.match.reference_range = {0s, 10s};
  if (age) found.late_find_time = kNow - *age;
  found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
  return found;
}

std::vector<std::pair<std::string, absl::Time>> DueOf(
    std::vector<OwnedMatch> matches) {
  DecisionInputs inputs;
  inputs.matches = std::move(matches);
  inputs.now = kNow;
  std::vector<std::pair<std::string, absl::Time>> due;
  for (const Redecision& redecision : NextRedecisions(inputs)) {
    due.emplace_back(std::get<index::WorkId>(redecision.subject).value,
                     redecision.due);
    EXPECT_FALSE(redecision.cause.empty());
  }
  return due;
}

TEST(NextRedecisionsTest, AreAtTheFullHourAfterTheNextBound) {
  const Hold below_48_hours = HoldWith({{0, 48 * kHour - 1}});
  EXPECT_THAT(DueOf({Found("w", absl::ZeroDuration(), {below_48_hours})}),
              ElementsAre(Pair("w", At(3, 11))));
  // The bound is a full hour.
  EXPECT_THAT(DueOf({Found("w", absl::Minutes(20), {below_48_hours})}),
              ElementsAre(Pair("w", At(3, 10))));
  EXPECT_THAT(DueOf({Found("w", absl::Hours(48) - absl::Microseconds(1),
                           {below_48_hours})}),
              ElementsAre(Pair("w", At(1, 11))));
}

TEST(NextRedecisionsTest, AreNoneOnceAllBoundsHavePassed) {
  const Hold hold = HoldWith({{0, 48 * kHour - 1}, {kHour, kLongest}});
  EXPECT_THAT(DueOf({Found("w", absl::Hours(48), {hold})}), IsEmpty());
}

TEST(NextRedecisionsTest, AreNoneForWhatWasFoundAtOnce) {
  const Hold hold = HoldWith({{0, 48 * kHour - 1}});
  EXPECT_THAT(DueOf({Found("w", std::nullopt, {hold})}), IsEmpty());
  EXPECT_THAT(DueOf({Found("w", absl::ZeroDuration(), {HoldWith({})})}),
              IsEmpty());
}

TEST(NextRedecisionsTest, EachWorkHasItsFirst) {
  const Hold two = HoldWith({{5 * kHour, 48 * kHour}, {2 * kHour, kLongest}});
  const Hold one = HoldWith({{kHour, kLongest}});
  EXPECT_THAT(DueOf({Found("x", absl::Hours(3), {two}),
                     Found("w", absl::ZeroDuration(), {two, one}),
                     Found("v", std::nullopt, {two})}),
              ElementsAre(Pair("w", At(1, 12)), Pair("x", At(1, 13))));
}

}  // namespace
}  // namespace earmark::takedown
