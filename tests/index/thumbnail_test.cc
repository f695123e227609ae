#include "index/internal/thumbnail.h"

#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "fingerprint/worker/key_framer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fingerprint/drawn_picture.h"
#include "tests/index/drawn_film.h"

namespace earmark::index {
namespace {

using fingerprint::DrawnPicture;
using fingerprint::FlatPicture;
using fingerprint::KeyFrame;
using fingerprint::Picture;
using fingerprint::Shapes;
using testing::ElementsAre;
using testing::FloatNear;
using testing::IsEmpty;

KeyFrame KeyFrameOf(const Picture& picture) {
  fingerprint::KeyFramer framer(false);
  return framer.Make(picture.view(), {}, fingerprint::MediaTime(0)).value();
}

std::vector<Thumbnail> LevelsOf(const KeyFrame& frame) {
  std::vector<Thumbnail> levels;
  for (Thumbnail level = DecodeThumbnail(frame.thumbnail); !level.empty();
       level = Halved(levels.back())) {
    levels.push_back(level);
  }
  return levels;
}

Overlay Over(const Picture& query, const Picture& reference,
             const PictureMap& map) {
  const KeyFrame ours = KeyFrameOf(query);
  const KeyFrame theirs = KeyFrameOf(reference);
  return LayOver(ours, LevelsOf(ours), theirs,
                 DecodeThumbnail(theirs.thumbnail), map);
}

Agreement AgreementOf(const Picture& query, const Picture& reference,
                      const PictureMap& map, bool inverted = false) {
  return Compare(Over(query, reference, map),
                 DecodeThumbnail(KeyFrameOf(reference).thumbnail), inverted);
}

template <typename Change>
Picture Changed(const Picture& picture, const Change& change) {
  Picture changed = picture;
  for (uint8_t& pixel : changed.pixels) {
    pixel = static_cast<uint8_t>(
        std::clamp(std::lround(change(static_cast<double>(pixel))), 0L, 255L));
  }
  return changed;
}

Picture Noise(int width, int height, uint32_t seed) {
  std::mt19937 random(seed);
  Picture noise = FlatPicture(width, height, 0);
  for (uint8_t& pixel : noise.pixels) pixel = static_cast<uint8_t>(random());
  return noise;
}

// A grey WebP picture.
std::string WebpOf(const Picture& picture) {
  std::vector<uint8_t> rgb;
  for (const uint8_t pixel : picture.pixels) rgb.insert(rgb.end(), 3, pixel);
  uint8_t* bytes = nullptr;
  const size_t size = WebPEncodeRGB(rgb.data(), picture.width, picture.height,
                                    3 * picture.width, 60, &bytes);
  std::string webp(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return webp;
}

TEST(DecodeThumbnailTest, ShowsThePictureThatWasEncoded) {
  const Picture picture = DrawnPicture(160, 90, 1);
  const Thumbnail thumbnail = DecodeThumbnail(WebpOf(picture));
  ASSERT_EQ(thumbnail.width, 160);
  ASSERT_EQ(thumbnail.height, 90);
  double difference = 0;
  for (int y = 0; y < 90; ++y) {
    for (int x = 0; x < 160; ++x) {
      // WebP has luma from 16 to 235.
      difference +=
          std::abs(thumbnail.row(y)[x] - (16 + picture.at(x, y) * 219 / 255.0));
    }
  }
  EXPECT_LT(difference / (160 * 90), 8);
}

TEST(DecodeThumbnailTest, PicturesOfOtherSizesAreNone) {
  const auto decoded = [](int width, int height) {
    return DecodeThumbnail(WebpOf(DrawnPicture(width, height, 2)));
  };
  EXPECT_FALSE(decoded(160, 8).empty());
  EXPECT_FALSE(decoded(8, 160).empty());
  EXPECT_TRUE(decoded(161, 90).empty());
  EXPECT_TRUE(decoded(90, 161).empty());
  EXPECT_TRUE(decoded(160, 7).empty());
  EXPECT_TRUE(decoded(7, 160).empty());
  EXPECT_TRUE(decoded(1000, 1000).empty());
}

TEST(DecodeThumbnailTest, BytesThatAreNoPictureAreNone) {
  EXPECT_TRUE(DecodeThumbnail("").empty());
  EXPECT_TRUE(DecodeThumbnail("RIFF").empty());
  EXPECT_TRUE(DecodeThumbnail(std::string(1000, '\0')).empty());
  EXPECT_TRUE(DecodeThumbnail("RIFF\x20\x00\x00\x00WEBPVP8 ").empty());
}

TEST(DecodeThumbnailTest, DamagedBytesAreNoneOrAPictureOfGoodSize) {
  const std::string good = KeyFrameOf(DrawnPicture(320, 180, 3)).thumbnail;
  std::mt19937 random(3);
  const auto check = [](const std::string& bytes) {
    const Thumbnail thumbnail = DecodeThumbnail(bytes);
    if (thumbnail.empty()) return;
    EXPECT_GE(std::min(thumbnail.width, thumbnail.height), 8);
    EXPECT_LE(std::max(thumbnail.width, thumbnail.height), 160);
    EXPECT_EQ(thumbnail.pixels.size(),
              static_cast<size_t>(thumbnail.width) * thumbnail.height);
  };
  for (size_t i = 0; i < good.size(); ++i) {
    std::string flipped = good;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 + random() % 255));
    check(flipped);
  }
  for (size_t size = 0; size < good.size(); size += 7) {
    check(good.substr(0, size));
  }
  for (int round = 0; round < 300; ++round) {
    std::string many = good;
    for (int i = 0; i < 20; ++i) {
      many[random() % many.size()] = static_cast<char>(random());
    }
    check(many);
  }
}

TEST(HalvedTest, IsTheMeanOfFourAndEndsAtABlock) {
  const Thumbnail whole = DecodeThumbnail(WebpOf(DrawnPicture(41, 34, 4)));
  const Thumbnail half = Halved(whole);
  ASSERT_EQ(half.width, 20);
  ASSERT_EQ(half.height, 17);
  for (int y = 0; y < half.height; ++y) {
    for (int x = 0; x < half.width; ++x) {
      const float* const above = whole.row(2 * y) + 2 * x;
      const float* const below = whole.row(2 * y + 1) + 2 * x;
      EXPECT_NEAR(half.row(y)[x],
                  (above[0] + above[1] + below[0] + below[1]) / 4, 0.01);
    }
  }
  EXPECT_EQ(Halved(half).width, 10);
  EXPECT_TRUE(Halved(Halved(half)).empty());
  EXPECT_TRUE(Halved({}).empty());
}

TEST(CompareTest, PictureAgreesWithItself) {
  for (const uint32_t seed : {10U, 11U, 12U}) {
    const Picture picture = DrawnPicture(640, 360, seed);
    const Agreement agreement = AgreementOf(picture, picture, {});
    EXPECT_GT(agreement.blocks, 300);
    EXPECT_EQ(agreement.share(), 1);
  }
}

TEST(CompareTest, OtherPicturesHardlyAgree) {
  EXPECT_LT(
      AgreementOf(DrawnPicture(640, 360, 13), DrawnPicture(640, 360, 14), {})
          .share(),
      0.2);
  EXPECT_LT(AgreementOf(Noise(160, 90, 1), Noise(160, 90, 2), {}).share(),
            0.05);
}

TEST(CompareTest, FlatPicturesHaveNoBlocks) {
  const Picture flat = FlatPicture(640, 360, 90);
  EXPECT_EQ(AgreementOf(flat, flat, {}).blocks, 0);
  EXPECT_EQ(AgreementOf(flat, flat, {}).share(), 0);
  EXPECT_LE(AgreementOf(flat, DrawnPicture(640, 360, 15), {}).agreeing, 2);
}

TEST(CompareTest, BrightnessContrastAndGammaDoNotMatter) {
  const Picture picture = DrawnPicture(640, 360, 16);
  const auto share = [&](const auto& change) {
    return AgreementOf(Changed(picture, change), picture, {}).share();
  };
  EXPECT_GT(share([](double level) { return level * 0.6 + 90; }), 0.97);
  EXPECT_GT(share([](double level) { return level * 0.5; }), 0.97);
  EXPECT_GT(share([](double level) { return (level - 128) * 1.3 + 128; }),
            0.95);
  EXPECT_GT(
      share([](double level) { return 255 * std::pow(level / 255, 1.8); }),
      0.95);
  EXPECT_GT(
      share([](double level) { return 255 * std::pow(level / 255, 0.6); }),
      0.95);
}

TEST(CompareTest, InvertedPictureAgreesWithTheOtherSign) {
  const Picture picture = DrawnPicture(640, 360, 17);
  const Picture inverted =
      Changed(picture, [](double level) { return 255 - level; });
  EXPECT_GT(AgreementOf(inverted, picture, {}, true).share(), 0.97);
  EXPECT_LT(AgreementOf(inverted, picture, {}, false).share(), 0.1);
  EXPECT_LT(AgreementOf(picture, picture, {}, true).share(), 0.1);
}

// The part of a picture that begins at (x, y).
Picture CropOf(const Picture& picture, int x, int y, int width, int height) {
  Picture crop = FlatPicture(width, height, 0);
  for (int v = 0; v < height; ++v) {
    for (int u = 0; u < width; ++u) crop.at(u, v) = picture.at(x + u, y + v);
  }
  return crop;
}

// From a crop of half the sides of 640 x 360, at (200, 120), to the whole.
constexpr PictureMap kHalfCrop = {
    .a = 0.5F, .d = 0.5F, .x0 = 200 * 1.6F, .y0 = 120 * 1.6F};

TEST(LayOverTest, CropAgreesWhereItLiesAndCoversNoMore) {
  const Picture picture = DrawnPicture(640, 360, 18);
  const Picture crop = CropOf(picture, 200, 120, 320, 180);
  const Overlay overlay = Over(crop, picture, kHalfCrop);
  EXPECT_EQ(overlay.picture.width, 160);
  EXPECT_EQ(overlay.picture.height, 90);
  for (int y = 0; y < 90; ++y) {
    for (int x = 0; x < 160; ++x) {
      const bool inside = x >= 51 && x < 129 && y >= 31 && y < 74;
      const bool outside = x < 49 || x >= 131 || y < 29 || y >= 76;
      const bool covered = overlay.covered[y * 160 + x] != 0;
      if (inside || outside) {
        EXPECT_EQ(covered, inside) << x << " " << y;
      }
    }
  }
  const Agreement agreement = AgreementOf(crop, picture, kHalfCrop);
  EXPECT_GT(agreement.share(), 0.95);
  EXPECT_NEAR(agreement.blocks, AgreementOf(picture, picture, {}).blocks / 4.0,
              60);
}

TEST(LayOverTest, WholeOverItsCropAgreesEverywhere) {
  const Picture picture = DrawnPicture(640, 360, 19);
  const Picture crop = CropOf(picture, 200, 120, 320, 180);
  const Agreement agreement =
      AgreementOf(picture, crop, kHalfCrop.Inverse().value());
  EXPECT_GT(agreement.share(), 0.9);
  EXPECT_NEAR(agreement.blocks, AgreementOf(crop, crop, {}).blocks, 60);
}

TEST(LayOverTest, AnyFormAgreesByItsOwnMap) {
  const Picture picture = DrawnPicture(480, 480, 20);
  for (int form = 0; form < fingerprint::kForms; ++form) {
    // From the picture laid down back to the picture.
    PictureMap to_laid = Laying{.form = form}.Linear();
    const PictureMap::Point middle = to_laid.At({512, 512});
    to_laid.x0 = 512 - middle.x;
    to_laid.y0 = 512 - middle.y;
    const Picture laid = fingerprint::LaidDown(picture, form);
    EXPECT_GT(
        AgreementOf(laid, picture, to_laid.Inverse().value(), (form & 8) != 0)
            .share(),
        0.97)
        << form;
    if (form % 8 != 0) {
      EXPECT_LT(AgreementOf(laid, picture, {}, (form & 8) != 0).share(), 0.4)
          << form;
    }
  }
}

TEST(LayOverTest, MapThatIsOffAgreesLess) {
  const Picture picture = DrawnPicture(640, 360, 21);
  // A pixel of the thumbnail is 6.4 units.
  EXPECT_GT(AgreementOf(picture, picture, {.x0 = 6}).share(), 0.9);
  EXPECT_LT(AgreementOf(picture, picture, {.x0 = 60}).share(), 0.4);
}

TEST(ShiftsOfTest, TellHowFarTheMapIsOff) {
  const Picture picture = DrawnPicture(320, 180, 33);
  const Thumbnail reference = DecodeThumbnail(KeyFrameOf(picture).thumbnail);
  const float a_pixel = static_cast<float>(fingerprint::kPictureUnits) /
                        static_cast<float>(reference.width);
  const auto shifts_of = [&](float right, float down) {
    return ShiftsOf(
        Over(picture, picture, {.x0 = right * a_pixel, .y0 = down * a_pixel}),
        reference, false);
  };
  const std::vector<BlockShift> shifts = shifts_of(2, -1);
  EXPECT_GT(shifts.size(), 50);
  const auto right = std::count_if(
      shifts.begin(), shifts.end(),
      [](const BlockShift& shift) { return shift.dx == 2 && shift.dy == -1; });
  EXPECT_GT(right, 0.8 * static_cast<double>(shifts.size()));
  for (const BlockShift& shift : shifts_of(0, 0)) {
    EXPECT_EQ(shift.dx, 0);
    EXPECT_EQ(shift.dy, 0);
  }
  EXPECT_LT(shifts_of(20, 20).size(), shifts.size() / 3);
}

TEST(LayOverTest, MapThatFlattensOrLeadsOutsideCoversNothing) {
  const Picture picture = DrawnPicture(640, 360, 22);
  for (const PictureMap& map :
       {PictureMap{.a = 0, .d = 0}, PictureMap{.x0 = 5000},
        PictureMap{.a = 1e-3F, .d = 1e-3F}}) {
    EXPECT_EQ(AgreementOf(picture, picture, map).blocks, 0);
  }
  EXPECT_EQ(AgreementOf(picture, picture, {.x0 = 1e30F}).blocks, 0);
}

TEST(LayOverTest, DamagedQueryCoversNothing) {
  const KeyFrame frame = KeyFrameOf(DrawnPicture(640, 360, 23));
  const Thumbnail reference = DecodeThumbnail(frame.thumbnail);
  const Overlay overlay = LayOver(frame, {}, frame, reference, {});
  EXPECT_EQ(Compare(overlay, reference, false).blocks, 0);
}

class MomentsTest : public testing::Test {
 protected:
  // The film at `time`, laid over itself.
  Overlay At(double time) const {
    return Over(film_.At(time), film_.At(time), {});
  }
  Thumbnail ThumbnailAt(double time) const {
    return DecodeThumbnail(KeyFrameOf(film_.At(time)).thumbnail);
  }

  DrawnFilm film_{1, 1};
};

TEST_F(MomentsTest, SameMomentFitsBetterThanAnother) {
  const Overlay here = At(3);
  const Overlay other = At(5);
  const Thumbnail reference = ThumbnailAt(3);
  const Thumbnail other_reference = ThumbnailAt(5);
  const TimeLock lock =
      CompareMoments(here, &other, reference, &other_reference, false);
  EXPECT_TRUE(lock.moves());
  EXPECT_GT(lock.ratio(), 10);
  EXPECT_GT(lock.moving_share(), 0.9);
  const TimeLock wrong =
      CompareMoments(other, &here, reference, &other_reference, false);
  EXPECT_LT(wrong.ratio(), 0.2);
  EXPECT_FALSE(wrong.IsSure());
}

TEST_F(MomentsTest, StillOrMissingMomentsTellNothing) {
  const Overlay here = At(3);
  const Thumbnail reference = ThumbnailAt(3);
  for (const TimeLock& lock :
       {CompareMoments(here, nullptr, reference, nullptr, false),
        CompareMoments(here, &here, reference, &reference, false)}) {
    EXPECT_FALSE(lock.moves());
    EXPECT_EQ(lock.here, 0);
    EXPECT_EQ(lock.elsewhere, 0);
    EXPECT_EQ(lock.moving, 0);
    EXPECT_EQ(lock.moving_share(), 0);
  }
}

TEST_F(MomentsTest, MomentOfAnotherSizeIsLeftOut) {
  const Overlay here = At(3);
  const Thumbnail reference = ThumbnailAt(3);
  const Thumbnail other = Halved(ThumbnailAt(5));
  EXPECT_EQ(CompareMoments(here, nullptr, reference, &other, false).moving, 0);
}

// A film in which shapes move within the left half alone.
Picture LeftHalfMoves(double time) {
  Picture picture = FlatPicture(320, 180, 128);
  fingerprint::Draw(fingerprint::StandingShapes(250, 0.5625, 5), 0,
                    {.scale = 320}, picture);
  fingerprint::Draw(fingerprint::MovingShapes(80, 0.5625, 6), time,
                    {.scale = 320, .right = 160}, picture);
  return picture;
}

TEST(MovingBlocksTest, AreWhereThePictureChanges) {
  std::array<Thumbnail, 8> pictures;
  std::vector<const Thumbnail*> all(pictures.size());
  for (size_t i = 0; i < pictures.size(); ++i) {
    pictures[i] = DecodeThumbnail(
        KeyFrameOf(LeftHalfMoves(static_cast<double>(i))).thumbnail);
    all[i] = &pictures[i];
  }
  const std::vector<BlockPlace> blocks = MovingBlocks(all);
  EXPECT_GT(blocks.size(), 20);
  EXPECT_LE(blocks.size(), kMostMovingBlocks);
  for (const BlockPlace& block : blocks) EXPECT_LT(block.x, 80);

  // Each moment agrees with itself in them, and less with others.
  const Picture picture = LeftHalfMoves(3);
  const Overlay overlay = Over(picture, picture, {});
  const auto mean = [&](const Thumbnail& reference) {
    const std::vector<float> correlations =
        CorrelatedBlocks(overlay, reference, blocks, false);
    EXPECT_EQ(correlations.size(), blocks.size());
    return std::accumulate(correlations.begin(), correlations.end(), 0.0) /
           static_cast<double>(blocks.size());
  };
  EXPECT_GT(mean(pictures[3]), 0.9);
  EXPECT_LT(mean(pictures[6]), 0.5);
}

TEST(MovingBlocksTest, StillsAndOtherSizesHaveNone) {
  const Thumbnail picture =
      DecodeThumbnail(KeyFrameOf(DrawnPicture(320, 180, 30)).thumbnail);
  const Thumbnail half = Halved(picture);
  EXPECT_THAT(MovingBlocks({}), IsEmpty());
  EXPECT_THAT(MovingBlocks({&picture}), IsEmpty());
  EXPECT_THAT(MovingBlocks({&picture, &picture, &picture}), IsEmpty());
  EXPECT_THAT(MovingBlocks({&picture, &half, &picture}), IsEmpty());
}

TEST(CorrelatedBlocksTest, PictureOfAnotherSizeCorrelatesNowhere) {
  const Picture picture = DrawnPicture(320, 180, 31);
  const Overlay overlay = Over(picture, picture, {});
  const Thumbnail half = Halved(overlay.picture);
  const std::vector<BlockPlace> blocks = {{1, 1}, {9, 9}};
  EXPECT_THAT(CorrelatedBlocks(overlay, overlay.picture, blocks, false),
              ElementsAre(FloatNear(1, 1e-3), FloatNear(1, 1e-3)));
  EXPECT_THAT(CorrelatedBlocks(overlay, half, blocks, false),
              ElementsAre(0, 0));
  // A negative correlates the other way round.
  EXPECT_THAT(CorrelatedBlocks(overlay, overlay.picture, blocks, true),
              ElementsAre(0, 0));
}

}  // namespace
}  // namespace earmark::index
