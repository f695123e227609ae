#include "index/reference_warning.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/audio_worth.h"
#include "tests/index/synthetic_media.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::SpectralPeak;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A minute of music.
AudioWorth MusicWorth() {
  return {.changing_items = 480,
          .telling_items = 480,
          .peaks_per_second = 23,
          .saliency = 1.8,
          .landmarks = 4800,
          .distinct_landmarks = 4300,
          .has_peaks = true};
}

TEST(ReferenceWarningTest, MusicHasNone) {
  EXPECT_TRUE(IsReferable(MusicWorth()));
  EXPECT_THAT(WarningsOf(MusicWorth()), IsEmpty());
}

TEST(ReferenceWarningTest, EachWeaknessIsNamed) {
  AudioWorth rain = MusicWorth();
  rain.saliency = 1.29;
  EXPECT_THAT(WarningsOf(rain), ElementsAre(ReferenceWarning::kNoise));
  AudioWorth drone = MusicWorth();
  drone.peaks_per_second = 6;
  EXPECT_THAT(WarningsOf(drone), ElementsAre(ReferenceWarning::kSparse));
  AudioWorth loop = MusicWorth();
  loop.distinct_landmarks = 1400;
  EXPECT_THAT(WarningsOf(loop), ElementsAre(ReferenceWarning::kRepetitive));
  AudioWorth jingle = MusicWorth();
  jingle.landmarks = jingle.distinct_landmarks = 240;
  EXPECT_THAT(WarningsOf(jingle), ElementsAre(ReferenceWarning::kShort));
}

TEST(ReferenceWarningTest, WhatIsNotIndexedIsNotWarnedOf) {
  AudioWorth silence;
  EXPECT_FALSE(IsReferable(silence));
  EXPECT_THAT(WarningsOf(silence), IsEmpty());
  AudioWorth white_noise = MusicWorth();
  white_noise.telling_items = 20;
  EXPECT_FALSE(IsReferable(white_noise));
}

TEST(ReferenceWarningTest, PeaksWithoutOneLandmarkCannotBeFoundAgain) {
  AudioWorth siren = MusicWorth();
  siren.landmarks = siren.distinct_landmarks = 0;
  EXPECT_FALSE(IsReferable(siren));
}

TEST(ReferenceWarningTest, EveryWarningSaysWhatToDo) {
  for (const auto& [warning, remedy] :
       {std::pair{ReferenceWarning::kNoise, "Register it only if"},
        {ReferenceWarning::kSparse, "Register the finished mix"},
        {ReferenceWarning::kRepetitive, "Exclude stock loops"},
        {ReferenceWarning::kShort, "Register a longer recording"}}) {
    EXPECT_THAT(std::string(Describe(warning)), HasSubstr(remedy));
  }
}

TEST(AudioWorthTest, PeaksAndLandmarksAreCounted) {
  std::mt19937 random(3);
  MediaFingerprint media = AudioOf(Music(480, random));
  media.audio_runs[0].peaks = Melody(60, random);
  const AudioWorth worth = AudioWorthOf(media);
  EXPECT_EQ(worth.telling_items, 480u);
  EXPECT_NEAR(worth.peaks_per_second, 22, 3);
  EXPECT_GT(worth.saliency, 3);
  EXPECT_GT(worth.landmarks, 3000u);
  EXPECT_GT(worth.distinct_landmarks, worth.landmarks * 9 / 10);
  EXPECT_THAT(WarningsOf(worth), IsEmpty());
}

TEST(AudioWorthTest, LoopHasFewDistinctLandmarks) {
  std::mt19937 random(3);
  MediaFingerprint media = AudioOf(Music(480, random));
  const std::vector<SpectralPeak> bar = Melody(4, random);
  for (uint32_t i = 0; i < 15; ++i) {
    for (SpectralPeak peak : bar) {
      peak.time += i * 4 * 250;
      media.audio_runs[0].peaks.push_back(peak);
    }
  }
  EXPECT_THAT(WarningsOf(AudioWorthOf(media)),
              ElementsAre(ReferenceWarning::kRepetitive));
}

TEST(AudioWorthTest, DubbedTracksAreNotAddedUp) {
  std::mt19937 random(3);
  MediaFingerprint media = AudioOf(Music(480, random));
  const std::vector<SpectralPeak> sparse = {
      {.time = 10, .bin = 400, .saliency = 90, .prominent = true},
      {.time = 90, .bin = 500, .saliency = 90, .prominent = true},
      {.time = 150, .bin = 700, .saliency = 90, .prominent = true}};
  media.audio_runs[0].peaks = sparse;
  const double one = AudioWorthOf(media).peaks_per_second;
  for (uint32_t track = 1; track < 20; ++track) {
    media.audio_runs.push_back(media.audio_runs[0]);
    media.audio_runs.back().track = track;
  }
  EXPECT_EQ(AudioWorthOf(media).peaks_per_second, one);
}

TEST(AudioWorthTest, NothingIsWorthNothing) {
  EXPECT_FALSE(IsReferable(AudioWorthOf({})));
}

}  // namespace
}  // namespace earmark::index
