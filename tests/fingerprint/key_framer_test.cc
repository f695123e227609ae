#include "fingerprint/worker/key_framer.h"

#include <gtest/gtest.h>
#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fingerprint/worker/feature_coder.h"
#include "index/internal/picture_map.h"
#include "tests/fingerprint/drawn_picture.h"

namespace earmark::fingerprint {
namespace {

using std::chrono::milliseconds;

KeyFrame Make(const LumaView& luma, const Orientation& orientation = {}) {
  KeyFramer framer(false);
  const std::optional<KeyFrame> frame =
      framer.Make(luma, orientation, MediaTime(0));
  if (!frame) {
    ADD_FAILURE() << "no key frame";
    return {};
  }
  return *frame;
}

// The picture in the middle of a flat one.
Picture Framed(const Picture& inner, int left, int top, int right, int bottom,
               uint8_t level) {
  Picture framed = FlatPicture(inner.width + left + right,
                               inner.height + top + bottom, level);
  for (int y = 0; y < inner.height; ++y) {
    for (int x = 0; x < inner.width; ++x) {
      framed.at(left + x, top + y) = inner.at(x, y);
    }
  }
  return framed;
}

// As it is shown: transposed, then flipped.
Picture Shown(const Picture& stored, const Orientation& orientation) {
  Picture shown = stored;
  if (orientation.transpose) std::swap(shown.width, shown.height);
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      const int u = orientation.flip_x ? shown.width - 1 - x : x;
      const int v = orientation.flip_y ? shown.height - 1 - y : y;
      shown.at(x, y) =
          orientation.transpose ? stored.at(v, u) : stored.at(u, v);
    }
  }
  return shown;
}

std::vector<Orientation> AllOrientations() {
  std::vector<Orientation> all(8);
  for (unsigned bits = 0; bits < 8; ++bits) {
    all[bits] = {.transpose = (bits & 1) != 0,
                 .flip_x = (bits & 2) != 0,
                 .flip_y = (bits & 4) != 0};
  }
  return all;
}

bool IsPlain(const LocalFeature& feature) {
  return feature.turn == 0 && !feature.second;
}

// Of the strongest plain features of `frame`, the part that has a twin in
// `other`: with the same key, where `place` says, with the laying.
template <typename Place>
double ShareOfTwins(const KeyFrame& frame, const KeyFrame& other,
                    const index::Laying& laying, const Place& place) {
  constexpr int kStrongest = 80;
  int asked = 0;
  int found = 0;
  for (const LocalFeature& feature : frame.features) {
    if (!IsPlain(feature)) continue;
    if (asked == kStrongest) break;
    ++asked;
    const std::pair<double, double> due = place(feature.x, feature.y);
    found += std::any_of(
                 other.features.begin(), other.features.end(),
                 [&](const LocalFeature& twin) {
                   return twin.turn == 0 && twin.key() == feature.key() &&
                          std::abs(twin.x - due.first) < 6 &&
                          std::abs(twin.y - due.second) < 6 &&
                          index::LayingOf(twin.form, 0, feature.form) == laying;
                 })
                 ? 1
                 : 0;
  }
  EXPECT_EQ(asked, kStrongest);
  return static_cast<double>(found) / std::max(asked, 1);
}

// The form that leads back, by trying all.
int WayBack(int form) {
  GradientHistogram histogram;
  for (int bin = 0; bin < kHistogramBins; ++bin) {
    histogram[bin] = static_cast<uint8_t>(bin);
  }
  for (int back = 0; back < kForms; ++back) {
    if (InForm(InForm(histogram, form), back) == histogram) return back;
  }
  return -1;
}

class LaidDownTest : public testing::TestWithParam<int> {};

TEST_P(LaidDownTest, HasTheSameKeysInOtherForms) {
  const int form = GetParam();
  for (const uint32_t seed : {41U, 42U, 43U}) {
    // Such sides that every second pixel is the same from both ends.
    const Picture picture = DrawnPicture(465, 353, seed);
    const KeyFrame upright = Make(picture.view());
    const KeyFrame laid = Make(LaidDown(picture, form).view());
    const double share = ShareOfTwins(
        upright, laid, {.form = WayBack(form)}, [&](double x, double y) {
          const double unit = static_cast<double>(kPictureUnits) / 465;
          const auto [u, v] = PlaceLaidDown(x / unit, y / unit, 465, 353, form);
          return std::pair(u * unit, v * unit);
        });
    EXPECT_GT(share, 0.7) << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(AllForms, LaidDownTest, testing::Range(0, kForms));

TEST(KeyFramerTest, LetterboxLeavesTheFeaturesWhereTheyStandInTheWhole) {
  const Picture picture = DrawnPicture(480, 270, 1);
  for (const uint8_t level : {0, 16, 255}) {
    const KeyFrame bare = Make(picture.view());
    const KeyFrame boxed = Make(Framed(picture, 0, 30, 0, 60, level).view());
    EXPECT_EQ(boxed.width, 1024);
    EXPECT_EQ(boxed.height, 768);
    ASSERT_EQ(boxed.features.size(), bare.features.size());
    for (size_t i = 0; i < bare.features.size(); ++i) {
      EXPECT_EQ(boxed.features[i].code, bare.features[i].code);
      EXPECT_EQ(boxed.features[i].form, bare.features[i].form);
      EXPECT_EQ(boxed.features[i].scale, bare.features[i].scale);
      EXPECT_EQ(boxed.features[i].x, bare.features[i].x);
      EXPECT_EQ(boxed.features[i].y, bare.features[i].y + 64);
    }
  }
}

TEST(KeyFramerTest, PillarboxMakesFeaturesSmallerInTheWhole) {
  const Picture picture = DrawnPicture(270, 360, 2);
  const KeyFrame bare = Make(picture.view());
  const KeyFrame boxed = Make(Framed(picture, 105, 0, 105, 0, 16).view());
  EXPECT_EQ(boxed.width, 1024);
  EXPECT_EQ(boxed.height, 768);
  ASSERT_EQ(boxed.features.size(), bare.features.size());
  const double left = 105 * 1024 / 480.0;
  for (size_t i = 0; i < bare.features.size(); ++i) {
    EXPECT_EQ(boxed.features[i].code, bare.features[i].code);
    EXPECT_NEAR(boxed.features[i].x, left + bare.features[i].x * 0.75, 1);
    EXPECT_NEAR(boxed.features[i].y, bare.features[i].y * 0.75, 1);
    EXPECT_NEAR(boxed.features[i].radius() / bare.features[i].radius(), 0.75,
                0.15);
  }
}

TEST(KeyFramerTest, OrientationEqualsThePictureTurnedBeforehand) {
  const Picture stored = Framed(DrawnPicture(360, 250, 3), 20, 60, 40, 10, 16);
  for (const Orientation& orientation : AllOrientations()) {
    const KeyFrame turned = Make(stored.view(), orientation);
    const KeyFrame shown = Make(Shown(stored, orientation).view());
    SCOPED_TRACE(testing::Message()
                 << orientation.transpose << orientation.flip_x
                 << orientation.flip_y);
    EXPECT_EQ(turned.width, shown.width);
    EXPECT_EQ(turned.height, shown.height);
    EXPECT_EQ(turned.looked_up, shown.looked_up);
    EXPECT_EQ(turned.features, shown.features);
    EXPECT_FALSE(turned.features.empty());
  }
}

TEST(KeyFramerTest, LargePicturesAreTurnedAlikeToo) {
  const Picture stored = DrawnPicture(1280, 720, 4);
  for (const Orientation& orientation : AllOrientations()) {
    const KeyFrame turned = Make(stored.view(), orientation);
    const KeyFrame shown = Make(Shown(stored, orientation).view());
    EXPECT_GT(ShareOfTwins(turned, shown, {},
                           [](double x, double y) { return std::pair(x, y); }),
              0.9);
  }
}

TEST(KeyFramerTest, SmallCopyHasMostOfTheFeatures) {
  const KeyFrame large = Make(DrawnPicture(1280, 720, 5).view());
  const KeyFrame small = Make(DrawnPicture(480, 270, 5).view());
  int found = 0;
  int asked = 0;
  for (const LocalFeature& feature : large.features) {
    if (!IsPlain(feature) || ++asked > 80) continue;
    found += std::any_of(small.features.begin(), small.features.end(),
                         [&](const LocalFeature& twin) {
                           return std::popcount(twin.code ^ feature.code) <=
                                      index::kMostCodeErrors &&
                                  std::abs(twin.x - feature.x) < 8 &&
                                  std::abs(twin.y - feature.y) < 8;
                         })
                 ? 1
                 : 0;
  }
  EXPECT_GT(found, 56);
}

TEST(KeyFramerTest, TinyPicturesHaveNone) {
  KeyFramer framer(false);
  for (const auto& [width, height] : {std::pair(1, 1),
                                      {1, 300},
                                      {300, 1},
                                      {23, 23},
                                      {23, 480},
                                      {480, 23},
                                      {4000, 100},
                                      {100, 4000}}) {
    const Picture picture = DrawnPicture(width, height, 6);
    EXPECT_FALSE(framer.Make(picture.view(), {}, MediaTime(0)))
        << width << "x" << height;
  }
}

TEST(KeyFramerTest, SmallestPictureHasAFrame) {
  const KeyFrame frame = Make(DrawnPicture(24, 24, 6).view());
  EXPECT_EQ(frame.width, 1024);
  EXPECT_EQ(frame.height, 1024);
}

TEST(KeyFramerTest, FlatPicturesHaveNoFeatures) {
  for (const uint8_t level : {0, 16, 128, 255}) {
    const KeyFrame frame = Make(FlatPicture(640, 360, level).view());
    EXPECT_TRUE(frame.features.empty());
    EXPECT_EQ(frame.looked_up, 0);
    EXPECT_FALSE(frame.thumbnail.empty());
  }
}

TEST(KeyFramerTest, NoiseHasNoMoreFeaturesThanAFrameMayHave) {
  std::mt19937 random(7);
  for (const auto& [width, height] : {std::pair(480, 480), {1920, 1080}}) {
    Picture noise = FlatPicture(width, height, 0);
    for (uint8_t& pixel : noise.pixels) pixel = static_cast<uint8_t>(random());
    const KeyFrame frame = Make(noise.view());
    EXPECT_LE(frame.features.size(), kMaxFeatures);
    EXPECT_GT(frame.features.size(), 200);
    EXPECT_LE(frame.thumbnail.size(), kMaxThumbnailBytes);
  }
}

TEST(KeyFramerTest, FeaturesToLookUpComeFirstAndAloneHaveDoubts) {
  const KeyFrame frame = Make(DrawnPicture(640, 360, 8).view());
  ASSERT_LT(frame.looked_up, frame.features.size());
  ASSERT_GT(frame.looked_up, 0);
  const std::array<uint8_t, kDoubtfulBits> none{};
  for (size_t i = 0; i < frame.features.size(); ++i) {
    const LocalFeature& feature = frame.features[i];
    EXPECT_EQ(feature.doubts != none, i < frame.looked_up) << i;
    EXPECT_TRUE(i < frame.looked_up || IsPlain(feature)) << i;
  }
}

TEST(KeyFramerTest, ValuesAreWithinTheirRanges) {
  const KeyFrame frame = Make(DrawnPicture(640, 360, 9).view());
  for (const LocalFeature& feature : frame.features) {
    EXPECT_LT(feature.x, frame.width);
    EXPECT_LT(feature.y, frame.height);
    EXPECT_LT(feature.scale, 32);
    EXPECT_LT(feature.form, kForms);
    EXPECT_LT(feature.turn, kTurns);
  }
}

TEST(KeyFramerTest, FeaturesAreReadTurnedOnceASecond) {
  const Picture picture = DrawnPicture(640, 360, 10);
  KeyFramer framer(false);
  std::vector<bool> turned;
  for (int i = 0; i < 6; ++i) {
    const std::optional<KeyFrame> frame =
        framer.Make(picture.view(), {}, milliseconds(500 * i));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->time, milliseconds(500 * i));
    turned.push_back(std::any_of(
        frame->features.begin(), frame->features.end(),
        [](const LocalFeature& feature) { return feature.turn != 0; }));
  }
  EXPECT_EQ(turned, (std::vector<bool>{true, false, true, false, true, false}));
}

TEST(KeyFramerTest, RowsMayStandUpsideDownOrApart) {
  const Picture picture = DrawnPicture(640, 360, 11);
  const KeyFrame plain = Make(picture.view());

  const Picture flipped = Shown(picture, {.flip_y = true});
  LumaView upside_down = flipped.view();
  upside_down.pixels = flipped.pixels.data() + 640 * 359;
  upside_down.row_bytes = -640;
  EXPECT_EQ(Make(upside_down), plain);

  const Picture padded = Framed(picture, 0, 0, 13, 0, 200);
  LumaView apart = padded.view();
  apart.width = 640;
  EXPECT_EQ(Make(apart), plain);
}

TEST(KeyFramerTest, FramesDoNotDependOnThoseBefore) {
  const Picture picture = DrawnPicture(400, 300, 12);
  KeyFramer used(false);
  ASSERT_TRUE(used.Make(DrawnPicture(1280, 720, 13).view(), {}, MediaTime(0)));
  const std::optional<KeyFrame> frame =
      used.Make(picture.view(), {}, milliseconds(2000));
  ASSERT_TRUE(frame);
  KeyFrame fresh = Make(picture.view());
  fresh.time = frame->time;
  EXPECT_EQ(*frame, fresh);
}

struct Decoded {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> luma;
};

Decoded Decode(const std::string& webp) {
  Decoded decoded;
  uint8_t* u = nullptr;
  uint8_t* v = nullptr;
  int stride = 0;
  int uv_stride = 0;
  uint8_t* const luma = WebPDecodeYUV(
      reinterpret_cast<const uint8_t*>(webp.data()), webp.size(),
      &decoded.width, &decoded.height, &u, &v, &stride, &uv_stride);
  if (luma == nullptr) return {};
  for (int y = 0; y < decoded.height; ++y) {
    decoded.luma.insert(decoded.luma.end(), luma + y * stride,
                        luma + y * stride + decoded.width);
  }
  WebPFree(luma);
  return decoded;
}

TEST(KeyFramerTest, ThumbnailHasTheShapeOfThePicture) {
  struct Size {
    int width;
    int height;
    int small_width;
    int small_height;
  };
  for (const Size& size : {Size{640, 360, 160, 90},
                           {360, 640, 90, 160},
                           {1920, 1080, 160, 90},
                           {500, 500, 160, 160},
                           {100, 80, 100, 80},
                           {600, 40, 160, 11}}) {
    const KeyFrame frame =
        Make(DrawnPicture(size.width, size.height, 14).view());
    const Decoded decoded = Decode(frame.thumbnail);
    EXPECT_EQ(decoded.width, size.small_width) << size.width;
    EXPECT_EQ(decoded.height, size.small_height) << size.width;
    EXPECT_LE(frame.thumbnail.size(), kMaxThumbnailBytes);
  }
}

TEST(KeyFramerTest, ThumbnailShowsTheWholePicture) {
  // With its bars.
  const Picture picture = Framed(DrawnPicture(640, 360, 15), 0, 60, 0, 60, 16);
  const Decoded decoded = Decode(Make(picture.view()).thumbnail);
  ASSERT_EQ(decoded.width, 160);
  ASSERT_EQ(decoded.height, 120);
  double difference = 0;
  for (int y = 0; y < 120; ++y) {
    for (int x = 0; x < 160; ++x) {
      int sum = 0;
      for (int i = 0; i < 16; ++i) {
        sum += picture.at(4 * x + i % 4, 4 * y + i / 4);
      }
      difference += std::abs(decoded.luma[y * 160 + x] - sum / 16.0);
    }
  }
  EXPECT_LT(difference / (160 * 120), 10);
}

TEST(KeyFramerTest, StillOfAReferenceHasOneFrameASecond) {
  const Picture picture = DrawnPicture(640, 360, 16);
  Picture brighter = picture;
  for (uint8_t& pixel : brighter.pixels) {
    pixel = static_cast<uint8_t>(pixel * 0.8 + 40);
  }
  KeyFramer framer(true);
  ASSERT_TRUE(framer.Make(picture.view(), {}, MediaTime(0)));
  EXPECT_FALSE(framer.Make(picture.view(), {}, milliseconds(250)));
  EXPECT_FALSE(framer.Make(brighter.view(), {}, milliseconds(500)));
  EXPECT_TRUE(framer.Make(picture.view(), {}, milliseconds(1000)));
}

TEST(KeyFramerTest, ReferenceThatMovesHasEachFrame) {
  KeyFramer framer(true);
  for (int i = 0; i < 4; ++i) {
    const Picture picture = DrawnPicture(640, 360, 17 + i);
    const std::optional<KeyFrame> frame =
        framer.Make(picture.view(), {}, milliseconds(250 * i));
    ASSERT_TRUE(frame) << i;
    EXPECT_FALSE(frame->features.empty());
  }
}

TEST(KeyFramerTest, FeaturesOfAReferenceAreNotLookedUp) {
  KeyFramer framer(true);
  const std::optional<KeyFrame> frame =
      framer.Make(DrawnPicture(640, 360, 19).view(), {}, MediaTime(0));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->looked_up, 0);
  EXPECT_TRUE(std::all_of(
      frame->features.begin(), frame->features.end(),
      [](const LocalFeature& feature) { return IsPlain(feature); }));
}

}  // namespace
}  // namespace earmark::fingerprint
