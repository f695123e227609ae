#include "index/internal/landmark_search.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/landmark_alignment.h"
#include "index/internal/landmarks.h"
#include "index/internal/peak_map.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/test_catalogue.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::SpectralPeak;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kMinScore = 30;

double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

AudioRun RunOf(std::vector<SpectralPeak> peaks, uint32_t track = 0,
               MediaTime start = MediaTime(0)) {
  return {
      .track = track, .start = start, .chroma = {}, .peaks = std::move(peaks)};
}

// A reference must pass the check of its Chromaprint too.
MediaFingerprint ReferenceOf(const std::vector<SpectralPeak>& melody,
                             std::mt19937& random) {
  MediaFingerprint media = AudioOf(Music(800, random));
  media.audio_runs[0].peaks = melody;
  return media;
}

std::vector<SpectralPeak> Joined(const std::vector<SpectralPeak>& a,
                                 const std::vector<SpectralPeak>& b) {
  std::vector<SpectralPeak> all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
    return std::tie(x.time, x.bin) < std::tie(y.time, y.bin);
  });
  return all;
}

class LandmarkSearchTest : public testing::Test {
 protected:
  // Registers `count` melodies of 90 s.
  void RegisterMelodies(int count) {
    for (int i = 0; i < count; ++i) {
      melodies_.push_back(Melody(90, random_));
      catalogue_.Register(absl::StrCat("w", i),
                          ReferenceOf(melodies_.back(), random_));
    }
  }

  // Findings by query start; `number` is 1 for the first melody.
  std::vector<Finding> Find(const std::vector<AudioRun>& query,
                            const std::vector<Finding>& explained = {}) {
    const auto snapshot = catalogue_.store().TakeSnapshot();
    ReferenceReader references(catalogue_.store(), *snapshot);
    const auto findings =
        FindLandmarks(query, explained,
                      {.scores = {.match = kMinScore, .candidate = kMinScore},
                       .references = references_.value_or(melodies_.size())},
                      catalogue_.store(), *snapshot, references, cost_);
    if (!findings.ok()) {
      ADD_FAILURE() << findings.status();
      return {};
    }
    std::vector<Finding> sorted = *findings;
    std::sort(sorted.begin(), sorted.end(),
              [](const Finding& a, const Finding& b) {
                return a.query.start < b.query.start;
              });
    return sorted;
  }

  PostingCounts cost_;
  // How many the search is told there are; as many as melodies when not set.
  std::optional<uint64_t> references_;
  std::mt19937 random_{3};
  TestCatalogue catalogue_;
  std::vector<std::vector<SpectralPeak>> melodies_;
};

TEST_F(LandmarkSearchTest, CopyIsFoundWithItsPlacesOnBothSides) {
  RegisterMelodies(6);
  const auto query =
      Joined(Melody(10, random_),
             Play(melodies_[2], {.from = 30, .to = 45, .at = 10}, random_));
  const auto findings = Find({RunOf(query)});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].number, ReferenceNumber{3});
  EXPECT_EQ(findings[0].evidence, Evidence::kLandmarks);
  EXPECT_NEAR(Seconds(findings[0].query.start), 10, 0.5);
  EXPECT_NEAR(Seconds(findings[0].query.end), 25, 0.5);
  EXPECT_NEAR(Seconds(findings[0].reference.start), 30, 0.5);
  EXPECT_NEAR(Seconds(findings[0].reference.end), 45, 0.5);
  EXPECT_NEAR(findings[0].change.speed, 1, 0.003);
  EXPECT_NEAR(findings[0].change.pitch_semitones, 0, 0.2);
}

TEST_F(LandmarkSearchTest, SpeedAndPitchAreFoundAtBothEndsOfTheRange) {
  RegisterMelodies(6);
  for (const double rate : {0.6, 0.85, 1.2, 1.6}) {
    for (const double pitch : {-21.0, 0.0, 21.0}) {
      const auto query = Play(melodies_[4],
                              {.from = 20,
                               .to = 60,
                               .at = 0,
                               .rate = rate,
                               .pitch_bins = pitch,
                               .lost = 100},
                              random_);
      const auto findings = Find({RunOf(query)});
      ASSERT_THAT(findings, SizeIs(1)) << rate << " " << pitch;
      EXPECT_EQ(findings[0].number, ReferenceNumber{5});
      EXPECT_NEAR(findings[0].change.speed, rate, 0.01);
      EXPECT_NEAR(findings[0].change.pitch_semitones, pitch / 3, 0.2);
      EXPECT_NEAR(Seconds(findings[0].query.end), 40 / rate, 1);
    }
  }
}

TEST_F(LandmarkSearchTest, CopyIsFoundUnderAsMuchThatIsForeign) {
  RegisterMelodies(6);
  const auto query = Play(
      melodies_[1],
      {.from = 10, .to = 30, .at = 0, .lost = 500, .foreign = 500}, random_);
  const auto findings = Find({RunOf(query)});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].number, ReferenceNumber{2});
}

TEST_F(LandmarkSearchTest, PiecesOfAMedleyAreFoundEach) {
  RegisterMelodies(6);
  std::vector<SpectralPeak> query;
  for (size_t i = 0; i < 5; ++i) {
    query = Joined(
        query, Play(melodies_[i],
                    {.from = 40, .to = 45, .at = 5.0 * static_cast<double>(i)},
                    random_));
  }
  const auto findings = Find({RunOf(query)});
  ASSERT_THAT(findings, SizeIs(5));
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(findings[i].number,
              ReferenceNumber{static_cast<uint32_t>(i + 1)});
    EXPECT_NEAR(Seconds(findings[i].query.start), 5.0 * static_cast<double>(i),
                0.8);
  }
}

TEST_F(LandmarkSearchTest, SameWorkTwiceIsTwoFindings) {
  RegisterMelodies(3);
  const auto query =
      Joined(Play(melodies_[0], {.from = 20, .to = 30, .at = 0}, random_),
             Play(melodies_[0], {.from = 20, .to = 30, .at = 30}, random_));
  const auto findings = Find({RunOf(query)});
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_NEAR(Seconds(findings[1].query.start), 30, 0.5);
}

TEST_F(LandmarkSearchTest, WorksOverOneAnotherAreBothFound) {
  RegisterMelodies(3);
  const auto query =
      Joined(Play(melodies_[0], {.from = 20, .to = 40, .at = 0}, random_),
             Play(melodies_[1], {.from = 50, .to = 70, .at = 0}, random_));
  EXPECT_THAT(Find({RunOf(query)}), SizeIs(2));
}

TEST_F(LandmarkSearchTest, RunsTracksAndTheirStartsCount) {
  RegisterMelodies(2);
  MediaFingerprint film = AudioOf(Music(800, random_));
  film.audio_runs[0].peaks = Melody(60, random_);
  const auto dubbed = Melody(60, random_);
  film.audio_runs.push_back(RunOf(dubbed, 1, seconds(5)));
  film.duration = seconds(100);
  catalogue_.Register("film", film);
  const auto findings =
      Find({RunOf(Melody(20, random_)),
            RunOf(Play(dubbed, {.from = 20, .to = 40, .at = 0}, random_), 0,
                  seconds(50))});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].number, ReferenceNumber{3});
  EXPECT_NEAR(Seconds(findings[0].query.start), 50, 0.5);
  EXPECT_NEAR(Seconds(findings[0].reference.start), 25, 0.5);
}

TEST_F(LandmarkSearchTest, LongQueriesAreSearchedToTheirEnd) {
  RegisterMelodies(2);
  const auto query =
      Joined(Melody(700, random_),
             Play(melodies_[1], {.from = 10, .to = 40, .at = 700}, random_));
  const auto findings = Find({RunOf(query)});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_NEAR(Seconds(findings[0].query.start), 700, 1);
  EXPECT_NEAR(Seconds(findings[0].query.end), 730, 1);
}

TEST_F(LandmarkSearchTest, WhatIsExplainedIsNotSearched) {
  RegisterMelodies(2);
  const auto query =
      Play(melodies_[1], {.from = 10, .to = 40, .at = 0}, random_);
  Finding known;
  known.query = {.start = seconds(0), .end = seconds(31)};
  EXPECT_THAT(Find({RunOf(query)}, {known}), IsEmpty());
}

TEST_F(LandmarkSearchTest, RhythmAloneIsNoCopy) {
  // Clicks: energy at all pitches at the same times.
  const auto clicks = [&](double period) {
    std::vector<SpectralPeak> peaks;
    for (double t = 0.3; t < 60; t += period) {
      for (uint32_t bin = 10; bin < 180; bin += 11) {
        peaks.push_back({.time = static_cast<uint32_t>(t * 250),
                         .bin = static_cast<uint16_t>(8 * bin + random_() % 40),
                         .saliency = static_cast<uint8_t>(80 + random_() % 80),
                         .prominent = true});
      }
    }
    return peaks;
  };
  catalogue_.Register("metronome", ReferenceOf(clicks(0.5), random_));
  melodies_.emplace_back();
  EXPECT_THAT(Find({RunOf(clicks(0.4))}), IsEmpty());
  EXPECT_THAT(Find({RunOf(clicks(0.5))}), IsEmpty());
}

TEST_F(LandmarkSearchTest, UnrelatedMelodiesAreNotFound) {
  RegisterMelodies(8);
  for (int i = 0; i < 8; ++i) {
    EXPECT_THAT(Find({RunOf(Melody(60, random_))}), IsEmpty());
  }
}

TEST_F(LandmarkSearchTest, LookUpsAreBoundedByTheMinuteInLargeIndexes) {
  RegisterMelodies(2);
  // Of a melody of so many seconds that is in none of so many references.
  const auto look_ups = [&](double length, uint64_t references) {
    references_ = references;
    cost_ = {};
    EXPECT_THAT(Find({RunOf(Melody(length, random_))}), IsEmpty());
    return cost_.terms;
  };
  const auto small = look_ups(120, 1000);
  const auto minute = look_ups(60, 100'000);
  EXPECT_LE(minute, 150'000);
  EXPECT_LE(look_ups(120, 100'000), 300'000);
  EXPECT_GT(small, 500'000);
  // A short query has those of a minute, but no more than in a small index.
  EXPECT_GT(look_ups(20, 100'000), minute / 2);
  EXPECT_LE(look_ups(20, 100'000), 126'000);
}

// The best score of a reference in a query, by trying all lines of a grid.
double BestByBruteForce(const std::vector<SpectralPeak>& melody,
                        const std::vector<SpectralPeak>& query, double length) {
  const std::vector<Peak> peaks = PeaksOf(RunOf(query));
  const PeakMap map(peaks, 0, length);
  const std::vector<Peak> evidence =
      Strongest(PeaksOf(RunOf(melody)), kEvidencePeaks);
  const LandmarkAligner aligner(map, evidence);
  double best = 0;
  for (double log_rate = -0.3; log_rate <= 0.301; log_rate += 0.1) {
    const double rate = std::exp(log_rate);
    for (double pitch = -6; pitch <= 6; pitch += 3) {
      for (double offset = -length * rate; offset < 90; offset += 0.06) {
        const LandmarkLine line{.rate = rate, .offset = offset, .pitch = pitch};
        if (aligner.BestStretch(line, 0, length).score < 12) continue;
        const auto match = aligner.Align(line, 0, length);
        if (match) best = std::max(best, match->score);
      }
    }
  }
  return best;
}

TEST_F(LandmarkSearchTest, SearchFindsWhatBruteForceFinds) {
  RegisterMelodies(4);
  int planted = 0;
  for (int round = 0; round < 4; ++round) {
    std::vector<SpectralPeak> query = Melody(25, random_);
    const size_t chosen = random_() % 4;
    query = Joined(
        query,
        Play(melodies_[chosen],
             {.from = 20,
              .to = 35,
              .at = 5,
              .rate = std::exp(0.1 * (static_cast<int>(random_() % 7) - 3)),
              .pitch_bins = 3.0 * (static_cast<int>(random_() % 5) - 2),
              .lost = static_cast<uint32_t>(random_() % 500)},
             random_));
    const auto findings = Find({RunOf(query)});
    for (uint32_t i = 0; i < 4; ++i) {
      const double best = BestByBruteForce(melodies_[i], query, 30);
      double found = 0;
      for (const Finding& finding : findings) {
        if (finding.number == ReferenceNumber{i + 1}) {
          found = std::max(found, finding.score);
        }
      }
      if (best > 1.5 * kMinScore) {
        ++planted;
        EXPECT_GT(found, 0.85 * best) << "round " << round << " work " << i;
      }
      EXPECT_LE(found, 1.15 * best) << "round " << round << " work " << i;
    }
  }
  EXPECT_GE(planted, 3);
}

}  // namespace
}  // namespace earmark::index
