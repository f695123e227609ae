#include "takedown/internal/intervals.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::TimeRange;
using testing::ElementsAre;
using testing::IsEmpty;

TimeRange At(int start, int end) { return {MediaTime(start), MediaTime(end)}; }

TEST(IntervalsTest, UnionJoinsWhatOverlapsOrTouches) {
  EXPECT_THAT(Union({}), IsEmpty());
  EXPECT_THAT(Union({At(5, 7), At(0, 2), At(2, 3), At(6, 9), At(10, 11)}),
              ElementsAre(At(0, 3), At(5, 9), At(10, 11)));
  EXPECT_THAT(Union({At(0, 9), At(1, 2)}), ElementsAre(At(0, 9)));
}

TEST(IntervalsTest, UnionLeavesOutWhatIsEmpty) {
  EXPECT_THAT(Union({At(3, 3), At(7, 5)}), IsEmpty());
  EXPECT_THAT(Union({At(0, 1), At(4, 4), At(9, 2)}), ElementsAre(At(0, 1)));
}

TEST(IntervalsTest, WithoutLeavesThePiecesBetween) {
  EXPECT_THAT(Without(At(0, 10), {}), ElementsAre(At(0, 10)));
  EXPECT_THAT(Without(At(0, 10), {At(2, 3), At(5, 6)}),
              ElementsAre(At(0, 2), At(3, 5), At(6, 10)));
  EXPECT_THAT(Without(At(3, 10), {At(0, 4), At(9, 20)}), ElementsAre(At(4, 9)));
  EXPECT_THAT(Without(At(3, 10), {At(0, 3), At(10, 12)}),
              ElementsAre(At(3, 10)));
  EXPECT_THAT(Without(At(3, 10), {At(3, 10)}), IsEmpty());
  EXPECT_THAT(Without(At(3, 3), {}), IsEmpty());
}

// Sets of instants, one by one.
constexpr int kInstants = 64;
using Instants = std::array<bool, kInstants>;

Instants InstantsOf(const std::vector<TimeRange>& intervals) {
  Instants instants{};
  for (const TimeRange& interval : intervals) {
    for (auto at = interval.start; at < interval.end; ++at) {
      instants.at(static_cast<size_t>(at.count())) = true;
    }
  }
  return instants;
}

int CountOf(const Instants& instants) {
  int count = 0;
  for (const bool instant : instants) count += instant ? 1 : 0;
  return count;
}

class RandomIntervals {
 public:
  explicit RandomIntervals(uint32_t seed) : random_(seed) {}

  // Some are empty, or end before they start.
  TimeRange One() { return At(Below(kInstants), Below(kInstants + 1)); }
  std::vector<TimeRange> Some() {
    std::vector<TimeRange> some;
    for (int count = Below(8); count > 0; --count) {
      const int start = Below(kInstants);
      some.push_back(Below(2) == 0
                         ? One()
                         : At(start, std::min(kInstants, start + Below(9))));
    }
    return some;
  }

 private:
  int Below(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }

  std::mt19937 random_;
};

// Not empty, in order, none touches the next.
void ExpectApart(const std::vector<TimeRange>& intervals) {
  for (size_t i = 0; i < intervals.size(); ++i) {
    ASSERT_LT(intervals[i].start, intervals[i].end);
    if (i == 0) continue;
    ASSERT_LT(intervals[i - 1].end, intervals[i].start);
  }
}

TEST(IntervalsTest, UnionHoldsTheInstantsOfAll) {
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<TimeRange> intervals = RandomIntervals(seed).Some();
    const std::vector<TimeRange> joined = Union(intervals);
    ASSERT_NO_FATAL_FAILURE(ExpectApart(joined));
    ASSERT_EQ(InstantsOf(joined), InstantsOf(intervals));
    ASSERT_EQ(TotalLength(joined), MediaTime(CountOf(InstantsOf(intervals))));
  }
}

TEST(IntervalsTest, WithoutHoldsTheInstantsThatAreNotTaken) {
  for (uint32_t seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(seed);
    RandomIntervals random(seed);
    const std::vector<TimeRange> taken = Union(random.Some());
    const TimeRange interval = random.One();
    const std::vector<TimeRange> left = Without(interval, taken);
    ASSERT_NO_FATAL_FAILURE(ExpectApart(left));
    const Instants is_taken = InstantsOf(taken);
    Instants expected = InstantsOf({interval});
    for (size_t at = 0; at < expected.size(); ++at) {
      if (is_taken.at(at)) expected.at(at) = false;
    }
    ASSERT_EQ(InstantsOf(left), expected);
  }
}

}  // namespace
}  // namespace earmark::takedown
