#include "fingerprint/worker/gradient_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <random>

#include "fingerprint/worker/feature_coder.h"
#include "tests/fingerprint/drawn_picture.h"

namespace earmark::fingerprint {
namespace {

constexpr int kSide = 97;
constexpr float kMiddle = (kSide - 1) / 2.0F;
constexpr double kQuarter = std::numbers::pi / 2;

Plane PlaneOf(const Picture& picture) {
  Plane plane;
  plane.Resize(picture.width, picture.height);
  std::copy(picture.pixels.begin(), picture.pixels.end(), plane.values.begin());
  return plane;
}

int LargestDifference(const GradientHistogram& a, const GradientHistogram& b) {
  int largest = 0;
  for (int bin = 0; bin < kHistogramBins; ++bin) {
    largest = std::max(largest, std::abs(a[bin] - b[bin]));
  }
  return largest;
}

GradientHistogram HistogramOf(const Picture& picture, double turn = 0) {
  return MakeHistogram(PlaneOf(picture), kMiddle, kMiddle, 2.5F, turn);
}

// The sum over all squares.
int SumOf(const GradientHistogram& histogram, int direction) {
  int sum = 0;
  for (int bin = direction; bin < kHistogramBins; bin += kHistogramDirections) {
    sum += histogram[bin];
  }
  return sum;
}

TEST(GradientHistogramTest, BrightnessAndContrastDoNotMatter) {
  const Picture picture = DrawnPicture(kSide, kSide, 1);
  Plane plane = PlaneOf(picture);
  const GradientHistogram before =
      MakeHistogram(plane, kMiddle, kMiddle, 2.5F, 0);
  for (float& value : plane.values) value = value * 0.4F + 70;
  const GradientHistogram after =
      MakeHistogram(plane, kMiddle, kMiddle, 2.5F, 0);
  EXPECT_LE(LargestDifference(before, after), 1);
}

TEST(GradientHistogramTest, SlopeHasItsDirectionAlone) {
  constexpr double kDegrees = std::numbers::pi / 180;
  for (int direction = 0; direction < kHistogramDirections; ++direction) {
    const double angle = 45 * direction * kDegrees;
    Plane plane;
    plane.Resize(kSide, kSide);
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        plane.row(y)[x] =
            static_cast<float>(x * std::cos(angle) + y * std::sin(angle));
      }
    }
    const GradientHistogram histogram =
        MakeHistogram(plane, kMiddle, kMiddle, 2.5F, 0);
    int all = std::accumulate(histogram.begin(), histogram.end(), 0);
    EXPECT_GT(SumOf(histogram, direction), 0.9 * all) << direction;
  }
}

TEST(GradientHistogramTest, FlatSurroundingsHaveNoGradients) {
  EXPECT_EQ(HistogramOf(FlatPicture(kSide, kSide, 90)), GradientHistogram{});
}

TEST(GradientHistogramTest, SizeOfTheBlobDecidesHowMuchIsRead) {
  // The same picture twice as large, read twice as wide.
  const Picture picture = DrawnPicture(kSide, kSide, 2);
  Picture large = FlatPicture(2 * kSide, 2 * kSide, 0);
  for (int y = 0; y < 2 * kSide; ++y) {
    for (int x = 0; x < 2 * kSide; ++x) {
      large.at(x, y) = picture.at(x / 2, y / 2);
    }
  }
  // At whole steps of pixels, so that nothing is interpolated.
  const GradientHistogram small =
      MakeHistogram(PlaneOf(picture), 48.5F, 48.5F, 8 / 3.0F, 0);
  const GradientHistogram wide =
      MakeHistogram(PlaneOf(large), 97.5F, 97.5F, 16 / 3.0F, 0);
  EXPECT_LE(LargestDifference(small, wide), 24);
}

TEST(GradientHistogramTest, PermutedPixelsPermuteTheBins) {
  for (uint32_t seed = 10; seed < 20; ++seed) {
    const Picture picture = DrawnPicture(kSide, kSide, seed);
    const GradientHistogram histogram = HistogramOf(picture);
    for (int form = 0; form < kForms; ++form) {
      EXPECT_LE(LargestDifference(HistogramOf(LaidDown(picture, form)),
                                  InForm(histogram, form)),
                1)
          << "picture " << seed << " in form " << form;
    }
  }
}

TEST(GradientHistogramTest, PlacesAwayFromTheMiddleArePermutedToo) {
  const Picture picture = DrawnPicture(160, 120, 21);
  for (int form = 0; form < kForms; ++form) {
    const auto [x, y] = PlaceLaidDown(70.25, 55.5, 160, 120, form);
    const GradientHistogram laid =
        MakeHistogram(PlaneOf(LaidDown(picture, form)), static_cast<float>(x),
                      static_cast<float>(y), 2, 0);
    const GradientHistogram upright =
        MakeHistogram(PlaneOf(picture), 70.25F, 55.5F, 2, 0);
    EXPECT_LE(LargestDifference(laid, InForm(upright, form)), 2) << form;
  }
}

TEST(GradientHistogramTest, ReadingClockwiseTurnsWhatIsReadBack) {
  for (uint32_t seed = 30; seed < 36; ++seed) {
    const Picture picture = DrawnPicture(kSide, kSide, seed);
    const GradientHistogram histogram = HistogramOf(picture);
    for (int quarters = 0; quarters < 4; ++quarters) {
      // So many quarters clockwise are four less that many.
      const int form = (4 - quarters) % 4 << 1;
      EXPECT_LE(LargestDifference(HistogramOf(picture, quarters * kQuarter),
                                  InForm(histogram, form)),
                2)
          << quarters;
    }
  }
}

TEST(GradientHistogramTest, BordersAreReadAsTheyStand) {
  // No crash, and something, at each corner.
  const Plane plane = PlaneOf(DrawnPicture(30, 24, 5));
  for (const float x : {0.0F, 4.5F, 29.0F}) {
    for (const float y : {0.0F, 4.5F, 23.0F}) {
      for (const double turn : {0.0, 0.4, 1.2}) {
        const GradientHistogram histogram =
            MakeHistogram(plane, x, y, 2.2F, turn);
        EXPECT_GT(std::accumulate(histogram.begin(), histogram.end(), 0), 0)
            << x << " " << y;
      }
    }
  }
}

}  // namespace
}  // namespace earmark::fingerprint
