#include "index/internal/stretches.h"

#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::index {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Stretch> Find(const std::vector<double>& scores,
                          StretchOptions options) {
  return FindStretches(scores.size(), options,
                       [&](size_t i, int /*shift*/) { return scores[i]; });
}

TEST(StretchesTest, NothingPositiveGivesNothing) {
  EXPECT_THAT(Find({}, {.max_drop = 9}), IsEmpty());
  EXPECT_THAT(Find({-1, -2, 0}, {.max_drop = 9}), IsEmpty());
}

TEST(StretchesTest, BestStretchBridgesASmallGap) {
  EXPECT_THAT(Find({-1, 3, -1, 4, -5}, {.max_drop = 9, .min_score = 1}),
              ElementsAre(Stretch{.begin = 1, .end = 4, .score = 6}));
}

TEST(StretchesTest, DeepGapSplitsOneCopyInTwo) {
  EXPECT_THAT(Find({5, -3, -3, 9}, {.max_drop = 2, .min_score = 1}),
              ElementsAre(Stretch{.begin = 0, .end = 1, .score = 5},
                          Stretch{.begin = 3, .end = 4, .score = 9}));
}

TEST(StretchesTest, WeakStretchesAreLeftOut) {
  EXPECT_THAT(Find({2, -9, 5}, {.max_drop = 4, .min_score = 3}),
              ElementsAre(Stretch{.begin = 2, .end = 3, .score = 5}));
}

TEST(StretchesTest, PathFollowsADriftAtItsCost) {
  // The copy stands at shift 0 first, at shift 1 later.
  const auto stretches = FindStretches(
      6, {.band = 1, .shift_cost = 2, .max_drop = 99, .min_score = 1},
      [](size_t i, int shift) {
        return shift == (i < 3 ? 0 : 1) ? 5.0 : -5.0;
      });
  EXPECT_THAT(stretches, ElementsAre(Stretch{.begin = 0,
                                             .end = 6,
                                             .begin_shift = 0,
                                             .end_shift = 1,
                                             .score = 28}));
}

TEST(StretchesTest, ImpossiblePairsBelongToNoStretch) {
  EXPECT_THAT(Find({4, kNoPair, 4}, {.max_drop = 1e12, .min_score = 1}),
              ElementsAre(Stretch{.begin = 0, .end = 1, .score = 4},
                          Stretch{.begin = 2, .end = 3, .score = 4}));
}

// Slow and obvious: the largest sum of any contiguous range.
double LargestSum(const std::vector<double>& scores) {
  double best = 0;
  for (size_t begin = 0; begin < scores.size(); ++begin) {
    double sum = 0;
    for (size_t end = begin; end < scores.size(); ++end) {
      sum += scores[end];
      best = std::max(best, sum);
    }
  }
  return best;
}

TEST(StretchesTest, BestStretchHasTheLargestSumOfAnyRange) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> scores(random() % 40);
    for (double& score : scores) {
      score = static_cast<double>(random() % 21) - 11;
    }
    double best = 0;
    for (const Stretch& stretch :
         Find(scores, {.max_drop = 1e6, .min_score = 1})) {
      double sum = 0;
      for (size_t i = stretch.begin; i < stretch.end; ++i) sum += scores[i];
      EXPECT_DOUBLE_EQ(stretch.score, sum);
      best = std::max(best, sum);
    }
    EXPECT_DOUBLE_EQ(best, LargestSum(scores));
  }
}

}  // namespace
}  // namespace earmark::index
