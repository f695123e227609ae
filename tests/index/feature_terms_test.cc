#include "index/internal/feature_terms.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using std::chrono::milliseconds;
using testing::Each;
using testing::SizeIs;

constexpr ReferenceNumber kNumber{7};
// Half the side of the cells that postings tell places by.
constexpr float kHalfCell = 16;
// A track's features are less than this away from its first.
constexpr float kTrackUnits = 38;

LocalFeature RandomFeature(std::mt19937& random) {
  LocalFeature feature = {
      .x = static_cast<uint16_t>(random() % 1024),
      .y = static_cast<uint16_t>(random() % 1024),
      .scale = static_cast<uint8_t>(random() % 32),
      .form = static_cast<uint8_t>(random() % 16),
      .code = static_cast<uint64_t>(random()) << 32 | random()};
  std::array<uint8_t, fingerprint::kKeyBits> bits;
  std::iota(bits.begin(), bits.end(), uint8_t{0});
  std::shuffle(bits.begin(), bits.end(), random);
  std::copy_n(bits.begin(), feature.doubts.size(), feature.doubts.begin());
  return feature;
}

KeyFrame FrameAt(milliseconds time, std::vector<LocalFeature> features) {
  return {.time = time,
          .width = 1024,
          .height = 1024,
          .features = std::move(features)};
}

std::vector<Batch::Addition> PostingsOf(const std::vector<KeyFrame>& frames) {
  Batch batch;
  AppendFeatures(kNumber, frames, batch);
  return batch.additions();
}

TEST(FeatureTermsTest, PostingTellsOfTheFeatureWithinItsCells) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    const LocalFeature feature = RandomFeature(random);
    const milliseconds time(random() % 100'000'000);
    const auto postings = PostingsOf({FrameAt(time, {feature})});
    ASSERT_THAT(postings, SizeIs(1));
    EXPECT_EQ(postings[0].table, PostingTable::kFeature);
    EXPECT_EQ(postings[0].term, FeatureTerm(feature.key()));
    EXPECT_EQ(postings[0].posting.reference, kNumber);
    const FeaturePlace place = FeaturePlaceOf(postings[0].posting);
    const double seconds = static_cast<double>(time.count()) / 1000;
    EXPECT_NEAR(place.start, seconds, kFeatureTick / 2 + 1e-6);
    EXPECT_EQ(place.end, place.start);
    EXPECT_NEAR(place.x, feature.x, kHalfCell);
    EXPECT_NEAR(place.y, feature.y, kHalfCell);
    EXPECT_NEAR(place.log_radius, std::log2(feature.radius()), 0.126);
    EXPECT_EQ(place.form, feature.form);
    EXPECT_EQ(place.check, CheckOf(feature.code));
  }
}

TEST(FeatureTermsTest, CheckHasBitsThatTheKeyHasNot) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    const uint64_t code = static_cast<uint64_t>(random()) << 32 | random();
    EXPECT_EQ(CheckOf(code), CheckOf(code ^ 0xffffffff));
    EXPECT_LT(CheckOf(code), 1U << kCheckBits);
    int seen = 0;
    for (int bit = fingerprint::kKeyBits; bit < 64; ++bit) {
      seen += CheckOf(code) != CheckOf(code ^ uint64_t{1} << bit) ? 1 : 0;
    }
    EXPECT_EQ(seen, kCheckBits);
  }
}

TEST(FeatureTermsTest, FeatureThatStaysIsOnePosting) {
  std::mt19937 random(3);
  const LocalFeature feature = RandomFeature(random);
  std::vector<KeyFrame> frames;
  for (int i = 0; i < 8; ++i) {
    LocalFeature moved = feature;
    moved.x = static_cast<uint16_t>(500 + 4 * i);
    moved.code ^= uint64_t{1} << (40 + i);  // not the key
    frames.push_back(FrameAt(milliseconds(1000 + 500 * i), {moved}));
  }
  const auto postings = PostingsOf(frames);
  ASSERT_THAT(postings, SizeIs(1));
  const FeaturePlace place = FeaturePlaceOf(postings[0].posting);
  EXPECT_EQ(place.start, 1);
  EXPECT_EQ(place.end, 4.5);
}

TEST(FeatureTermsTest, FeatureThatJumpsOrComesBackIsTwo) {
  std::mt19937 random(4);
  LocalFeature feature = RandomFeature(random);
  feature.x = feature.y = 300;
  LocalFeature elsewhere = feature;
  elsewhere.x = 400;
  const milliseconds at_once(500);
  const milliseconds much_later(2500);
  EXPECT_THAT(PostingsOf({FrameAt(milliseconds(0), {feature}),
                          FrameAt(at_once, {elsewhere})}),
              SizeIs(2));
  EXPECT_THAT(PostingsOf({FrameAt(milliseconds(0), {feature}),
                          FrameAt(much_later, {feature})}),
              SizeIs(2));
  EXPECT_THAT(PostingsOf({FrameAt(milliseconds(0), {feature}),
                          FrameAt(at_once, {feature})}),
              SizeIs(1));
}

TEST(FeatureTermsTest, LongTracksAreCoveredToTheirEnd) {
  std::mt19937 random(5);
  const LocalFeature feature = RandomFeature(random);
  std::vector<KeyFrame> frames;
  frames.reserve(100);
  for (int i = 0; i < 100; ++i) {
    frames.push_back(FrameAt(milliseconds(500 * i), {feature}));
  }
  const auto postings = PostingsOf(frames);
  EXPECT_LE(postings.size(), 8);
  for (const KeyFrame& frame : frames) {
    const double time = std::chrono::duration<double>(frame.time).count();
    EXPECT_TRUE(std::any_of(postings.begin(), postings.end(),
                            [&](const Batch::Addition& addition) {
                              const FeaturePlace place =
                                  FeaturePlaceOf(addition.posting);
                              return place.start <= time && time <= place.end;
                            }))
        << time;
  }
}

TEST(FeatureTermsTest, EachFeatureOfEachFrameIsInAPosting) {
  std::mt19937 random(6);
  // Features that come, go, wander, and share keys.
  std::vector<LocalFeature> pool(60);
  for (LocalFeature& feature : pool) feature = RandomFeature(random);
  for (int i = 0; i < 10; ++i) pool[i].code = pool[i + 10].code;
  std::vector<KeyFrame> frames;
  for (int i = 0; i < 80; ++i) {
    KeyFrame frame = FrameAt(milliseconds(490 * i + random() % 20), {});
    for (LocalFeature& feature : pool) {
      feature.x = static_cast<uint16_t>(std::clamp<int>(
          feature.x + static_cast<int>(random() % 21) - 10, 0, 1023));
      if (random() % 3 != 0) frame.features.push_back(feature);
    }
    frames.push_back(frame);
  }
  const auto postings = PostingsOf(frames);
  size_t features = 0;
  for (const KeyFrame& frame : frames) {
    const double time = std::chrono::duration<double>(frame.time).count();
    for (const LocalFeature& feature : frame.features) {
      ++features;
      EXPECT_TRUE(std::any_of(
          postings.begin(), postings.end(),
          [&](const Batch::Addition& addition) {
            const FeaturePlace place = FeaturePlaceOf(addition.posting);
            return addition.term == FeatureTerm(feature.key()) &&
                   std::abs(place.x - feature.x) <= kTrackUnits + kHalfCell &&
                   std::abs(place.y - feature.y) <= kTrackUnits + kHalfCell &&
                   place.start - kFeatureTick / 2 <= time + 1e-6 &&
                   time <= place.end + kFeatureTick / 2 + 1e-6;
          }));
    }
  }
  EXPECT_LT(postings.size(), features / 2);
}

TEST(FeatureTermsTest, TimesBeyondTheLastStandAtTheLast) {
  std::mt19937 random(7);
  const LocalFeature feature = RandomFeature(random);
  const auto postings = PostingsOf(
      {FrameAt(milliseconds(999 * 3600 * int64_t{1000}), {feature})});
  ASSERT_THAT(postings, SizeIs(1));
  const FeaturePlace place = FeaturePlaceOf(postings[0].posting);
  EXPECT_GT(place.start, 36 * 3600);
  EXPECT_NEAR(place.x, feature.x, kHalfCell);
  EXPECT_NEAR(place.y, feature.y, kHalfCell);
}

TEST(FeatureTermsTest, OtherKeysHaveOtherTermsSpreadEvenly) {
  std::set<uint32_t> terms;
  std::vector<int> counts(16);
  for (uint32_t key = 0; key < 16'000; ++key) {
    const uint32_t term = FeatureTerm(key);
    terms.insert(term);
    ++counts[term >> 28];
  }
  EXPECT_THAT(terms, SizeIs(16'000));
  EXPECT_THAT(counts,
              Each(testing::AllOf(testing::Gt(850), testing::Lt(1150))));
}

TEST(ProbeKeyTest, FirstProbeIsTheKeyAndAllAreDifferent) {
  std::mt19937 random(8);
  for (int round = 0; round < 50; ++round) {
    const LocalFeature feature = RandomFeature(random);
    EXPECT_EQ(ProbeKey(feature, 0), feature.key());
    std::set<uint32_t> keys;
    uint32_t doubtful = 0;
    for (const uint8_t bit : feature.doubts) doubtful |= 1U << bit;
    for (size_t probe = 0; probe < kMostProbes; ++probe) {
      const uint32_t key = ProbeKey(feature, probe);
      keys.insert(key);
      EXPECT_EQ((key ^ feature.key()) & ~doubtful, 0U);
    }
    EXPECT_THAT(keys, SizeIs(kMostProbes));
  }
}

TEST(ProbeKeyTest, LikelierProbesComeFirst) {
  // Doubt i is bit i.
  const LocalFeature feature = {.doubts = {0, 1, 2, 3, 4, 5}};
  std::array<size_t, kMostProbes> turn_of;
  for (size_t probe = 0; probe < kMostProbes; ++probe) {
    turn_of[ProbeKey(feature, probe)] = probe;
  }
  for (uint32_t bits = 1; bits < kMostProbes; ++bits) {
    for (int i = 0; i < fingerprint::kDoubtfulBits; ++i) {
      const uint32_t bit = 1U << i;
      if ((bits & bit) == 0) continue;
      // One bit less changed, or a more doubtful one instead.
      EXPECT_LT(turn_of[bits ^ bit], turn_of[bits]) << bits;
      if (i == 0 || (bits & bit >> 1) != 0) continue;
      EXPECT_LT(turn_of[bits ^ bit ^ bit >> 1], turn_of[bits]) << bits;
    }
  }
}

// A feature that a reference keeps.
LocalFeature Kept() { return {.x = 1, .scale = 20, .code = 1}; }

TEST(KeepReferenceFeaturesTest, LeavesOutWhatWasReadTurnedOrIsSecondOrSmall) {
  LocalFeature turned = Kept();
  turned.turn = 1;
  LocalFeature second = Kept();
  second.second = true;
  LocalFeature small = Kept();
  small.scale = 8;
  LocalFeature last = Kept();
  last.x = 2;
  KeyFrame frame =
      FrameAt(milliseconds(5), {turned, Kept(), second, small, last});
  frame.looked_up = 3;
  frame.thumbnail = "a picture";
  KeepReferenceFeatures(frame);
  EXPECT_EQ(frame.features, (std::vector<LocalFeature>{Kept(), last}));
  EXPECT_EQ(frame.looked_up, 0);
  EXPECT_EQ(frame.thumbnail, "a picture");
  EXPECT_EQ(frame.time, milliseconds(5));
}

TEST(KeepReferenceFeaturesTest, KeepsTheFirstSoManyInTheirOrder) {
  std::mt19937 random(9);
  KeyFrame frame = FrameAt(milliseconds(0), {});
  for (size_t i = 0; i < 3 * kReferenceFeatures; ++i) {
    LocalFeature feature = RandomFeature(random);
    feature.scale = 20;
    frame.features.push_back(feature);
  }
  const std::vector<LocalFeature> before = frame.features;
  KeepReferenceFeatures(frame);
  ASSERT_THAT(frame.features, SizeIs(kReferenceFeatures));
  for (size_t i = 0; i < kReferenceFeatures; ++i) {
    LocalFeature expected = before[i];
    expected.doubts = {};
    EXPECT_EQ(frame.features[i], expected);
  }
}

TEST(KeepReferenceFeaturesTest, KeepsAllOfAnEmptyFrame) {
  KeyFrame frame = FrameAt(milliseconds(0), {});
  KeepReferenceFeatures(frame);
  EXPECT_TRUE(frame.features.empty());
}

}  // namespace
}  // namespace earmark::index
