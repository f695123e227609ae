#include "index/internal/picture_map.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fingerprint/drawn_picture.h"

namespace earmark::index {
namespace {

using fingerprint::kForms;
using fingerprint::kTurns;
using fingerprint::LaidDown;
using fingerprint::LocalFeature;
using fingerprint::Picture;
using Point = PictureMap::Point;

constexpr float kMiddle = fingerprint::kPictureUnits / 2.0F;

void ExpectNear(const Point& a, const Point& b, double tolerance) {
  EXPECT_NEAR(a.x, b.x, tolerance);
  EXPECT_NEAR(a.y, b.y, tolerance);
}

double Uniform(std::mt19937& random, double from, double to) {
  return from + (to - from) * static_cast<double>(random() >> 8) / (1U << 24);
}

PictureMap RandomMap(std::mt19937& random) {
  const auto some = [&](double most) {
    return static_cast<float>(Uniform(random, -most, most));
  };
  return {some(2), some(2), some(2), some(2), some(500), some(500)};
}

Point RandomPoint(std::mt19937& random) {
  return {static_cast<float>(Uniform(random, 0, 1024)),
          static_cast<float>(Uniform(random, 0, 1024))};
}

Picture RandomPicture(int side, std::mt19937& random) {
  Picture picture = fingerprint::FlatPicture(side, side, 0);
  for (uint8_t& pixel : picture.pixels) pixel = static_cast<uint8_t>(random());
  return picture;
}

TEST(PictureMapTest, InverseLeadsBack) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const PictureMap map = RandomMap(random);
    if (std::abs(map.determinant()) < 0.1) continue;
    const auto inverse = map.Inverse();
    ASSERT_TRUE(inverse);
    const Point point = RandomPoint(random);
    ExpectNear(inverse->At(map.At(point)), point, 0.1);
    ExpectNear(map.At(inverse->At(point)), point, 0.1);
    EXPECT_NEAR(inverse->scale() * map.scale(), 1, 1e-3);
  }
}

TEST(PictureMapTest, MapThatFlattensHasNoInverse) {
  EXPECT_FALSE((PictureMap{.a = 1, .b = 2, .c = 2, .d = 4}.Inverse()));
  EXPECT_FALSE((PictureMap{.a = 0, .d = 0}.Inverse()));
}

TEST(PictureMapTest, AfterIsOneMapAndThenTheOther) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const PictureMap first = RandomMap(random);
    const PictureMap then = RandomMap(random);
    const Point point = RandomPoint(random);
    ExpectNear(then.After(first).At(point), then.At(first.At(point)), 0.1);
  }
}

// The form that a picture has to be laid down in to become the canonical one,
// when it is the canonical one laid down in `form`.
int WayBack(int form, std::mt19937& random) {
  const Picture picture = RandomPicture(5, random);
  for (int back = 0; back < kForms; ++back) {
    if (LaidDown(LaidDown(picture, form), back).pixels == picture.pixels) {
      return back;
    }
  }
  return -1;
}

TEST(LayingTest, LaysTheQueryDownAsTheReferenceByPermutedPixels) {
  std::mt19937 random(3);
  for (int query_form = 0; query_form < kForms; ++query_form) {
    for (int reference_form = 0; reference_form < kForms; ++reference_form) {
      const Picture canonical = RandomPicture(5, random);
      const Picture query = LaidDown(canonical, WayBack(query_form, random));
      const Picture reference =
          LaidDown(canonical, WayBack(reference_form, random));
      ASSERT_EQ(LaidDown(query, query_form).pixels, canonical.pixels);
      ASSERT_EQ(LaidDown(reference, reference_form).pixels, canonical.pixels);
      const Laying laying = LayingOf(query_form, 2, reference_form);
      EXPECT_EQ(LaidDown(query, laying.form).pixels, reference.pixels)
          << query_form << " " << reference_form;
      EXPECT_EQ(laying.turn, 2);
    }
  }
}

TEST(LayingTest, LinearMapLeadsPixelsWhereTheFormLaysThem) {
  constexpr int kSide = 7;
  constexpr float kMiddlePixel = 3;
  for (int form = 0; form < kForms; ++form) {
    const PictureMap map = Laying{.form = form}.Linear();
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        const auto [u, v] =
            fingerprint::PlaceLaidDown(x, y, kSide, kSide, form);
        const Point to = map.At({static_cast<float>(x) - kMiddlePixel,
                                 static_cast<float>(y) - kMiddlePixel});
        EXPECT_NEAR(to.x + kMiddlePixel, u, 1e-4) << form;
        EXPECT_NEAR(to.y + kMiddlePixel, v, 1e-4) << form;
      }
    }
  }
}

TEST(LayingTest, TurnsComeBeforeTheFormAndFourAreAQuarterBack) {
  std::mt19937 random(4);
  const Point point = RandomPoint(random);
  for (int form = 0; form < kForms; ++form) {
    for (int turn = 0; turn < kTurns; ++turn) {
      const Laying both = {.form = form, .turn = turn};
      const Laying form_alone = {.form = form};
      const Laying turn_alone = {.turn = turn};
      ExpectNear(both.Linear().At(point),
                 form_alone.Linear().At(turn_alone.Linear().At(point)), 0.01);
    }
  }
  const PictureMap once = Laying{.turn = 1}.Linear();
  Point turned = point;
  for (int i = 0; i < kTurns; ++i) turned = once.At(turned);
  // Three quarters clockwise.
  ExpectNear(turned, Laying{.form = 6}.Linear().At(point), 0.01);
}

TEST(LayingTest, SaysWhatItIs) {
  EXPECT_TRUE((Laying{.form = 9}.inverted()));
  EXPECT_TRUE((Laying{.form = 9}.mirrored()));
  EXPECT_TRUE((Laying{.form = 9}.upright()));
  EXPECT_FALSE((Laying{.form = 6}.mirrored()));
  EXPECT_FALSE((Laying{.form = 6}.inverted()));
  EXPECT_FALSE((Laying{.form = 6}.upright()));
  EXPECT_FALSE((Laying{.turn = 1}.upright()));
}

LocalFeature RandomFeature(std::mt19937& random) {
  return {.x = static_cast<uint16_t>(random() % 1024),
          .y = static_cast<uint16_t>(random() % 1024),
          .scale = static_cast<uint8_t>(12 + random() % 12),
          .form = static_cast<uint8_t>(random() % kForms),
          .turn = static_cast<uint8_t>(random() % kTurns),
          .code = static_cast<uint64_t>(random()) << 32 | random()};
}

TEST(PairFeaturesTest, FindsWhatTryingAllPairsFinds) {
  std::mt19937 random(5);
  std::vector<LocalFeature> reference;
  for (int i = 0; i < 100; ++i) {
    reference.push_back(RandomFeature(random));
    reference.back().turn = 0;
  }
  std::vector<LocalFeature> query;
  for (int i = 0; i < 100; ++i) {
    query.push_back(reference[i]);
    query.back().form = static_cast<uint8_t>(random() % kForms);
    query.back().turn = static_cast<uint8_t>(random() % kTurns);
    for (uint32_t flips = random() % 24; flips > 0; --flips) {
      query.back().code ^= uint64_t{1} << random() % 64;
    }
  }
  size_t all = 0;
  for (int form = 0; form < kForms; ++form) {
    for (int turn = 0; turn < kTurns; ++turn) {
      const Laying laying = {.form = form, .turn = turn};
      const std::vector<FeaturePair> pairs =
          PairFeatures(query, reference, laying);
      all += pairs.size();
      size_t expected = 0;
      for (const LocalFeature& ours : query) {
        for (const LocalFeature& theirs : reference) {
          expected +=
              LayingOf(ours.form, ours.turn, theirs.form) == laying &&
                      std::popcount(ours.code ^ theirs.code) <= kMostCodeErrors
                  ? 1
                  : 0;
        }
      }
      EXPECT_EQ(pairs.size(), expected);
      int before = 0;
      for (const FeaturePair& pair : pairs) {
        const LocalFeature& ours = query[pair.query];
        const LocalFeature& theirs = reference[pair.reference];
        EXPECT_EQ(LayingOf(ours.form, ours.turn, theirs.form), laying);
        EXPECT_EQ(pair.distance, std::popcount(ours.code ^ theirs.code));
        EXPECT_GE(pair.distance, before);
        before = pair.distance;
      }
    }
  }
  EXPECT_GT(all, 50);
}

TEST(PairFeaturesTest, KeepsTheLikestOfManyPairs) {
  std::mt19937 random(6);
  std::vector<LocalFeature> query(30, LocalFeature{.code = 0});
  std::vector<LocalFeature> reference(30);
  for (size_t i = 0; i < reference.size(); ++i) {
    reference[i].code = (uint64_t{1} << i % 10) - 1;
  }
  std::shuffle(reference.begin(), reference.end(), random);
  const auto pairs = PairFeatures(query, reference, {});
  ASSERT_EQ(pairs.size(), kMostPairs);
  EXPECT_EQ(pairs.front().distance, 0);
  // Ninety pairs are alike.
  EXPECT_EQ(pairs.back().distance, 0);
}

// Pairs of which the first `agreeing` lie as `map` says, in a random order.
struct Sample {
  std::vector<LocalFeature> query;
  std::vector<LocalFeature> reference;
  std::vector<FeaturePair> pairs;
};

Sample MakeSample(const PictureMap& map, int agreeing, int others,
                  std::mt19937& random) {
  Sample sample;
  const auto inverse = map.Inverse();
  const float log_scale = std::log2(map.scale());
  while (static_cast<int>(sample.query.size()) < agreeing + others) {
    LocalFeature theirs = RandomFeature(random);
    LocalFeature ours = RandomFeature(random);
    if (static_cast<int>(sample.query.size()) < agreeing) {
      const Point at = inverse->At(
          {static_cast<float>(theirs.x), static_cast<float>(theirs.y)});
      if (at.x < 0 || at.y < 0 || at.x > 1023 || at.y > 1023) continue;
      // Places are off by some units.
      ours.x = static_cast<uint16_t>(
          std::clamp(std::lround(at.x + Uniform(random, -2, 2)), 0L, 1023L));
      ours.y = static_cast<uint16_t>(
          std::clamp(std::lround(at.y + Uniform(random, -2, 2)), 0L, 1023L));
      ours.scale = static_cast<uint8_t>(
          std::clamp(std::lround(static_cast<float>(theirs.scale) -
                                 log_scale * fingerprint::kScalesPerOctave),
                     0L, 31L));
    }
    sample.query.push_back(ours);
    sample.reference.push_back(theirs);
  }
  for (size_t i = 0; i < sample.query.size(); ++i) {
    sample.pairs.push_back({.query = static_cast<uint16_t>(i),
                            .reference = static_cast<uint16_t>(i)});
  }
  std::shuffle(sample.pairs.begin(), sample.pairs.end(), random);
  return sample;
}

// A map that a copy may have beyond its laying: turned a little, smaller or
// larger, stretched a little, somewhere.
PictureMap LikelyMap(const Laying& laying, std::mt19937& random) {
  const double angle = Uniform(random, -15, 15) * std::numbers::pi / 180;
  const double scale = std::exp2(Uniform(random, -1, 1));
  const double stretch = Uniform(random, 0.9, 1.1);
  PictureMap more = {.a = static_cast<float>(scale * stretch * std::cos(angle)),
                     .b = static_cast<float>(-scale * std::sin(angle)),
                     .c = static_cast<float>(scale * stretch * std::sin(angle)),
                     .d = static_cast<float>(scale * std::cos(angle))};
  PictureMap map = more.After(laying.Linear());
  // Some place near the middle to one near the middle.
  const Point from = {kMiddle + static_cast<float>(Uniform(random, -150, 150)),
                      kMiddle + static_cast<float>(Uniform(random, -150, 150))};
  const Point to = map.At(from);
  map.x0 = kMiddle - to.x;
  map.y0 = kMiddle - to.y;
  return map;
}

TEST(FitPictureTest, FindsAnyMapAmongAsManyPairsOfChance) {
  std::mt19937 random(7);
  for (int form = 0; form < kForms; ++form) {
    for (int turn = 0; turn < kTurns; ++turn) {
      const Laying laying = {.form = form, .turn = turn};
      const PictureMap map = LikelyMap(laying, random);
      const Sample sample = MakeSample(map, 20, 20, random);
      const auto fit =
          FitPicture(sample.query, sample.reference, sample.pairs, laying);
      ASSERT_TRUE(fit) << form << " " << turn;
      EXPECT_GE(fit->inliers, 12);
      EXPECT_LE(fit->inliers, 24);
      // All the agreeing pairs.
      for (size_t i = 0; i < 20; ++i) {
        const Point to = fit->map.At({static_cast<float>(sample.query[i].x),
                                      static_cast<float>(sample.query[i].y)});
        EXPECT_NEAR(to.x, sample.reference[i].x, 15) << form << " " << turn;
        EXPECT_NEAR(to.y, sample.reference[i].y, 15) << form << " " << turn;
      }
    }
  }
}

TEST(FitPictureTest, RefusesPairsOfChance) {
  std::mt19937 random(8);
  int fits = 0;
  for (int round = 0; round < 100; ++round) {
    const Sample sample = MakeSample({}, 0, 40, random);
    const auto fit =
        FitPicture(sample.query, sample.reference, sample.pairs, {});
    if (!fit) continue;
    ++fits;
    EXPECT_LE(fit->inliers, 5);
  }
  EXPECT_LE(fits, 10);
}

TEST(FitPictureTest, RefusesPairsThatAreLaidDownOtherwise) {
  std::mt19937 random(9);
  for (int form = 1; form < 8; ++form) {
    const PictureMap map = LikelyMap({.form = form}, random);
    const Sample sample = MakeSample(map, 12, 0, random);
    EXPECT_FALSE(FitPicture(sample.query, sample.reference, sample.pairs, {}))
        << form;
  }
}

TEST(FitPictureTest, RefusesSizesThatDoNotGoWithThePlaces) {
  std::mt19937 random(10);
  Sample sample = MakeSample({}, 20, 0, random);
  ASSERT_TRUE(FitPicture(sample.query, sample.reference, sample.pairs, {}));
  for (LocalFeature& feature : sample.query) feature.scale = 4;
  EXPECT_FALSE(FitPicture(sample.query, sample.reference, sample.pairs, {}));
}

TEST(FitPictureTest, CrowdedPlacesAndRepeatedFeaturesCountOnce) {
  std::mt19937 random(11);
  // Twenty pairs within a few units are one.
  Sample crowd;
  for (uint16_t i = 0; i < 20; ++i) {
    crowd.query.push_back({.x = static_cast<uint16_t>(500 + i), .y = 500});
    crowd.reference.push_back(crowd.query.back());
    crowd.pairs.push_back({.query = i, .reference = i});
  }
  EXPECT_FALSE(FitPicture(crowd.query, crowd.reference, crowd.pairs, {}));
  // Two features paired with two, however often, are two.
  Sample repeated = MakeSample({}, 2, 0, random);
  const std::vector<FeaturePair> two = repeated.pairs;
  for (int i = 0; i < 10; ++i) {
    repeated.pairs.insert(repeated.pairs.end(), two.begin(), two.end());
  }
  EXPECT_FALSE(
      FitPicture(repeated.query, repeated.reference, repeated.pairs, {}));
}

TEST(FitPictureTest, FewPairsAreNoFit) {
  std::mt19937 random(12);
  EXPECT_FALSE(FitPicture({}, {}, {}, {}));
  const Sample sample = MakeSample({}, kLeastInliers - 1, 0, random);
  EXPECT_FALSE(FitPicture(sample.query, sample.reference, sample.pairs, {}));
}

}  // namespace
}  // namespace earmark::index
