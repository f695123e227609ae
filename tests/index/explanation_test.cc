#include "index/explanation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fingerprint/worker/key_framer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/landmarks.h"
#include "index/internal/picture_region.h"
#include "index/internal/video_alignment.h"
#include "index/matcher.h"
#include "tests/fingerprint/drawn_picture.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/test_catalogue.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Nats that floating point may lose.
constexpr double kRounding = 1e-3;

double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

double SumOf(const std::vector<EvidenceStep>& steps) {
  double sum = 0;
  for (const EvidenceStep& step : steps) sum += step.nats;
  return sum;
}

class ExplanationTest : public testing::Test {
 protected:
  void Register(const std::string& id, const MediaFingerprint& media) {
    catalogue_.Register(id, media);
  }

  std::vector<Match> Find(const MediaFingerprint& query) {
    const auto finds = Matcher(catalogue_.store(), {}).Find(query);
    EXPECT_TRUE(finds.ok()) << finds.status();
    return finds.ok() ? finds->matches : std::vector<Match>();
  }

  // As the index keeps it.
  MediaFingerprint StoredReference(const Match& match) {
    const Catalogue& catalogue = catalogue_.catalogue();
    return **catalogue.FindFingerprint(
        **catalogue.FindReference(match.work, match.reference));
  }

  // What every explanation keeps.
  static void CheckAccount(const Match& match, const Explanation& explanation) {
    EXPECT_NEAR(match.score,
                explanation.evidence_nats - explanation.prior_nats +
                    explanation.remainder_nats,
                kRounding);
    EXPECT_NEAR(SumOf(explanation.steps),
                explanation.evidence_nats + explanation.reach_nats, kRounding);
    if (explanation.points_left_out == 0) {
      double sum = 0;
      for (const EvidencePoint& point : explanation.points) sum += point.nats;
      EXPECT_NEAR(sum, SumOf(explanation.steps), kRounding);
    }
    EXPECT_LE(explanation.points.size(), kMostPoints);
    EXPECT_LE(explanation.peaks.size(), kMostPoints);
    EXPECT_LE(explanation.steps.size(), kMostSteps);
    ASSERT_THAT(explanation.steps, Not(IsEmpty()));
    EXPECT_EQ(explanation.steps.front().query.start, match.query.start);
    EXPECT_EQ(explanation.steps.back().query.end, match.query.end);
    for (const EvidencePoint& point : explanation.points) {
      const double due = explanation.speed * Seconds(point.query) +
                         Seconds(explanation.offset);
      EXPECT_NEAR(Seconds(point.reference), due, 0.6);
    }
  }

  TestCatalogue catalogue_;
  std::mt19937 random_{17};
};

TEST_F(ExplanationTest, ItemsOfACleanCopyAddUpToItsScore) {
  const std::vector<uint32_t> song = Music(1000, random_);
  Register("song", AudioOf(song));
  std::vector<uint32_t> items = Music(60, random_);
  Join(items, WithErrors(std::span(song).subspan(400, 150), 30, random_));
  Join(items, Music(60, random_));
  const MediaFingerprint query = AudioOf(items);
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].evidence, Evidence::kChroma);

  const Explanation explanation =
      Explain(query, StoredReference(matches[0]), matches[0]);
  CheckAccount(matches[0], explanation);
  EXPECT_NEAR(explanation.remainder_nats, 0, kRounding);
  EXPECT_EQ(explanation.prior_nats, 0);
  EXPECT_NEAR(static_cast<double>(explanation.points.size()), 150, 4);
  for (const EvidenceStep& step : explanation.steps) {
    if (step.points < 5) continue;
    EXPECT_NEAR(step.difference, 0.03, 0.05);
  }
  EXPECT_THAT(explanation.peaks, IsEmpty());
}

TEST_F(ExplanationTest, PeaksOfAnUnchangedMelodyAddUpToItsScore) {
  MediaFingerprint song = AudioOf(Music(800, random_));
  song.audio_runs[0].peaks = Melody(90, random_);
  Register("song", song);
  // Seconds 30 to 42, from second 5 on.
  std::vector<fingerprint::SpectralPeak> peaks;
  for (fingerprint::SpectralPeak peak : song.audio_runs[0].peaks) {
    if (peak.time < 30 * 250 || peak.time >= 42 * 250) continue;
    peak.time -= 25 * 250;
    peaks.push_back(peak);
  }
  const MediaFingerprint query = PeaksAloneOf(peaks, seconds(20));
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].evidence, Evidence::kLandmarks);
  EXPECT_NEAR(matches[0].change.speed, 1, 0.001);
  EXPECT_NEAR(matches[0].change.pitch_semitones, 0, 0.05);

  const Explanation explanation =
      Explain(query, StoredReference(matches[0]), matches[0]);
  CheckAccount(matches[0], explanation);
  EXPECT_NEAR(explanation.remainder_nats, 0, 0.02 * matches[0].score);
  EXPECT_EQ(explanation.prior_nats, 0);
  EXPECT_THAT(explanation.steps, SizeIs(12));
  // The reference's peaks there, and the query's.
  EXPECT_NEAR(static_cast<double>(explanation.points.size()), 12 * 24, 40);
  EXPECT_NEAR(static_cast<double>(explanation.peaks.size()),
              static_cast<double>(peaks.size()), 10);
  for (const QueryPeak& peak : explanation.peaks) {
    EXPECT_GE(peak.time, matches[0].query.start);
    EXPECT_LE(peak.time, matches[0].query.end);
  }
}

TEST_F(ExplanationTest, SpeedAndPitchCostThePriorAndLeaveASmallRemainder) {
  MediaFingerprint song = AudioOf(Music(800, random_));
  song.audio_runs[0].peaks = Melody(90, random_);
  Register("song", song);
  for (const auto& [rate, pitch] :
       {std::pair{1.25, 0.0}, {1.0, 9.0}, {0.8, 6.0}, {1.2, 9.47}}) {
    const MediaFingerprint query = PeaksAloneOf(Play(song.audio_runs[0].peaks,
                                                     {.from = 20,
                                                      .to = 50,
                                                      .at = 3,
                                                      .rate = rate,
                                                      .pitch_bins = pitch,
                                                      .lost = 200},
                                                     random_),
                                                seconds(40));
    const auto matches = Find(query);
    ASSERT_THAT(matches, SizeIs(1)) << rate << " " << pitch;
    const Explanation explanation =
        Explain(query, StoredReference(matches[0]), matches[0]);
    CheckAccount(matches[0], explanation);
    EXPECT_GT(explanation.prior_nats, 3);
    EXPECT_LT(std::abs(explanation.remainder_nats), 0.1 * matches[0].score)
        << rate << " " << pitch;
  }
}

TEST_F(ExplanationTest, StepsAreThinWhereTheCopyIsCovered) {
  MediaFingerprint song = AudioOf(Music(800, random_));
  song.audio_runs[0].peaks = Melody(90, random_);
  Register("song", song);
  // The middle third is lost, and foreign peaks lie there.
  auto peaks =
      Play(song.audio_runs[0].peaks, {.from = 20, .to = 28, .at = 0}, random_);
  Join(peaks, Play(song.audio_runs[0].peaks,
                   {.from = 28, .to = 32, .at = 8, .lost = 900, .foreign = 600},
                   random_));
  Join(peaks, Play(song.audio_runs[0].peaks, {.from = 32, .to = 40, .at = 12},
                   random_));
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const auto& a, const auto& b) {
                     return std::tie(a.time, a.bin) < std::tie(b.time, b.bin);
                   });
  const MediaFingerprint query = PeaksAloneOf(std::move(peaks), seconds(20));
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  const Explanation explanation =
      Explain(query, StoredReference(matches[0]), matches[0]);
  CheckAccount(matches[0], explanation);
  for (const EvidenceStep& step : explanation.steps) {
    const double middle = Seconds(step.query.start) + 0.5;
    if (middle > 1 && middle < 7) {
      EXPECT_GT(step.nats, 1) << middle;
    }
    if (middle > 9 && middle < 11) {
      EXPECT_LT(step.nats, 1) << middle;
    }
  }
}

TEST_F(ExplanationTest, LongCopyAcrossPiecesIsExplainedToItsEndWithinBounds) {
  MediaFingerprint song = AudioOf(Music(6000, random_));
  song.audio_runs[0].peaks = Melody(740, random_);
  Register("song", song);
  const MediaFingerprint query = PeaksAloneOf(
      Play(song.audio_runs[0].peaks,
           {.from = 0, .to = 740, .rate = 1.1, .pitch_bins = 6}, random_),
      seconds(673));
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  const Explanation explanation =
      Explain(query, StoredReference(matches[0]), matches[0]);
  CheckAccount(matches[0], explanation);
  EXPECT_GT(explanation.points_left_out, 0u);
  EXPECT_GT(explanation.peaks_left_out, 0u);
  EXPECT_THAT(explanation.peaks, SizeIs(kMostPoints));
  EXPECT_LT(std::abs(explanation.remainder_nats), 0.15 * matches[0].score);
  int thin = 0;
  for (const EvidenceStep& step : explanation.steps) {
    thin += step.nats <= 0 ? 1 : 0;
  }
  EXPECT_LT(thin, 10);
}

TEST_F(ExplanationTest, FramesOfAMirroredFasterFilmAddUpToItsScore) {
  const std::vector<VideoFrame> film = Film(400, 100, random_);
  Register("film", VideoOf(film));
  for (const bool changed : {false, true}) {
    std::vector<VideoFrame> frames = Film(20, 100, random_);
    Join(frames, Clip(film, 40, 200, seconds(5), 30, random_));
    if (changed) {
      for (VideoFrame& frame : frames) frame.time = frame.time * 4 / 5;
      frames = MirroredFrames(frames);
    }
    const MediaFingerprint query = VideoOf(frames);
    const auto matches = Find(query);
    ASSERT_THAT(matches, SizeIs(1));
    const Explanation explanation =
        Explain(query, StoredReference(matches[0]), matches[0]);
    CheckAccount(matches[0], explanation);
    EXPECT_EQ(explanation.prior_nats, changed ? 4 : 0);
    EXPECT_NEAR(explanation.remainder_nats, 0, 0.05);
    EXPECT_NEAR(static_cast<double>(explanation.points.size()), 160, 4);
    double difference = 0;
    for (const EvidencePoint& point : explanation.points) {
      difference += point.difference / 160;
    }
    EXPECT_NEAR(difference, 0.03, 0.01);
  }
}

// A film of shapes in motion before others that stand, and where the camera
// looks.
struct Camera {
  uint32_t seed = 0;
  double from = 0;  // seconds of the film
  double to = 0;
  // What part of the picture's width is shown, from this place on.
  double shown = 1;
  double left = 0;
  double top = 0;
  bool mirrored = false;
};
constexpr int kFilmWidth = 480;
constexpr int kFilmHeight = 270;

// Where it shows a place of the whole picture.
PicturePlace PlaceSeen(const Camera& camera, PicturePlace place) {
  if (camera.mirrored) place.x = 1 - place.x;
  return {(place.x - camera.left) / camera.shown,
          (place.y - camera.top) / camera.shown};
}

// Two key frames a second, from `start` on.
std::vector<fingerprint::KeyFrame> Shoot(const Camera& camera,
                                         MediaTime start) {
  constexpr double kAspect = static_cast<double>(kFilmHeight) / kFilmWidth;
  const fingerprint::Shapes standing =
      fingerprint::StandingShapes(200, kAspect, camera.seed);
  const fingerprint::Shapes moving =
      fingerprint::MovingShapes(60, kAspect, camera.seed + 1);
  const double scale = kFilmWidth / camera.shown;
  const fingerprint::Stage stage = {.scale = scale,
                                    .x = -camera.left * scale,
                                    .y = -camera.top * scale * kAspect,
                                    .mirrored = camera.mirrored};
  fingerprint::KeyFramer framer(false);
  std::vector<fingerprint::KeyFrame> frames;
  for (double time = camera.from; time < camera.to; time += 0.5) {
    fingerprint::Picture picture =
        fingerprint::FlatPicture(kFilmWidth, kFilmHeight, 128);
    Draw(standing, 0, stage, picture);
    Draw(moving, time, stage, picture);
    const auto frame = framer.Make(
        picture.view(), {},
        start + std::chrono::round<MediaTime>(
                    std::chrono::duration<double>(time - camera.from)));
    EXPECT_TRUE(frame.has_value());
    if (frame) frames.push_back(*frame);
  }
  return frames;
}

// Found by its key frames alone: the hashes are of nothing.
MediaFingerprint FilmOf(std::vector<fingerprint::KeyFrame> frames,
                        std::mt19937& random) {
  MediaFingerprint media = VideoOf(Film(2 * frames.size(), 100, random));
  media.key_frames = std::move(frames);
  return media;
}

TEST_F(ExplanationTest, FramesOfAMirroredCropAddUpToItsScoreAndAreShown) {
  const MediaFingerprint film =
      FilmOf(Shoot({.seed = 7, .to = 20}, seconds(0)), random_);
  Register("film", film);
  std::vector<fingerprint::KeyFrame> frames =
      Shoot({.seed = 70, .to = 3}, seconds(0));
  const Camera camera = {.seed = 7,
                         .from = 6,
                         .to = 14,
                         .shown = 0.6,
                         .left = 0.15,
                         .top = 0.2,
                         .mirrored = true};
  Join(frames, Shoot(camera, seconds(3)));
  const MediaFingerprint query = FilmOf(frames, random_);
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  const Match& match = matches[0];
  EXPECT_EQ(match.evidence, Evidence::kFeatures);
  EXPECT_TRUE(match.change.mirrored);

  const Explanation explanation = Explain(query, StoredReference(match), match);
  CheckAccount(match, explanation);
  EXPECT_EQ(explanation.prior_nats, 0);
  EXPECT_NEAR(explanation.remainder_nats, 0, 0.02 * match.score);
  EXPECT_NEAR(static_cast<double>(explanation.points.size()), 16, 1);
  for (const EvidencePoint& point : explanation.points) {
    EXPECT_LE(point.difference, 0.4);
    EXPECT_GE(point.nats, 0);
  }

  ASSERT_THAT(explanation.frame_pairs, SizeIs(kMostFramePairs));
  MediaTime last(-1);
  for (const MatchedFrames& pair : explanation.frame_pairs) {
    EXPECT_GT(pair.query, last);
    last = pair.query;
    EXPECT_NEAR(Seconds(pair.reference - pair.query), 3, 0.6);
    EXPECT_GT(pair.nats, 0);
    EXPECT_GT(pair.blocks, 20u);
    EXPECT_GT(pair.agreeing, 0.6);
    EXPECT_NEAR(pair.query_aspect, 480.0 / 270, 0.01);
    EXPECT_NEAR(pair.reference_aspect, 480.0 / 270, 0.01);
    const auto frame_at = [](const MediaFingerprint& media, MediaTime time) {
      return *std::find_if(media.key_frames.begin(), media.key_frames.end(),
                           [&](const auto& key) { return key.time == time; });
    };
    EXPECT_EQ(pair.query_thumbnail, frame_at(query, pair.query).thumbnail);
    EXPECT_EQ(pair.reference_thumbnail,
              frame_at(film, pair.reference).thumbnail);
    // Places are where the camera saw them.
    ASSERT_THAT(pair.region, SizeIs(4));
    constexpr PicturePlace kCorners[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (size_t i = 0; i < 4; ++i) {
      const PicturePlace due = PlaceSeen(camera, kCorners[i]);
      EXPECT_NEAR(pair.region[i].x, due.x, 0.08);
      EXPECT_NEAR(pair.region[i].y, due.y, 0.08);
    }
    ASSERT_GE(pair.places.size(), 4u);
    for (const MatchedPlaces& places : pair.places) {
      const PicturePlace due = PlaceSeen(camera, places.reference);
      EXPECT_NEAR(places.query.x, due.x, 0.05);
      EXPECT_NEAR(places.query.y, due.y, 0.08);
    }
  }
}

TEST_F(ExplanationTest, PiecesOfAFilmThatWereJoinedAreFoundAgain) {
  Register("film", FilmOf(Shoot({.seed = 7, .to = 20}, seconds(0)), random_));
  // The middle is covered.
  std::vector<fingerprint::KeyFrame> frames = Shoot(
      {.seed = 7, .from = 2, .to = 8, .shown = 0.7, .left = 0.1}, seconds(0));
  Join(frames, Shoot({.seed = 70, .to = 2.5}, seconds(6)));
  Join(frames,
       Shoot({.seed = 7, .from = 10.5, .to = 16, .shown = 0.7, .left = 0.1},
             milliseconds(8500)));
  const MediaFingerprint query = FilmOf(frames, random_);
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_NEAR(Seconds(matches[0].query.end), 14, 0.6);
  const Explanation explanation =
      Explain(query, StoredReference(matches[0]), matches[0]);
  CheckAccount(matches[0], explanation);
  EXPECT_LT(std::abs(explanation.remainder_nats), 0.1 * matches[0].score);
  EXPECT_GT(explanation.frame_pairs.back().query, seconds(9));
}

TEST_F(ExplanationTest, FilmWithoutARegionOrFramesLeavesAllToTheRemainder) {
  const MediaFingerprint film =
      FilmOf(Shoot({.seed = 7, .to = 6}, seconds(0)), random_);
  Match match = {.work = {"film"},
                 .reference = {"r"},
                 .modality = fingerprint::Modality::kVideo,
                 .evidence = Evidence::kFeatures,
                 .query = {seconds(0), seconds(6)},
                 .reference_range = {seconds(0), seconds(6)},
                 .change = {},
                 .score = 50};
  for (const bool has_region : {false, true}) {
    if (has_region) match.region = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    const Explanation explanation = Explain(film, film, match);
    CheckAccount(match, explanation);
    EXPECT_EQ(explanation.points.empty(), !has_region);
    EXPECT_EQ(explanation.frame_pairs.empty(), !has_region);
    EXPECT_THAT(Explain({}, film, match).points, IsEmpty());
    EXPECT_THAT(Explain(film, {}, match).points, IsEmpty());
    // Another film.
    EXPECT_THAT(
        Explain(FilmOf(Shoot({.seed = 70, .to = 6}, seconds(0)), random_), film,
                match)
            .frame_pairs,
        IsEmpty());
  }
  match.region = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};
  EXPECT_THAT(Explain(film, film, match).points, IsEmpty());
}

TEST(PictureRegionTest, CornersSayTheMap) {
  const fingerprint::KeyFrame query = {.width = 1024, .height = 576};
  const fingerprint::KeyFrame reference = {.width = 500, .height = 1024};
  const PictureMap map = {
      .a = -0.2F, .b = 0.7F, .c = 0.9F, .d = 0.1F, .x0 = 300, .y0 = -40};
  const auto region = RegionOf(map, query, reference);
  ASSERT_THAT(region, SizeIs(4));
  const auto again = MapOf(region, query, reference);
  ASSERT_TRUE(again.has_value());
  for (const PictureMap::Point p : {PictureMap::Point{0, 0}, {1000, 30}}) {
    EXPECT_NEAR(again->At(p).x, map.At(p).x, 0.1);
    EXPECT_NEAR(again->At(p).y, map.At(p).y, 0.1);
  }
  EXPECT_THAT(RegionOf({.a = 0, .d = 0}, query, reference), IsEmpty());
}

TEST_F(ExplanationTest, OtherFingerprintsLeaveAllToTheRemainder) {
  const MediaFingerprint song = AudioOf(Music(300, random_));
  const Match match = {.work = {"song"},
                       .reference = {"r"},
                       .query = {seconds(1), seconds(20)},
                       .reference_range = {seconds(5), seconds(24)},
                       .change = {},
                       .score = 50};
  for (const Evidence evidence :
       {Evidence::kChroma, Evidence::kLandmarks, Evidence::kFrameHash}) {
    Match other = match;
    other.evidence = evidence;
    const Explanation explanation =
        Explain(AudioOf(Music(300, random_)), song, other);
    CheckAccount(other, explanation);
    EXPECT_GT(explanation.remainder_nats, 35);
    EXPECT_THAT(Explain({}, {}, other).points, IsEmpty());
  }
}

}  // namespace
}  // namespace earmark::index
