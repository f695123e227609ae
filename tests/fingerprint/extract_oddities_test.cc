// Media that are whole, but unlike most.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/fingerprint/test_media.h"

namespace earmark::fingerprint {
namespace {

class ExtractOdditiesTest : public ::testing::Test {
 protected:
  MediaFingerprint Extracted(const std::string& path) {
    const absl::StatusOr<MediaFingerprint> result = ExtractFrom(path);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(MediaFingerprint{});
  }
  MediaFingerprint Source() { return Extracted(folder_.MakeSource()); }

  const MediaFolder folder_;
};

constexpr auto kSeen = Coverage::State::kSeen;
constexpr auto kAbsent = Coverage::State::kAbsent;

TEST_F(ExtractOdditiesTest, CoverArtIsNotVideo) {
  Source();
  folder_.Make("cover.png", "-i source.mkv -frames:v 1");
  for (const char* name : {"a.mp3", "a.m4a", "a.flac"}) {
    const MediaFingerprint result =
        Extracted(folder_.Make(name,
                               "-i source.mkv -i cover.png -map 0:a -map 1:v "
                               "-c:v copy -disposition:v attached_pic"));
    EXPECT_EQ(result.video.state, kAbsent) << name;
    EXPECT_TRUE(result.frames.empty()) << name;
    EXPECT_EQ(result.audio.state, kSeen) << name << result.audio.detail;
  }
}

TEST_F(ExtractOdditiesTest, StillImageIsAVideoOfOneFrame) {
  const MediaFingerprint source = Source();
  for (const char* name : {"a.png", "a.jpg", "a.webp", "a.bmp", "a.tiff"}) {
    const MediaFingerprint image =
        Extracted(folder_.Make(name, "-i source.mkv -frames:v 1"));
    EXPECT_EQ(image.video.state, kSeen) << name;
    EXPECT_EQ(image.audio.state, kAbsent) << name;
    ASSERT_EQ(image.frames.size(), 1) << name;
    EXPECT_LE(HammingDistance(image.frames[0].hash, source.frames[0].hash), 12)
        << name;
  }
}

TEST_F(ExtractOdditiesTest, RotationByMetadataIsUndone) {
  Source();
  folder_.Make("stored.mp4", "-i source.mkv -an -c:v libx264 -qp 10");
  const struct {
    int degrees;
    const char* filter;
  } turns[] = {{90, "transpose=2"}, {180, "hflip,vflip"}, {270, "transpose=1"}};
  for (const auto& [degrees, filter] : turns) {
    const MediaFingerprint shown = Extracted(folder_.Make(
        "shown.mp4",
        std::string("-i stored.mp4 -c:v libx264 -qp 10 -vf ") + filter));
    const MediaFingerprint marked = Extracted(folder_.Make(
        "marked.mp4", "-i stored.mp4 -c copy -metadata:s:v rotate=" +
                          std::to_string(360 - degrees)));
    const MediaFingerprint marked_other = Extracted(folder_.Make(
        "other.mp4", "-i stored.mp4 -c copy -metadata:s:v rotate=" +
                         std::to_string(degrees)));
    // Which way the tag turns is FFmpeg's own display: `ffmpeg -i` applies it.
    const MediaFingerprint displayed = Extracted(
        folder_.Make("displayed.mp4", "-i marked.mp4 -c:v libx264 -qp 10"));
    EXPECT_LT(MeanFrameDistance(marked, displayed), 8) << degrees;
    EXPECT_LT(std::min(MeanFrameDistance(marked, shown),
                       MeanFrameDistance(marked_other, shown)),
              8)
        << degrees;
  }
}

TEST_F(ExtractOdditiesTest, ShapeOfPixelsDoesNotMatter) {
  const MediaFingerprint source = Source();
  const MediaFingerprint squeezed = Extracted(folder_.Make(
      "a.mp4", "-i source.mkv -an -c:v libx264 -vf scale=320:120,setsar=1/2"));
  EXPECT_LT(MeanFrameDistance(source, squeezed), 20);
}

TEST_F(ExtractOdditiesTest, MarginsAreTrimmedForTheSecondHash) {
  const MediaFingerprint source = Source();
  const MediaFingerprint boxed = Extracted(folder_.Make(
      "a.mp4", "-i source.mkv -an -c:v libx264 -vf pad=240:200:40:40:black"));
  ASSERT_FALSE(boxed.frames.empty());
  double whole = 0;
  double trimmed = 0;
  for (size_t i = 0; i < std::min(boxed.frames.size(), source.frames.size());
       ++i) {
    whole += HammingDistance(boxed.frames[i].hash, source.frames[i].trimmed);
    trimmed +=
        HammingDistance(boxed.frames[i].trimmed, source.frames[i].trimmed);
  }
  const auto count = static_cast<double>(boxed.frames.size());
  EXPECT_GT(whole / count, 60);
  EXPECT_LT(trimmed / count, 31);
}

TEST_F(ExtractOdditiesTest, RangeOfLevelsDoesNotMatter) {
  const MediaFingerprint source = Source();
  const MediaFingerprint full =
      Extracted(folder_.Make("a.mkv",
                             "-i source.mkv -an -c:v libx264 -vf "
                             "scale=out_range=full -pix_fmt yuvj420p"));
  EXPECT_LT(MeanFrameDistance(source, full), 12);
}

TEST_F(ExtractOdditiesTest, VariableFrameRateKeepsTheTimes) {
  Source();
  // Twenty-five frames a second at first, then one in five.
  const MediaFingerprint vfr = Extracted(
      folder_.Make("a.mkv",
                   "-i source.mkv -an -vf \"select='lt(n,50)+not(mod(n,5))'\" "
                   "-vsync vfr -c:v libx264"));
  EXPECT_EQ(vfr.video.state, kSeen) << vfr.video.detail;
  EXPECT_NEAR(Seconds(vfr.duration), 4, 0.3);
  // Two ticks of the sampler.
  EXPECT_LT(LongestPause(vfr), 0.5);
}

TEST_F(ExtractOdditiesTest, TimelineBeginsWithTheFileWhateverItsClock) {
  const MediaFingerprint source = Source();
  const MediaFingerprint late = Extracted(folder_.Make(
      "a.ts", "-i source.mkv -c:v libx264 -c:a aac -output_ts_offset 3600"));
  EXPECT_NEAR(Seconds(late.duration), 4, 0.3);
  ASSERT_FALSE(late.frames.empty());
  EXPECT_LT(late.frames[0].time, std::chrono::milliseconds(300));
  EXPECT_LT(ChromaErrorRate(source, late), 0.15);
}

TEST_F(ExtractOdditiesTest, AudioThatBeginsLaterStandsLaterOnTheTimeline) {
  Source();
  const MediaFingerprint late = Extracted(folder_.Make(
      "a.mkv",
      "-i source.mkv -itsoffset 1.5 -i source.mkv -map 0:v -map 1:a -c copy"));
  ASSERT_EQ(late.audio_runs.size(), 1);
  EXPECT_NEAR(Seconds(late.audio_runs[0].start), 1.5, 0.05);
  EXPECT_NEAR(Seconds(late.duration), 5.5, 0.1);
}

TEST_F(ExtractOdditiesTest, EditListCutsTheTimeline) {
  Source();
  folder_.Make("whole.mp4", "-i source.mkv -c:v libx264 -g 100 -c:a aac");
  // Begins between key frames: the packets before are there, and not shown.
  const MediaFingerprint cut =
      Extracted(folder_.Make("a.mp4", "-ss 1.5 -i whole.mp4 -c copy"));
  EXPECT_NEAR(Seconds(cut.duration), 2.5, 0.2);
  EXPECT_EQ(cut.video.state, kSeen) << cut.video.detail;
  EXPECT_EQ(cut.audio.state, kSeen) << cut.audio.detail;
  EXPECT_NEAR(Seconds(cut.video.seen), 2.5, 0.2);
}

TEST_F(ExtractOdditiesTest, ShortGapIsSilenceAndLongGapBeginsARun) {
  folder_.Make("tone.wav",
               "-f lavfi -i \"" + MediaFolder::Melody() + "\" -t 12");
  const MediaFingerprint short_gap = Extracted(folder_.Make(
      "short.mka",
      "-i tone.wav -af \"aselect='not(between(t,5,6))'\" -c:a pcm_s16le"));
  ASSERT_EQ(short_gap.audio_runs.size(), 1);
  EXPECT_NEAR(static_cast<double>(short_gap.audio_runs[0].chroma.size()),
              (12 - 2.6) * 8.077, 3);
  const MediaFingerprint long_gap = Extracted(folder_.Make(
      "long.mka",
      "-i tone.wav -af \"aselect='not(between(t,4,8))'\" -c:a pcm_s16le"));
  ASSERT_EQ(long_gap.audio_runs.size(), 2);
  EXPECT_NEAR(Seconds(long_gap.audio_runs[1].start), 8, 0.2);
  EXPECT_EQ(long_gap.audio.state, kSeen) << long_gap.audio.detail;
}

TEST_F(ExtractOdditiesTest, JoinedRecordingsAreSeenToTheEnd) {
  Source();
  folder_.Make("a.ts", "-i source.mkv -c:v libx264 -c:a aac");
  const MediaFingerprint both = Extracted(
      folder_.Write("both.ts", folder_.Read("a.ts") + folder_.Read("a.ts")));
  EXPECT_NEAR(Seconds(both.duration), 8, 0.5);
  EXPECT_GE(both.frames.size(), 30);
  size_t chroma = 0;
  for (const AudioRun& run : both.audio_runs) chroma += run.chroma.size();
  EXPECT_GE(chroma, 2 * 10);
}

TEST_F(ExtractOdditiesTest, AudioTooShortForChromaHasPeaks) {
  Source();
  const MediaFingerprint half =
      Extracted(folder_.Make("a.wav", "-i source.mkv -ss 0.3 -t 0.5 -vn"));
  ASSERT_EQ(half.audio_runs.size(), 1);
  EXPECT_TRUE(half.audio_runs[0].chroma.empty());
  EXPECT_GT(half.audio_runs[0].peaks.size(), 5);
}

TEST_F(ExtractOdditiesTest, SilenceHasNoPeaks) {
  const MediaFingerprint silence =
      Extracted(folder_.Make("a.wav", "-f lavfi -t 5 -i anullsrc"));
  EXPECT_EQ(silence.audio.state, kSeen);
  for (const AudioRun& run : silence.audio_runs) EXPECT_TRUE(run.peaks.empty());
}

TEST_F(ExtractOdditiesTest, PeaksStandWhereTheyAreHeard) {
  // A blip over faint noise.
  const MediaFingerprint result = Extracted(
      folder_.Make("a.wav",
                   "-f lavfi -i \"aevalsrc='0.02*(random(0)-0.5)"
                   "+0.2*sin(2*PI*t*1500)*between(t,2,2.05)':s=48000:d=4\""));
  ASSERT_EQ(result.audio_runs.size(), 1);
  const auto& peaks = result.audio_runs[0].peaks;
  const auto loudest = std::max_element(
      peaks.begin(), peaks.end(),
      [](const auto& a, const auto& b) { return a.saliency < b.saliency; });
  ASSERT_NE(loudest, peaks.end());
  EXPECT_NEAR(Seconds(loudest->time * kPeakTimeUnit), 2.025, 0.03);
  EXPECT_NEAR(loudest->bin, 36 * 8 * std::log2(1500.0 / 180), 2);
}

TEST_F(ExtractOdditiesTest, AllAudioTracksCount) {
  const MediaFingerprint source = Source();
  const MediaFingerprint three =
      Extracted(folder_.Make("a.mkv",
                             "-i source.mkv -f lavfi -t 4 -i sine=300 -map 0:v "
                             "-map 1:a -map 0:a -map 0:a -c:a flac"));
  ASSERT_EQ(three.audio_runs.size(), 3);
  for (uint32_t track = 0; track < 3; ++track)
    EXPECT_EQ(three.audio_runs[track].track, track);
  EXPECT_EQ(three.audio_runs[1].chroma, source.audio_runs[0].chroma);
  EXPECT_NE(three.audio_runs[0].chroma, source.audio_runs[0].chroma);
}

TEST_F(ExtractOdditiesTest, DefaultVideoTrackIsTheMainOne) {
  const MediaFingerprint source = Source();
  const MediaFingerprint two =
      Extracted(folder_.Make("a.mkv",
                             "-f lavfi -t 4 -i testsrc2=s=320x240 -i "
                             "source.mkv -map 0:v -map 1:v -c:v libx264 "
                             "-disposition:v:0 0 -disposition:v:1 default"));
  EXPECT_LT(MeanFrameDistance(source, two), 20);
}

TEST_F(ExtractOdditiesTest, InvertedStereoDoesNotVanish) {
  const MediaFingerprint source = Source();
  for (const char* format : {"s16", "s32", "flt", "fltp", "dbl"}) {
    const MediaFingerprint inverted = Extracted(folder_.Make(
        "a.nut",
        std::string(
            "-i source.mkv -vn -af 'pan=stereo|c0=c0|c1=-1*c0,aformat=") +
            format + "' -c:a " +
            (std::string(format) == "s32"   ? "pcm_s32le"
             : std::string(format) == "flt" ? "pcm_f32le"
             : std::string(format) == "dbl" ? "pcm_f64le"
             : std::string(format) == "s16" ? "pcm_s16le"
                                            : "aac")));
    EXPECT_LT(ChromaErrorRate(source, inverted), 0.12) << format;
    EXPECT_GT(ShareOfPeaks(source, inverted), 0.8) << format;
  }
}

TEST_F(ExtractOdditiesTest, TransparentGifWithAPaletteIsHashed) {
  const MediaFingerprint source = Source();
  folder_.Make("a.gif", "-i source.mkv -an -r 10");
  const MediaFingerprint gif = Extracted(folder_.Path("a.gif"));
  EXPECT_LT(MeanFrameDistance(source, gif), 24);
  const MediaFingerprint pal8 = Extracted(folder_.Make(
      "a.avi",
      "-i source.mkv -an -vf split[a][b],[a]palettegen[p],[b][p]paletteuse "
      "-c:v rawvideo -pix_fmt pal8"));
  EXPECT_LT(MeanFrameDistance(source, pal8), 24);
}

TEST_F(ExtractOdditiesTest, SameFileGivesTheSameFingerprint) {
  Source();
  const std::string path =
      folder_.Make("a.mp4", "-i source.mkv -c:v libx264 -c:a aac");
  EXPECT_EQ(Extracted(path), Extracted(path));
}

}  // namespace
}  // namespace earmark::fingerprint
