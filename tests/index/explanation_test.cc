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
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/landmarks.h"
#include "index/internal/video_alignment.h"
#include "index/matcher.h"
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
