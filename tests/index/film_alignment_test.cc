#include "index/internal/film_alignment.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/index/drawn_film.h"

namespace earmark::index {
namespace {

using fingerprint::FlatPicture;
using fingerprint::KeyFrame;
using fingerprint::Picture;
using fingerprint::Stage;

constexpr double kReferenceSeconds = 30;
constexpr double kQuerySeconds = 10;
// Where in the reference the query begins.
constexpr double kDelay = 8;
// What the search asks for at least.
constexpr double kLeastLockRatio = 2.3;

const std::vector<KeyFrame>& Reference() {
  static const auto& frames = *new std::vector<KeyFrame>(
      KeyFramesOf(kReferenceSeconds,
                  [film = DrawnFilm(1, 1)](double t) { return film.At(t); }));
  return frames;
}

// The query, drawn by `draw` from a time of the reference's.
template <typename DrawAt>
std::vector<KeyFrame> Query(double speed, const DrawAt& draw) {
  return KeyFramesOf(kQuerySeconds,
                     [&](double time) { return draw(kDelay + speed * time); });
}

std::optional<FilmMatch> Align(const std::vector<KeyFrame>& query,
                               const std::vector<KeyFrame>& reference,
                               const Laying& laying = {}, double speed = 1) {
  Film ours(query, Film::Frames::kWithFeatures);
  Film theirs(reference, Film::Frames::kAll);
  FilmAligner aligner(ours, theirs);
  const double time = kQuerySeconds / 2;
  const double at = kDelay + speed * time;
  return aligner.Align({.laying = laying,
                        .query_time = time,
                        .reference_start = at - 0.5,
                        .reference_end = at + 0.5,
                        .rough = std::nullopt,
                        .votes = 10});
}

void ExpectLine(const FilmMatch& match, double speed) {
  for (const double time : {0.0, kQuerySeconds / 2, kQuerySeconds}) {
    EXPECT_NEAR(match.line.At(time), kDelay + speed * time, 0.35) << time;
  }
  EXPECT_NEAR(match.line.speed, speed, 0.03);
  EXPECT_LE(match.query_start, 1);
  EXPECT_GE(match.query_end, kQuerySeconds - 1.5);
  EXPECT_TRUE(match.lock.moves());
  EXPECT_GT(match.lock.ratio(), kLeastLockRatio);
}

TEST(FilmTest, FramesWithoutFeaturesAreLeftOutOnRequest) {
  std::vector<KeyFrame> frames = Reference();
  frames[3].features.clear();
  const Film all(frames, Film::Frames::kAll);
  const Film with_features(frames, Film::Frames::kWithFeatures);
  EXPECT_EQ(all.size(), frames.size());
  EXPECT_EQ(with_features.size(), frames.size() - 1);
  EXPECT_EQ(with_features.time(3), all.time(4));
}

TEST(FilmTest, NearestIsWhatTryingAllFramesFinds) {
  const std::vector<KeyFrame>& frames = Reference();
  const Film film(frames, Film::Frames::kAll);
  for (double time = -2; time < kReferenceSeconds + 2; time += 0.13) {
    double least = 1e9;
    for (size_t i = 0; i < film.size(); ++i) {
      least = std::min(least, std::abs(film.time(i) - time));
    }
    EXPECT_NEAR(std::abs(film.time(film.Nearest(time)) - time), least, 1e-9);
  }
}

TEST(FilmTest, LevelsAreHalvesAndDamageHasNone) {
  std::vector<KeyFrame> frames = {Reference()[0], Reference()[1]};
  frames[1].thumbnail.resize(20);
  Film film(frames, Film::Frames::kAll);
  ASSERT_GE(film.levels(0).size(), 3);
  EXPECT_EQ(film.levels(0)[0].width, 160);
  EXPECT_EQ(film.levels(0)[1].width, 80);
  EXPECT_EQ(film.levels(0)[2].width, 40);
  EXPECT_TRUE(film.levels(1).empty());
}

TEST(FilmAlignerTest, CopyIsFollowedToBothEnds) {
  const DrawnFilm film(1, 1);
  const auto match =
      Align(Query(1, [&](double t) { return film.At(t); }), Reference());
  ASSERT_TRUE(match);
  ExpectLine(*match, 1);
  EXPECT_GT(match->mean_share, 0.9);
  EXPECT_GT(match->weighted, 15);
  EXPECT_LT(match->drift, 0.01);
}

class SpeedTest : public testing::TestWithParam<double> {};

TEST_P(SpeedTest, IsTold) {
  const double speed = GetParam();
  const DrawnFilm film(1, 1);
  const auto match = Align(Query(speed, [&](double t) { return film.At(t); }),
                           Reference(), {}, speed);
  ASSERT_TRUE(match);
  ExpectLine(*match, speed);
}

INSTANTIATE_TEST_SUITE_P(FasterAndSlower, SpeedTest,
                         testing::Values(0.8, 1.0, 1.25, 1.6),
                         [](const auto& info) {
                           return "In" +
                                  std::to_string(
                                      std::lround(100 * info.param)) +
                                  "Hundredths";
                         });

TEST(FilmAlignerTest, MirroredFilmIsFollowed) {
  const DrawnFilm film(1, 1);
  const auto query =
      Query(1, [&](double t) { return fingerprint::LaidDown(film.At(t), 1); });
  const auto match = Align(query, Reference(), {.form = 1});
  ASSERT_TRUE(match);
  ExpectLine(*match, 1);
  EXPECT_LT(match->frames[0].map.determinant(), 0);
}

TEST(FilmAlignerTest, CropIsFollowedAndItsPlaceTold) {
  const DrawnFilm film(1, 1);
  // The middle half of the picture.
  const auto query = Query(1, [&](double t) {
    Picture canvas = FlatPicture(DrawnFilm::kWidth, DrawnFilm::kHeight, 128);
    film.DrawOn(t, {.scale = 640, .x = -160, .y = -90}, canvas);
    return canvas;
  });
  const auto match = Align(query, Reference());
  ASSERT_TRUE(match);
  ExpectLine(*match, 1);
  const FrameMatch& frame = match->frames[match->frames.size() / 2];
  const PictureMap::Point corner = frame.map.At({0, 0});
  const PictureMap::Point opposite = frame.map.At({1024, 576});
  EXPECT_NEAR(corner.x, 256, 15);
  EXPECT_NEAR(corner.y, 144, 15);
  EXPECT_NEAR(opposite.x, 768, 15);
  EXPECT_NEAR(opposite.y, 432, 15);
}

TEST(FilmAlignerTest, InsetIsFollowedAndItsPlaceTold) {
  const DrawnFilm film(1, 1);
  const DrawnFilm around(50, 50);
  // In the lower right corner of another film, half as wide and high.
  const auto query = Query(1, [&](double t) {
    Picture canvas = FlatPicture(640, 360, 128);
    around.DrawOn(t, {.scale = 640}, canvas);
    const Stage corner = {.scale = 320,
                          .x = 300,
                          .y = 160,
                          .left = 300,
                          .top = 160,
                          .right = 620,
                          .bottom = 340};
    for (int y = corner.top; y < corner.bottom; ++y) {
      for (int x = corner.left; x < corner.right; ++x) canvas.at(x, y) = 128;
    }
    film.DrawOn(t, corner, canvas);
    return canvas;
  });
  const auto match = Align(query, Reference());
  ASSERT_TRUE(match);
  ExpectLine(*match, 1);
  const FrameMatch& frame = match->frames[match->frames.size() / 2];
  const auto back = frame.map.Inverse();
  ASSERT_TRUE(back);
  const PictureMap::Point corner = back->At({0, 0});
  EXPECT_NEAR(corner.x, 300 * 1.6, 15);
  EXPECT_NEAR(corner.y, 160 * 1.6, 15);
  EXPECT_NEAR(back->scale(), 0.5, 0.03);
}

TEST(FilmAlignerTest, SameSetWithOtherActorsFailsTheTimeLock) {
  const DrawnFilm other(1, 2);
  const auto match =
      Align(Query(1, [&](double t) { return other.At(t); }), Reference());
  // The set itself agrees.
  ASSERT_TRUE(match);
  EXPECT_TRUE(match->lock.moves());
  EXPECT_LT(match->lock.ratio(), kLeastLockRatio);
}

TEST(FilmAlignerTest, OtherFilmDoesNotAgree) {
  const DrawnFilm other(3, 3);
  const auto match =
      Align(Query(1, [&](double t) { return other.At(t); }), Reference());
  EXPECT_TRUE(!match || match->weight < 5);
}

TEST(FilmAlignerTest, StillHasSpeedOneAndNoTimeLock) {
  const Picture still = DrawnFilm(1, 1).At(4);
  const auto reference =
      KeyFramesOf(kReferenceSeconds, [&](double) { return still; });
  // The same, darker and smaller.
  Picture darker = FlatPicture(280, 157, 128);
  DrawnFilm(1, 1).DrawOn(4, {.scale = 280}, darker);
  for (uint8_t& pixel : darker.pixels) {
    pixel = static_cast<uint8_t>(pixel * 0.8);
  }
  for (const double speed : {0.8, 1.0, 1.25}) {
    const auto match =
        Align(Query(speed, [&](double) { return darker; }), reference);
    ASSERT_TRUE(match);
    EXPECT_FALSE(match->lock.moves());
    EXPECT_EQ(match->line.speed, 1);
    EXPECT_GT(match->mean_share, 0.9);
    EXPECT_GT(match->weighted, 15);
  }
}

// The query's other half is a copy. In its first half another film hides the
// picture but for some rows, and features fail.
FilmMatch Extended(int uncovered_rows) {
  const DrawnFilm film(1, 1);
  const DrawnFilm before(60, 60);
  auto query = Query(1, [&](double t) {
    Picture picture = film.At(t);
    if (t >= kDelay + kQuerySeconds / 2) return picture;
    const Picture other = before.At(t);
    std::copy(other.pixels.begin(),
              other.pixels.end() -
                  static_cast<ptrdiff_t>(uncovered_rows) * DrawnFilm::kWidth,
              picture.pixels.begin());
    return picture;
  });
  for (size_t i = 0; i < query.size() / 2; ++i) query[i].features.resize(1);
  Film ours(query, Film::Frames::kWithFeatures);
  Film theirs(Reference(), Film::Frames::kAll);
  FilmAligner aligner(ours, theirs);
  const double time = kQuerySeconds * 0.75;
  auto match = aligner.Align({.laying = {},
                              .query_time = time,
                              .reference_start = kDelay + time - 0.5,
                              .reference_end = kDelay + time + 0.5,
                              .rough = std::nullopt,
                              .votes = 10});
  if (!match) return {};
  EXPECT_NEAR(match->query_start, kQuerySeconds / 2, 0.6);
  aligner.Extend(*match);
  return *match;
}

TEST(FilmAlignerTest, ExtendsOverFramesThatAreMostlyHidden) {
  const FilmMatch match = Extended(85);
  EXPECT_LE(match.query_start, 0.6);
  EXPECT_NEAR(match.query_end, kQuerySeconds - 0.5, 0.1);
}

TEST(FilmAlignerTest, DoesNotExtendOverAnotherFilm) {
  const FilmMatch match = Extended(0);
  EXPECT_NEAR(match.query_start, kQuerySeconds / 2, 0.6);
  EXPECT_NEAR(match.query_end, kQuerySeconds - 0.5, 0.1);
}

TEST(FilmAlignerTest, DamagedThumbnailsDoNotAgree) {
  const DrawnFilm film(1, 1);
  auto query = Query(1, [&](double t) { return film.At(t); });
  auto reference = Reference();
  for (KeyFrame& frame : reference) frame.thumbnail = "damaged";
  EXPECT_FALSE(Align(query, reference));
  for (KeyFrame& frame : query) frame.thumbnail.clear();
  EXPECT_FALSE(Align(query, reference));
  EXPECT_FALSE(Align(query, Reference()));
}

TEST(FilmAlignerTest, SomeDamagedThumbnailsAreSteppedOver) {
  const DrawnFilm film(1, 1);
  const auto query = Query(1, [&](double t) { return film.At(t); });
  auto reference = Reference();
  for (size_t i = 0; i < reference.size(); i += 5) {
    reference[i].thumbnail.resize(reference[i].thumbnail.size() / 2);
  }
  const auto match = Align(query, reference);
  ASSERT_TRUE(match);
  ExpectLine(*match, 1);
}

}  // namespace
}  // namespace earmark::index
