// What the program does without a catalogue: its start, fingerprints, the demo.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// Sanitizers make everything slower.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// It links no decoder: beside a program that does, in one run, since machines
// differ.
TEST(ProgramJourneyTest, VersionCostsLittle) {
  TemporaryFolder folder;
  double ours = 1e9;
  double theirs = 1e9;
  for (int i = 0; i < 10; ++i) {
    const Outcome earmark = Earmark(folder, {"--version"});
    ASSERT_EQ(earmark.exit_code, 0);
    ours = std::min(ours, earmark.cpu_seconds);
    const Outcome ffmpeg = RunIn(folder, {"ffmpeg", "-version"});
    ASSERT_EQ(ffmpeg.exit_code, 0);
    theirs = std::min(theirs, ffmpeg.cpu_seconds);
  }
  EXPECT_LE(ours, theirs / 2);
}
#endif

TEST(ProgramJourneyTest, ChromaprintIsExactlyWhatFpcalcPrints) {
  TemporaryFolder folder;
  WriteSong(folder / "song.wav", 1, 150);
  Ffmpeg(folder, {"-i", "song.wav", "-t", "40", "song.mp3"});
  const std::vector<std::vector<std::string>> cases = {
      {}, {"-raw"}, {"-length", "30"}, {"-raw", "-length", "0"}};
  for (const char* file : {"song.wav", "song.mp3"}) {
    for (const std::vector<std::string>& options : cases) {
      std::vector<std::string> theirs = {"fpcalc"};
      std::vector<std::string> ours = {"fingerprint", "--chromaprint"};
      for (const std::string& option : options) {
        theirs.push_back(option);
        ours.push_back(option[0] == '-' ? absl::StrCat("-", option) : option);
      }
      theirs.push_back(file);
      ours.push_back(file);
      const Outcome expected = RunIn(folder, theirs);
      const Outcome actual = Earmark(folder, ours);
      // With Debian's FFmpeg fpcalc takes the end of a file for an error, after
      // it has printed all: its exit code says nothing.
      ASSERT_THAT(expected.out, StartsWith("DURATION=")) << expected.err;
      EXPECT_EQ(actual.exit_code, 0) << actual.err;
      EXPECT_EQ(actual.out, expected.out) << testing::PrintToString(ours);
    }
  }
}

TEST(ProgramJourneyTest, FingerprintOpensNoDatabase) {
  TemporaryFolder folder;
  WriteSong(folder / "song.wav", 1, 12);
  const Outcome outcome = Earmark(folder, {"fingerprint", "song.wav"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("length  0:12.0"), HasSubstr("tracks: 1"),
                    HasSubstr("video   absent")));
  EXPECT_EQ(RunIn(folder, {"test", "-e", "db"}).exit_code, 1);
}

TEST(ProgramJourneyTest, HashesOfFramesAreListedWithTheirTimes) {
  TemporaryFolder folder;
  Ffmpeg(folder, {"-f", "lavfi", "-i",
                  "life=s=24x18:r=2:seed=1:ratio=0.3,scale=320:240", "-t", "4",
                  "clip.mp4"});
  const Outcome outcome =
      Earmark(folder, {"fingerprint", "--hashes", "clip.mp4"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::vector<std::string> lines = LinesOf(outcome.out);
  ASSERT_GT(lines.size(), 5u);
  EXPECT_THAT(lines.back(), testing::ContainsRegex(
                                "^ +0:0[34]\\.[0-9]  [0-9a-f]{64}  [0-9]+$"));
}

TEST(ProgramJourneyTest, DemoFindsWhatItHasHidden) {
  TemporaryFolder folder;
  const Outcome outcome = Earmark(folder, {"demo"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  // From each heading to the next, as far as the work goes.
  const auto answer = [&](const std::string& file) {
    const size_t start = outcome.out.find("  " + file + "\n  0:");
    EXPECT_NE(start, std::string::npos) << file << "\n" << outcome.out;
    const size_t line = outcome.out.rfind('\n', start) + 1;
    return outcome.out.substr(line, outcome.out.find("\n\n", start) - line);
  };
  EXPECT_THAT(answer("re-encoded.mp3"),
              AllOf(StartsWith("TAKEDOWN"), HasSubstr("Morning Song")));
  EXPECT_THAT(
      answer("cut-in.mp4"),
      AllOf(StartsWith("TAKEDOWN"), HasSubstr("video  "), HasSubstr("Reef")));
  EXPECT_THAT(answer("mirrored.mp4"),
              AllOf(StartsWith("REVIEW"), HasSubstr("Dunes"),
                    HasSubstr("mirrored, "), HasSubstr("probation")));
  EXPECT_THAT(answer("letterboxed.mp4"),
              AllOf(StartsWith("TAKEDOWN"), HasSubstr("Reef")));
  EXPECT_THAT(answer("soundtrack.mp4"),
              AllOf(StartsWith("TRACK"), HasSubstr("Evening Song")));
  EXPECT_THAT(answer("own.mp4"), StartsWith("ALLOW"));
  EXPECT_THAT(outcome.out, HasSubstr("What next"));
}

TEST(ProgramJourneyTest, DemoWithoutFfmpegSaysWhatToInstall) {
  TemporaryFolder folder;
  const Outcome outcome = RunIn(
      folder,
      {"env", "PATH=" + folder.path(), EARMARK_BINARY_DIR "/earmark", "demo"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(StartsWith("earmark: "), HasSubstr("install ffmpeg")));
}

}  // namespace
}  // namespace earmark::cli
