#include "index/internal/offset_histogram.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::index {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr ReferenceNumber kFirst{1};
constexpr ReferenceNumber kSecond{2};

TEST(OffsetHistogramTest, NoVotesGiveNoPeak) {
  OffsetHistogram votes;
  EXPECT_THAT(votes.Peaks(2, 1, 9), IsEmpty());
}

TEST(OffsetHistogramTest, TrueShiftWinsOverRandomHits) {
  std::mt19937 random(3);
  OffsetHistogram votes;
  for (int i = 0; i < 2000; ++i) {
    votes.Add(ReferenceNumber{static_cast<uint32_t>(random() % 50)}, 0,
              static_cast<int64_t>(random() % 4000) - 2000, random() % 500);
  }
  for (uint32_t place = 100; place < 120; ++place) {
    votes.Add(kSecond, 0, 777 + place % 2, place);
  }
  const auto peaks = votes.Peaks(2, 2, 9);
  ASSERT_FALSE(peaks.empty());
  EXPECT_EQ(peaks[0].reference, kSecond);
  EXPECT_GE(peaks[0].votes, 20u);
  EXPECT_NEAR(static_cast<double>(peaks[0].offset), 777.5, 0.5);
}

TEST(OffsetHistogramTest, OnePlaceVotesOnce) {
  OffsetHistogram votes;
  for (int i = 0; i < 9; ++i) votes.Add(kFirst, 0, 5, 40);
  votes.Add(kFirst, 0, 6, 40);
  EXPECT_THAT(votes.Peaks(2, 2, 9), IsEmpty());
}

TEST(OffsetHistogramTest, NeighbouringOffsetsAreOnePeak) {
  OffsetHistogram votes;
  for (uint32_t place = 0; place < 12; ++place) {
    votes.Add(kFirst, 0, 10 + place % 3, place);
  }
  const auto peaks = votes.Peaks(3, 2, 9);
  ASSERT_THAT(peaks, SizeIs(1));
  EXPECT_EQ(peaks[0].votes, 12u);
  EXPECT_EQ(peaks[0].offset, 11);
}

TEST(OffsetHistogramTest, LanesAndReferencesAreKeptApart) {
  OffsetHistogram votes;
  votes.Add(kFirst, 0, 10, 1);
  votes.Add(kFirst, 1, 10, 2);
  votes.Add(kSecond, 0, 10, 3);
  EXPECT_THAT(votes.Peaks(2, 2, 9), IsEmpty());
  EXPECT_THAT(votes.Peaks(2, 1, 9), SizeIs(3));
  EXPECT_THAT(votes.Peaks(2, 1, 2), SizeIs(2));
}

TEST(OffsetHistogramTest, VotesMayFollowPeaks) {
  OffsetHistogram votes;
  votes.Add(kFirst, 0, 10, 1);
  EXPECT_THAT(votes.Peaks(2, 2, 9), IsEmpty());
  votes.Add(kFirst, 0, 10, 2);
  EXPECT_THAT(votes.Peaks(2, 2, 9), SizeIs(1));
}

}  // namespace
}  // namespace earmark::index
