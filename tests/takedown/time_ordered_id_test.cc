#include "takedown/time_ordered_id.h"

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

// Fills with one byte.
RandomBytes Constant(uint8_t byte) {
  return [byte](std::span<uint8_t> bytes) {
    std::fill(bytes.begin(), bytes.end(), byte);
    return absl::OkStatus();
  };
}

Clock At(absl::Time time) {
  return [time] { return time; };
}

TEST(TimeOrderedIdsTest, LayoutIsThatOfUlid) {
  // The time part of ULID's own example, 01ARYZ6S41..., in lower case.
  TimeOrderedIds ids(At(absl::FromUnixMillis(1469918176385)), Constant(0));
  EXPECT_EQ(*ids.Next(), "01aryz6s410000000000000000");
  TimeOrderedIds last(At(absl::InfiniteFuture()), Constant(0xff));
  EXPECT_EQ(*last.Next(), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
}

TEST(TimeOrderedIdsTest, LaterIsGreaterWhateverTheRandomBits) {
  for (int64_t milliseconds = 1; milliseconds < int64_t{1} << 47;
       milliseconds *= 3) {
    TimeOrderedIds earlier(At(absl::FromUnixMillis(milliseconds - 1)),
                           Constant(0xff));
    TimeOrderedIds later(At(absl::FromUnixMillis(milliseconds)), Constant(0));
    EXPECT_LT(*earlier.Next(), *later.Next());
  }
}

TEST(TimeOrderedIdsTest, GrowsWhenTheClockStandsStillOrGoesBack) {
  absl::Time now = absl::FromUnixMillis(1'000'000);
  TimeOrderedIds ids([&now] { return now; }, SystemRandomBytes);
  std::string last = *ids.Next();
  for (int i = 0; i < 1000; ++i) {
    if (i % 3 == 0) now -= absl::Seconds(1);
    const std::string next = *ids.Next();
    ASSERT_LT(last, next);
    last = next;
  }
}

TEST(TimeOrderedIdsTest, FullRandomPartCarriesIntoTheTime) {
  TimeOrderedIds ids(At(absl::FromUnixMillis(7)), Constant(0xff));
  const std::string first = *ids.Next();
  const std::string second = *ids.Next();
  EXPECT_LT(first, second);
  EXPECT_EQ(second, "00000000080000000000000000");
}

TEST(TimeOrderedIdsTest, InstantsBefore1970CountAs1970) {
  TimeOrderedIds ids(At(absl::InfinitePast()), Constant(1));
  EXPECT_THAT(*ids.Next(), testing::StartsWith("0000000000"));
}

TEST(TimeOrderedIdsTest, ThreadsNeverShareAnId) {
  TimeOrderedIds ids(At(absl::FromUnixSeconds(5)), SystemRandomBytes);
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  threads.reserve(made.size());
  for (std::vector<std::string>& mine : made) {
    threads.emplace_back([&ids, &mine] {
      for (int i = 0; i < 500; ++i) mine.push_back(*ids.Next());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const std::vector<std::string>& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 2000);
}

TEST(TimeOrderedIdsTest, FailureOfTheGeneratorIsPassedOn) {
  TimeOrderedIds ids(At(absl::FromUnixSeconds(5)), [](std::span<uint8_t>) {
    return absl::InternalError("no entropy");
  });
  EXPECT_EQ(ids.Next().status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace earmark::takedown
