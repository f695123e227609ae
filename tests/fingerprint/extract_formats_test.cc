// Every container and codec that Debian's FFmpeg can write is read again, and
// gives the fingerprints of what went in.
#include <gtest/gtest.h>

#include <string>

#include "tests/fingerprint/test_media.h"

namespace earmark::fingerprint {
namespace {

struct Format {
  const char* name;  // of the test
  const char* file;
  const char* arguments;
  bool audio;
  bool video;
};

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

class ExtractFormatsTest : public ::testing::TestWithParam<Format> {};

TEST_P(ExtractFormatsTest, GivesTheFingerprintsOfItsSource) {
  const Format& format = GetParam();
  const MediaFolder folder;
  const std::string source = folder.MakeSource();
  const std::string path = folder.Make(
      format.file, std::string("-i source.mkv ") + format.arguments);
  const absl::StatusOr<MediaFingerprint> original = ExtractFrom(source);
  const absl::StatusOr<MediaFingerprint> copy = ExtractFrom(path);
  ASSERT_TRUE(original.ok()) << original.status();
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_NEAR(Seconds(copy->duration), 4, 0.3);

  if (format.audio) {
    EXPECT_EQ(copy->audio.state, Coverage::State::kSeen) << copy->audio.detail;
    EXPECT_NEAR(Seconds(copy->audio.seen), 4, 0.3);
    EXPECT_LT(ChromaErrorRate(*original, *copy), 0.15);
    ASSERT_EQ(copy->audio_runs.size(), 1);
    EXPECT_LT(copy->audio_runs[0].start, std::chrono::milliseconds(100));
  } else {
    EXPECT_EQ(copy->audio.state, Coverage::State::kAbsent);
  }
  if (format.video) {
    EXPECT_EQ(copy->video.state, Coverage::State::kSeen) << copy->video.detail;
    EXPECT_NEAR(Seconds(copy->video.seen), 4, 0.3);
    EXPECT_LT(MeanFrameDistance(*original, *copy), 20);
    EXPECT_LT(LongestPause(*copy), 0.35);
  } else {
    EXPECT_EQ(copy->video.state, Coverage::State::kAbsent);
  }
}

constexpr Format kFormats[] = {
    {"Mp4H264Aac", "a.mp4", "-c:v libx264 -c:a aac", true, true},
    {"Mp4FastStart", "a.mp4", "-c:v libx264 -c:a aac -movflags +faststart",
     true, true},
    {"Mp4Fragmented", "a.mp4",
     "-c:v libx264 -g 25 -c:a aac -movflags +frag_keyframe+empty_moov", true,
     true},
    {"Mp4Hevc", "a.mp4",
     "-c:v libx265 -x265-params log-level=none -tag:v hvc1 -an", false, true},
    // The same bytes on all machines: else they depend on its processors.
    {"Mp4Hevc10Bit", "a.mp4",
     "-c:v libx265 -x265-params log-level=none:wpp=0:frame-threads=1:crf=20 "
     "-pix_fmt yuv420p10le -an",
     false, true},
    {"Mp4Av1", "a.mp4", "-c:v libaom-av1 -cpu-used 8 -usage realtime -an",
     false, true},
    {"Mp4H264Interlaced", "a.mp4", "-c:v libx264 -flags +ilme+ildct -an", false,
     true},
    {"MovMjpegPcm", "a.mov",
     "-c:v mjpeg -q:v 4 -pix_fmt yuvj420p -c:a pcm_s24le", true, true},
    {"MovProRes", "a.mov",
     "-c:v prores_ks -profile:v 4 -pix_fmt yuva444p10le -an", false, true},
    {"MovQtrle", "a.mov", "-c:v qtrle -an", false, true},
    {"WebmVp8Vorbis", "a.webm",
     "-c:v libvpx -b:v 500k -deadline realtime -c:a libvorbis", true, true},
    {"WebmVp9Opus", "a.webm",
     "-c:v libvpx-vp9 -b:v 500k -deadline realtime -cpu-used 8 -c:a libopus",
     true, true},
    {"MkvH264High444Flac", "a.mkv", "-c:v libx264 -pix_fmt yuv444p -c:a flac",
     true, true},
    {"MkvH264Rgb", "a.mkv", "-c:v libx264rgb -pix_fmt rgb24 -an", false, true},
    {"MkvH264Grey", "a.mkv", "-c:v libx264 -pix_fmt gray -an", false, true},
    {"MkvFfv1Planar12Bit", "a.mkv",
     "-c:v ffv1 -pix_fmt gbrp12le -c:a pcm_f32le", true, true},
    {"MkvFfv1Rgba", "a.mkv", "-c:v ffv1 -pix_fmt bgra -an", false, true},
    {"MkvMpeg4Ac3", "a.mkv", "-c:v mpeg4 -q:v 4 -bf 2 -c:a ac3", true, true},
    {"MkvTheoraEac3", "a.mkv", "-c:v libtheora -q:v 7 -c:a eac3", true, true},
    {"OggTheoraVorbis", "a.ogv", "-c:v libtheora -q:v 7 -c:a libvorbis", true,
     true},
    {"OggOpus", "a.opus", "-vn -c:a libopus", true, false},
    {"OggFlac", "a.oga", "-vn -c:a flac", true, false},
    {"AviMpeg4Mp3", "a.avi", "-c:v mpeg4 -q:v 4 -c:a libmp3lame", true, true},
    {"AviH264BFrames", "a.avi", "-c:v libx264 -bf 0 -c:a pcm_s16le", true,
     true},
    {"TsH264Aac", "a.ts", "-c:v libx264 -c:a aac", true, true},
    {"TsMpeg2Mp2", "a.ts", "-c:v mpeg2video -q:v 3 -bf 2 -c:a mp2", true, true},
    {"TsHevcAc3", "a.ts", "-c:v libx265 -x265-params log-level=none -c:a ac3",
     true, true},
    {"MpegPs", "a.mpg", "-c:v mpeg2video -q:v 3 -c:a mp2", true, true},
    {"FlvH264Aac", "a.flv", "-c:v libx264 -c:a aac", true, true},
    {"FlvSorensonMp3", "a.flv", "-c:v flv -q:v 3 -c:a libmp3lame", true, true},
    {"Gif", "a.gif", "-an", false, true},
    {"Mp3", "a.mp3", "-vn -c:a libmp3lame", true, false},
    {"Mp3WithoutHeader", "a.mp3", "-vn -c:a libmp3lame -write_xing 0", true,
     false},
    {"M4a", "a.m4a", "-vn -c:a aac", true, false},
    {"M4aAlac", "a.m4a", "-vn -c:a alac", true, false},
    {"AdtsAac", "a.aac", "-vn -c:a aac", true, false},
    {"Flac", "a.flac", "-vn -c:a flac", true, false},
    {"Flac8kHzMono", "a.flac", "-vn -ar 8000 -ac 1 -c:a flac", true, false},
    {"Wav", "a.wav", "-vn -c:a pcm_s16le", true, false},
    {"Wav8Bit", "a.wav", "-vn -c:a pcm_u8", true, false},
    {"WavFloat192kHz", "a.wav", "-vn -ar 192000 -c:a pcm_f32le", true, false},
    {"WavEightChannels", "a.wav", "-vn -ac 8 -c:a pcm_s16le", true, false},
    {"WavNineUnnamedChannels", "a.wav",
     "-filter_complex '[0:a]pan=mono|c0=c0,asplit=9[a][b][c][d][e][f][g][h][i];"
     "[a][b][c][d][e][f][g][h][i]amerge=inputs=9' -vn -c:a pcm_s16le",
     true, false},
    {"WavSurround", "a.wav",
     "-vn -af 'pan=5.1|FL=c0|FR=c1|FC=0.5*c0+0.5*c1|BL=c0|BR=c1' "
     "-c:a pcm_s32le",
     true, false},
    {"Ac3", "a.ac3", "-vn -c:a ac3", true, false},
    {"WavePack", "a.wv", "-vn -c:a wavpack", true, false},
    {"Aiff", "a.aiff", "-vn -c:a pcm_s16be", true, false},
};

INSTANTIATE_TEST_SUITE_P(All, ExtractFormatsTest, ::testing::ValuesIn(kFormats),
                         [](const auto& test) {
                           return std::string(test.param.name);
                         });

}  // namespace
}  // namespace earmark::fingerprint
