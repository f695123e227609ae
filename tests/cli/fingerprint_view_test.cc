#include "cli/fingerprint_view.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaFingerprint;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

MediaFingerprint Example() {
  MediaFingerprint example;
  example.duration = seconds(30);
  example.audio = {Coverage::State::kDamaged, seconds(20), seconds(30),
                   "the file ends early"};
  example.video = {Coverage::State::kSeen, seconds(30), seconds(30), ""};
  example.audio_runs = {
      {0, seconds(0), {1, 2, 3}, {{25, 8, 90, true}, {50, 16, 20, false}}},
      {0, seconds(10), {4}, {}},
      {1, seconds(0), {5, 6}, {{75, 8, 90, true}}}};
  fingerprint::VideoFrame frame;
  frame.time = milliseconds(500);
  frame.hash.words = {1, 0, 0, 0};
  frame.trimmed = frame.hash;
  frame.quality = 98;
  example.frames.push_back(frame);
  frame.time = milliseconds(1000);
  frame.trimmed.words = {2, 0, 0, 0};
  example.frames.push_back(frame);
  return example;
}

TEST(FingerprintViewTest, SummaryCountsWhatIsThere) {
  EXPECT_EQ(
      RenderFingerprint("clip.mp4", Example(), false, {}),
      "clip.mp4\n"
      "  length  0:30.0\n"
      "  audio   damaged, 0:20.0 of 0:30.0 (the file ends early); tracks: "
      "2, sub-fingerprints: 6, spectral peaks: 3\n"
      "  video   seen, 0:30.0 of 0:30.0; frames hashed: 2, with flat "
      "margins: 1\n");
}

TEST(FingerprintViewTest, AbsentModalityIsSaidToBeAbsent) {
  MediaFingerprint example = Example();
  example.video = {};
  example.frames.clear();
  EXPECT_THAT(RenderFingerprint("song.mp3", example, false, {}),
              HasSubstr("video   absent\n"));
}

TEST(FingerprintViewTest, HashesComeWithTimeAndQuality) {
  EXPECT_THAT(RenderFingerprint("clip.mp4", Example(), true, {}),
              HasSubstr("\n    0:00.5  " + std::string(63, '0') + "1  98\n"));
}

TEST(FingerprintViewTest, ProgramsGetNumbersOnly) {
  EXPECT_EQ(FingerprintJson("clip.mp4", Example(), false),
            "{\"file\":\"clip.mp4\",\"duration\":\"30.000000s\","
            "\"audio\":{\"state\":\"damaged\",\"seen\":\"20.000000s\","
            "\"total\":\"30.000000s\",\"detail\":\"the file ends early\"},"
            "\"video\":{\"state\":\"seen\",\"seen\":\"30.000000s\","
            "\"total\":\"30.000000s\"},\"audioTracks\":2,"
            "\"subFingerprints\":6,\"spectralPeaks\":3,\"frames\":2,"
            "\"framesWithFlatMargins\":1}\n");
}

TEST(FingerprintViewTest, ProgramsGetHashesWhenTheyAsk) {
  EXPECT_THAT(FingerprintJson("clip.mp4", Example(), true),
              HasSubstr("\"hashes\":[{\"time\":\"0.500000s\",\"pdq\":\"" +
                        std::string(63, '0') + "1\",\"quality\":98},"));
}

}  // namespace
}  // namespace earmark::cli
