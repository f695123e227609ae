#include "index/internal/film_match.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "tests/index/drawn_film.h"

namespace earmark::index {
namespace {

constexpr size_t kUploadFrames = 20;

// A frame most of whose blocks agree.
FrameMatch Frame(int inliers, float share, float closely, float covered = 1) {
  constexpr int kBlocks = 200;
  return {.inliers = inliers,
          .agreement = {.blocks = kBlocks,
                        .agreeing = static_cast<int>(
                            std::lround(static_cast<float>(kBlocks) * share)),
                        .closely = static_cast<int>(
                            std::lround(static_cast<float>(kBlocks) * closely)),
                        .covered = covered}};
}

// What a copy looks like: it stands still, and what moves agrees at its moment
// alone.
FilmMatch Copy() {
  FilmMatch match;
  match.frames.assign(10, Frame(10, 0.9F, 0.8F));
  match.weight = 80;
  match.weighted = 10;
  match.mean_share = 0.9;
  match.mean_covered = 1;
  match.lock = {.here = 90,
                .elsewhere = 10,
                .blocks = 2000,
                .moving = 200,
                .agreeing = 160};
  return match;
}

TEST(FrameMatchTest, ManyFeaturesWeighWhereAPartAgrees) {
  EXPECT_GT(Frame(10, 0.5F, 0).weight(), 0);
  EXPECT_EQ(Frame(10, 0.3F, 0.3F).weight(), 0);
  EXPECT_GT(Frame(30, 0.9F, 0).weight(), Frame(10, 0.9F, 0).weight());
  EXPECT_EQ(Frame(300, 0.9F, 0).weight(), Frame(30, 0.9F, 0).weight());
}

TEST(FrameMatchTest, FewFeaturesWeighWhereThePictureAgreesClosely) {
  for (const int inliers : {0, 5}) {
    EXPECT_GT(Frame(inliers, 0.9F, 0.6F).weight(), 0);
    EXPECT_EQ(Frame(inliers, 0.9F, 0.2F).weight(), 0) << "as lines of text do";
    EXPECT_EQ(Frame(inliers, 0.7F, 0.6F).weight(), 0);
  }
}

TEST(FrameMatchTest, SmallestPartOfAPictureWeighsNothing) {
  EXPECT_GT(Frame(10, 0.9F, 0.8F, 0.1F).weight(), 0);
  EXPECT_EQ(Frame(10, 0.9F, 0.8F, 0.05F).weight(), 0);
}

TEST(IsFilmTest, CopyIsAndWeakOneIsNot) {
  FilmMatch match = Copy();
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.weight = 11;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, MapThatMovesNeedsMore) {
  FilmMatch match = Copy();
  match.drift = 0.012;
  match.weight = 14;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.drift = 0.03;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.weight = 80;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.drift = 0.1;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, MapMayMoveMoreWhereTheMomentsAreSure) {
  FilmMatch match = Copy();
  match.weight = 33;
  match.drift = 0.03;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.lock.here = 300;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  // As one hand-held film of the same things against another.
  match.drift = 0.06;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, MomentsMustFit) {
  FilmMatch match = Copy();
  match.lock.elsewhere = 60;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match = Copy();
  match.lock.agreeing = 20;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match = Copy();
  match.lock.elsewhere = 35;  // 2.5 to 1
  match.lock.agreeing = 140;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.line.speed = 1.1;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.line.speed = 3;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, CornerNeedsSureMoments) {
  FilmMatch match = Copy();
  match.mean_covered = 0.1;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.lock.elsewhere = 30;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.mean_covered = 0.3;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  // A logo that stands still.
  match = Copy();
  match.mean_covered = 0.1;
  match.lock = {.blocks = 2000};
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, StillPictureNeedsNoMoments) {
  FilmMatch match = Copy();
  match.lock = {.blocks = 2000};
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.mean_share = 0.5;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

// A logo agrees while what it stands before does not; a few leaves that move
// before a whole picture are no such thing.
TEST(IsFilmTest, WhatChangesMustAgreeUnlessItIsNextToNothing) {
  FilmMatch match = Copy();
  match.lock = {
      .here = 4, .elsewhere = 5, .blocks = 2000, .moving = 400, .agreeing = 10};
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.lock.moving = 40;
  match.lock.agreeing = 4;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.mean_share = 0.7;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, FramesThatAgreeMustNotBeFewAmongMany) {
  FilmMatch match = Copy();
  match.frames.resize(25, Frame(0, 0.4F, 0.1F));
  match.weighted = 7;
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
  match.frames.resize(20);
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, TurnedPictureNeedsMore) {
  FilmMatch match = Copy();
  match.weight = 15;
  EXPECT_TRUE(IsFilm(match, kUploadFrames));
  match.laying = {.form = 2};
  EXPECT_FALSE(IsFilm(match, kUploadFrames));
}

TEST(IsFilmTest, PhotographHasNoMoments) {
  FilmMatch match = Copy();
  match.frames.resize(1);
  match.frames[0].inliers = 15;
  match.weighted = 1;
  match.lock = {};
  EXPECT_TRUE(IsFilm(match, 1));
  match.frames[0].inliers = 14;
  EXPECT_FALSE(IsFilm(match, 1));
}

class RefinedTest : public testing::Test {
 protected:
  RefinedTest()
      : frames_(KeyFramesOf(1, [film = DrawnFilm(5, 5)](
                                   double time) { return film.At(time); })),
        query_(frames_, Film::Frames::kAll),
        reference_(frames_, Film::Frames::kAll) {}

  FrameMatch With(const PictureMap& map) {
    FrameMatch frame = {.map = map};
    frame.agreement = AgreementOf(query_, reference_, frame, false);
    return frame;
  }

  std::vector<fingerprint::KeyFrame> frames_;
  Film query_;
  Film reference_;
};

TEST_F(RefinedTest, MapThatIsOffIsMended) {
  for (const PictureMap& off :
       {PictureMap{.x0 = 25, .y0 = -15}, PictureMap{.a = 1.05F, .d = 1.05F},
        PictureMap{.b = 0.04F, .c = -0.04F, .x0 = -10}}) {
    const FrameMatch rough = With(off);
    const FrameMatch refined = Refined(query_, reference_, rough, false);
    EXPECT_LT(rough.agreement.share(), 0.8);
    EXPECT_GT(refined.agreement.share(), 0.95);
    for (const PictureMap::Point at :
         {PictureMap::Point{200, 150}, {800, 150}, {500, 450}}) {
      EXPECT_NEAR(refined.map.At(at).x, at.x, 6);
      EXPECT_NEAR(refined.map.At(at).y, at.y, 6);
    }
  }
}

TEST_F(RefinedTest, NeverAgreesLess) {
  for (const PictureMap& map :
       {PictureMap{}, PictureMap{.x0 = 400}, PictureMap{.a = 0, .d = 0},
        PictureMap{.a = -1, .x0 = 1000}}) {
    const FrameMatch before = With(map);
    const FrameMatch after = Refined(query_, reference_, before, false);
    EXPECT_GE(after.agreement.share(), before.agreement.share());
  }
}

}  // namespace
}  // namespace earmark::index
