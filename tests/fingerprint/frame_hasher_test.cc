#include "fingerprint/worker/frame_hasher.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "fingerprint/frame_hash.h"
#include "fingerprint/worker/margins.h"
#include "tests/fingerprint/formula_picture.h"

namespace earmark::fingerprint {
namespace {

LumaView View(const std::vector<uint8_t>& picture, int width, int height) {
  return {.pixels = picture.data(),
          .row_bytes = width,
          .width = width,
          .height = height};
}

FrameHash FromHex(const std::string& hex) {
  FrameHash hash;
  for (int i = 0; i < 4; ++i) {
    hash.words[3 - i] =
        std::strtoull(hex.substr(i * 16, 16).c_str(), nullptr, 16);
  }
  return hash;
}

// What the reference implementation (ThreatExchange, pdq/cpp) says of the
// formula pictures.
struct Golden {
  int width;
  int height;
  uint32_t seed;
  int quality;
  const char* hash;
};

constexpr Golden kGoldens[] = {
    {64, 64, 1, 92,
     "3ec324e76c6ce60709a7b327a55cf925f412b307b14827725a3f1f53fc1009e9"},
    {5, 5, 2, 61,
     "cb729b26348d6cd9348d3e0f348dc1f0cb729326cb729b26348d6cd9348d3e0f"},
    {63, 200, 3, 100,
     "0ca177c8db00c196c8bab94ccb7bf8a43be3c087a16a397425f7fcd496320dd9"},
    {320, 240, 4, 90,
     "7c4ebca78838e3f15018b7bbcb665839d8c76da1a3e3a8b30e18836652a63796"},
    {641, 359, 5, 95,
     "dc2242654f291950e273191f1b5919da5dd6acda6d9f23268763e4424b4b37f3"},
    {1280, 720, 6, 100,
     "bf9170b536ddd279d436ecf9d081d52d329a0bc1c9c00ff83367ac898d511e32"},
    {1080, 1920, 7, 100,
     "832dc3d2d781568487f6cf866e90f8cc363bbcdcd2a86becf757614458e14109"},
    {127, 129, 8, 86,
     "2086e12ff9d01a17b35769eb5c163fe0f2a125f25c1bc321491fc04b65c6de3d"},
};

TEST(FrameHasherTest, AgreesWithTheReferenceImplementation) {
  FrameHasher hasher;
  for (const Golden& golden : kGoldens) {
    SCOPED_TRACE(golden.seed);
    const std::vector<uint8_t> picture =
        FormulaPicture(golden.width, golden.height, golden.seed);
    const FrameHasher::Result result =
        hasher.Hash(View(picture, golden.width, golden.height), Orientation{});
    // Sums are rounded in another order, so a bit next to the median may
    // differ.
    EXPECT_LE(HammingDistance(result.hash, FromHex(golden.hash)), 4);
    EXPECT_NEAR(result.quality, golden.quality, 1);
    EXPECT_EQ(ToHex(FromHex(golden.hash)), golden.hash);
  }
}

TEST(FrameHasherTest, SetsOneHalfOfTheBits) {
  FrameHasher hasher;
  const std::vector<uint8_t> picture = FormulaPicture(320, 240, 9);
  const FrameHash hash = hasher.Hash(View(picture, 320, 240), {}).hash;
  EXPECT_EQ(HammingDistance(hash, FrameHash{}), 128);
}

TEST(FrameHasherTest, LimitedRangeGivesTheHashAndTheQualityOfFullRange) {
  FrameHasher hasher;
  const std::vector<uint8_t> full = FormulaPicture(320, 240, 10);
  std::vector<uint8_t> limited(full.size());
  for (size_t i = 0; i < full.size(); ++i) {
    limited[i] = static_cast<uint8_t>(16 + (full[i] * 219 + 127) / 255);
  }
  LumaView view = View(limited, 320, 240);
  view.black = 16;
  view.white = 235;
  const FrameHasher::Result a = hasher.Hash(View(full, 320, 240), {});
  const FrameHasher::Result b = hasher.Hash(view, {});
  EXPECT_LE(HammingDistance(a.hash, b.hash), 4);
  EXPECT_NEAR(a.quality, b.quality, 1);
}

TEST(FrameHasherTest, TurnedByMetadataEqualsTurnedPixels) {
  constexpr int kStoredWidth = 322;
  constexpr int kStoredHeight = 187;
  const std::vector<uint8_t> stored =
      FormulaPicture(kStoredWidth, kStoredHeight, 11);
  FrameHasher of_stored;
  FrameHasher of_shown;
  for (int bits = 0; bits < 8; ++bits) {
    SCOPED_TRACE(bits);
    const Orientation orientation{.transpose = (bits & 1) != 0,
                                  .flip_x = (bits & 2) != 0,
                                  .flip_y = (bits & 4) != 0};
    const int width = orientation.transpose ? kStoredHeight : kStoredWidth;
    const int height = orientation.transpose ? kStoredWidth : kStoredHeight;
    std::vector<uint8_t> shown(stored.size());
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int u = orientation.flip_x ? width - 1 - x : x;
        const int v = orientation.flip_y ? height - 1 - y : y;
        shown[y * width + x] = orientation.transpose
                                   ? stored[u * kStoredWidth + v]
                                   : stored[v * kStoredWidth + u];
      }
    }
    const FrameHasher::Result a =
        of_stored.Hash(View(stored, kStoredWidth, kStoredHeight), orientation);
    const FrameHasher::Result b = of_shown.Hash(View(shown, width, height), {});
    EXPECT_LE(HammingDistance(a.hash, b.hash), 2);
    EXPECT_NEAR(a.quality, b.quality, 1);
  }
}

TEST(FrameHasherTest, DerivedMirrorIsCloseToTheMirroredPicture) {
  constexpr int kStoredWidth = 640;
  constexpr int kStoredHeight = 360;
  FrameHasher hasher;
  for (uint32_t seed = 20; seed < 30; ++seed) {
    const std::vector<uint8_t> picture =
        FormulaPicture(kStoredWidth, kStoredHeight, seed);
    const FrameHash hash =
        hasher.Hash(View(picture, kStoredWidth, kStoredHeight), {}).hash;
    const FrameHash mirrored =
        hasher
            .Hash(View(picture, kStoredWidth, kStoredHeight), {.flip_x = true})
            .hash;
    EXPECT_LE(HammingDistance(Mirrored(hash), mirrored), 31) << seed;
    EXPECT_GE(HammingDistance(hash, mirrored), 90) << seed;
    EXPECT_EQ(Mirrored(Mirrored(hash)), hash);
  }
}

TEST(FrameHasherTest, FlatPictureHasNoQualityAndTinyOneNoHash) {
  FrameHasher hasher;
  const std::vector<uint8_t> flat(320 * 240, 128);
  EXPECT_EQ(hasher.Hash(View(flat, 320, 240), {}).quality, 0);
  const std::vector<uint8_t> tiny = FormulaPicture(4, 100, 1);
  const FrameHasher::Result result = hasher.Hash(View(tiny, 4, 100), {});
  EXPECT_EQ(result.quality, 0);
  EXPECT_EQ(result.hash, FrameHash{});
}

class MarginsTest : public ::testing::Test {
 protected:
  // A formula picture with bars around it: `level`, give or take `noise`.
  LumaView Framed(int left, int top, int right, int bottom, int level,
                  int noise) {
    const int width = kInner + left + right;
    const int height = kInner + top + bottom;
    const std::vector<uint8_t> inner = FormulaPicture(kInner, kInner, 31);
    picture_.resize(static_cast<size_t>(width) * height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int u = x - left;
        const int v = y - top;
        const bool inside = u >= 0 && u < kInner && v >= 0 && v < kInner;
        const int jitter = noise == 0 ? 0 : (x * 7 + y * 13) % (noise + 1);
        picture_[static_cast<size_t>(y) * width + x] =
            inside ? inner[v * kInner + u]
                   : static_cast<uint8_t>(level + jitter);
      }
    }
    return View(picture_, width, height);
  }

  static constexpr int kInner = 200;
  std::vector<uint8_t> picture_;
};

TEST_F(MarginsTest, BarsOfAnyLevelAreTrimmedOnAllSides) {
  for (const int level : {0, 16, 235}) {
    const LumaView trimmed = TrimMargins(Framed(30, 40, 20, 50, level, 6));
    EXPECT_NEAR(trimmed.width, kInner, 2) << level;
    EXPECT_NEAR(trimmed.height, kInner, 2) << level;
  }
}

TEST_F(MarginsTest, PictureWithoutMarginsStaysWhole) {
  const LumaView whole = Framed(0, 0, 0, 0, 0, 0);
  const LumaView trimmed = TrimMargins(whole);
  EXPECT_EQ(trimmed.width, whole.width);
  EXPECT_EQ(trimmed.height, whole.height);
  EXPECT_EQ(trimmed.pixels, whole.pixels);
}

TEST_F(MarginsTest, FlatOrNearlyFlatPicturesStayWhole) {
  const std::vector<uint8_t> flat(100 * 80, 16);
  EXPECT_EQ(TrimMargins(View(flat, 100, 80)).height, 80);
  const LumaView stamp = Framed(700, 700, 700, 700, 16, 0);
  EXPECT_EQ(TrimMargins(stamp).width, stamp.width);
}

}  // namespace
}  // namespace earmark::fingerprint
