#include "index/internal/significance.h"

#include <array>
#include <chrono>

#include "gtest/gtest.h"

namespace earmark::index {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Evidence, 3> kAll = {
    Evidence::kChroma, Evidence::kLandmarks, Evidence::kFrameHash};

constexpr SearchSpace kSpace = {.query = minutes(1), .references = 100};

TEST(SignificanceTest, OneMoreNatDividesTheExpectationByE) {
  for (const Evidence evidence : kAll) {
    const double one = ExpectedFalseMatches(evidence, 5, kSpace, minutes(3));
    const double other = ExpectedFalseMatches(evidence, 6, kSpace, minutes(3));
    EXPECT_NEAR(one / other, 2.71828, 1e-4);
  }
}

TEST(SignificanceTest, ExpectationGrowsWithQueryIndexAndReference) {
  const auto expected = [](SearchSpace space, fingerprint::MediaTime length) {
    return ExpectedFalseMatches(Evidence::kChroma, 5, space, length);
  };
  const double base = expected(kSpace, minutes(3));
  EXPECT_DOUBLE_EQ(expected({minutes(2), 100}, minutes(3)), 2 * base);
  EXPECT_DOUBLE_EQ(expected({minutes(1), 300}, minutes(3)), 3 * base);
  EXPECT_DOUBLE_EQ(expected(kSpace, hours(1)), 20 * base);
  // A short reference stands for the others, which are not.
  EXPECT_DOUBLE_EQ(expected(kSpace, seconds(10)), base);
  // A query of no length still has one alignment.
  EXPECT_GT(expected({milliseconds(0), 0}, minutes(3)), 0);
}

TEST(SignificanceTest, EstimateGoesOnBelowWhatTheMeasurementCanTell) {
  for (const Evidence evidence : kAll) {
    const double told = ExpectedFalseMatches(evidence, 500, kSpace, minutes(3));
    EXPECT_LT(EstimatedFalseMatches(evidence, 500, kSpace, minutes(3)),
              1e-100 * told);
    EXPECT_DOUBLE_EQ(EstimatedFalseMatches(evidence, 5, kSpace, minutes(3)),
                     ExpectedFalseMatches(evidence, 5, kSpace, minutes(3)));
  }
}

TEST(SignificanceTest, NoScoreIsSurerThanTheMeasurement) {
  for (const Evidence evidence : kAll) {
    const double sure = ExpectedFalseMatches(evidence, 500, kSpace, minutes(3));
    EXPECT_GT(sure, 0);
    EXPECT_DOUBLE_EQ(ExpectedFalseMatches(evidence, 5000, kSpace, minutes(3)),
                     sure);
  }
}

TEST(SignificanceTest, LeastScoreHasTheExpectationAskedFor) {
  for (const Evidence evidence : kAll) {
    const double score = LeastScore(evidence, 1e-3, kSpace);
    EXPECT_NEAR(ExpectedFalseMatches(evidence, score, kSpace, seconds(9)), 1e-3,
                1e-9);
  }
}

}  // namespace
}  // namespace earmark::index
