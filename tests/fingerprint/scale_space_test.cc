#include "fingerprint/worker/scale_space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "tests/fingerprint/drawn_picture.h"

namespace earmark::fingerprint {
namespace {

constexpr int kWidth = 400;
constexpr int kHeight = 390;
// Differences of Gaussians, a factor of the square root of 2 apart, are largest
// for a blob where the finer one is this much narrower than the blob.
constexpr double kSigmaOfLargest = 0.8409;  // 2^-0.25

// A Gaussian blob, `height` levels above grey.
Picture WithBlob(double x, double y, double sigma, double height) {
  Picture picture = FlatPicture(kWidth, kHeight, 128);
  for (int v = 0; v < kHeight; ++v) {
    for (int u = 0; u < kWidth; ++u) {
      const double distance = std::hypot(u - x, v - y) / sigma;
      picture.at(u, v) = static_cast<uint8_t>(
          std::lround(128 + height * std::exp(-distance * distance / 2)));
    }
  }
  return picture;
}

// A blob in pixels of the picture.
struct Spot {
  double x;
  double y;
  double sigma;
};

Spot SpotOf(const Blob& blob) {
  const double pixel = std::ldexp(1.0, blob.octave);
  return {blob.x * pixel, blob.y * pixel, blob.sigma * pixel};
}

// The strongest, if there is any.
std::optional<Blob> Strongest(const ScaleSpace& space) {
  const auto strongest = std::max_element(
      space.blobs().begin(), space.blobs().end(),
      [](const Blob& a, const Blob& b) { return a.strength < b.strength; });
  if (strongest == space.blobs().end()) return std::nullopt;
  return *strongest;
}

TEST(ScaleSpaceTest, BlobIsFoundInItsPlaceWithItsSize) {
  ScaleSpace space;
  std::mt19937 random(1);
  for (double sigma = 3; sigma < 22; sigma *= 1.19) {
    const double x = 180 + static_cast<double>(random() % 400) / 10;
    const double y = 170 + static_cast<double>(random() % 400) / 10;
    SCOPED_TRACE(testing::Message() << sigma << " at " << x << ", " << y);
    space.Build(WithBlob(x, y, sigma, 100).view());
    const std::optional<Blob> blob = Strongest(space);
    ASSERT_TRUE(blob);
    const Spot spot = SpotOf(*blob);
    // Coarse levels have coarse places.
    EXPECT_NEAR(spot.x, x, 0.2 + 0.05 * sigma);
    EXPECT_NEAR(spot.y, y, 0.2 + 0.05 * sigma);
    EXPECT_NEAR(spot.sigma / (kSigmaOfLargest * sigma), 1, 0.15);
  }
}

TEST(ScaleSpaceTest, DarkAndBrightBlobsAreToldApart) {
  ScaleSpace space;
  for (const double height : {-100.0, -20.0, 20.0, 100.0}) {
    space.Build(WithBlob(200, 190, 8, height).view());
    const std::optional<Blob> blob = Strongest(space);
    ASSERT_TRUE(blob) << height;
    EXPECT_EQ(blob->dark, height < 0) << height;
    EXPECT_GT(blob->strength, 0) << height;
  }
}

TEST(ScaleSpaceTest, StrengthGrowsWithContrast) {
  ScaleSpace space;
  // Of a blob half as high.
  double before = 0;
  for (const double height : {15.0, 30.0, 60.0, 120.0}) {
    space.Build(WithBlob(200, 190, 8, height).view());
    const std::optional<Blob> blob = Strongest(space);
    ASSERT_TRUE(blob) << height;
    if (before > 0) {
      EXPECT_NEAR(blob->strength / before, 2, 0.1);
    }
    before = blob->strength;
  }
}

TEST(ScaleSpaceTest, BlobsOfManySizesAreAllFound) {
  Picture picture = FlatPicture(kWidth, kHeight, 60);
  std::vector<Spot> spots;
  for (int i = 0; i < 4; ++i) {
    spots.push_back({.x = 50.0 + 90 * i, .y = 200, .sigma = 3.0 + 3 * i});
    for (int v = 0; v < kHeight; ++v) {
      for (int u = 0; u < kWidth; ++u) {
        const double distance =
            std::hypot(u - spots[i].x, v - spots[i].y) / spots[i].sigma;
        picture.at(u, v) = static_cast<uint8_t>(
            picture.at(u, v) +
            std::lround(150 * std::exp(-distance * distance / 2)));
      }
    }
  }
  ScaleSpace space;
  space.Build(picture.view());
  for (const Spot& spot : spots) {
    EXPECT_TRUE(std::any_of(
        space.blobs().begin(), space.blobs().end(),
        [&](const Blob& blob) {
          const Spot found = SpotOf(blob);
          return std::hypot(found.x - spot.x, found.y - spot.y) < 1 &&
                 std::abs(found.sigma / (kSigmaOfLargest * spot.sigma) - 1) <
                     0.2 &&
                 !blob.dark;
        }))
        << spot.x;
  }
}

TEST(ScaleSpaceTest, FlatPictureHasNoBlobs) {
  ScaleSpace space;
  for (const int level : {0, 1, 128, 255}) {
    space.Build(
        FlatPicture(kWidth, kHeight, static_cast<uint8_t>(level)).view());
    EXPECT_TRUE(space.blobs().empty()) << level;
  }
}

TEST(ScaleSpaceTest, EvenSlopesHaveNoBlobs) {
  ScaleSpace space;
  for (const auto& [across, down] :
       {std::pair(0.6, 0.0), {0.0, 0.6}, {0.4, 0.2}, {-0.5, 0.1}}) {
    Picture picture = FlatPicture(kWidth, kHeight, 0);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        picture.at(x, y) = static_cast<uint8_t>(std::lround(
            128 + across * (x - kWidth / 2.0) + down * (y - kHeight / 2.0)));
      }
    }
    space.Build(picture.view());
    EXPECT_TRUE(space.blobs().empty()) << across << " " << down;
  }
}

TEST(ScaleSpaceTest, StraightEdgesHaveNoBlobs) {
  ScaleSpace space;
  for (int degrees = 0; degrees < 180; degrees += 15) {
    const double angle = degrees * 3.14159265358979 / 180;
    Picture picture = FlatPicture(kWidth, kHeight, 0);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double distance = (x - kWidth / 2.0) * std::cos(angle) +
                                (y - kHeight / 2.0) * std::sin(angle);
        picture.at(x, y) = static_cast<uint8_t>(
            std::lround(40 + 180 * std::clamp(distance + 0.5, 0.0, 1.0)));
      }
    }
    space.Build(picture.view());
    EXPECT_TRUE(space.blobs().empty()) << degrees;
  }
}

TEST(ScaleSpaceTest, PictureDoesNotDependOnTheOneBefore) {
  ScaleSpace fresh;
  ScaleSpace used;
  used.Build(DrawnPicture(480, 360, 7).view());
  const Picture picture = DrawnPicture(200, 150, 8);
  fresh.Build(picture.view());
  used.Build(picture.view());
  ASSERT_EQ(fresh.blobs().size(), used.blobs().size());
  EXPECT_FALSE(fresh.blobs().empty());
  for (size_t i = 0; i < fresh.blobs().size(); ++i) {
    EXPECT_EQ(fresh.blobs()[i].x, used.blobs()[i].x);
    EXPECT_EQ(fresh.blobs()[i].y, used.blobs()[i].y);
    EXPECT_EQ(fresh.blobs()[i].strength, used.blobs()[i].strength);
  }
  EXPECT_EQ(fresh.octaves(), used.octaves());
}

TEST(ScaleSpaceTest, SmallestPicturesAreTaken) {
  ScaleSpace space;
  const int side = ScaleSpace::kMinSide;
  for (const auto& [width, height] :
       {std::pair(side, side), {side, 480}, {480, side}, {49, 25}}) {
    space.Build(DrawnPicture(width, height, 3).view());
    EXPECT_GE(space.octaves(), 1) << width << "x" << height;
    for (const Blob& blob : space.blobs()) {
      const Spot spot = SpotOf(blob);
      EXPECT_TRUE(spot.x >= 0 && spot.x < width) << spot.x;
      EXPECT_TRUE(spot.y >= 0 && spot.y < height) << spot.y;
    }
  }
}

}  // namespace
}  // namespace earmark::fingerprint
