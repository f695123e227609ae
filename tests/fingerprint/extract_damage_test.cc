// What cannot be seen is never passed over in silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "tests/fingerprint/test_media.h"

namespace earmark::fingerprint {
namespace {

using ::testing::HasSubstr;

struct Damaged {
  const char* name;  // of the test
  const char* file;
  const char* arguments;
};

void PrintTo(const Damaged& damaged, std::ostream* out) {
  *out << damaged.name;
}

class CutFileTest : public ::testing::TestWithParam<Damaged> {};
class OverwrittenFileTest : public ::testing::TestWithParam<Damaged> {};

bool SaysSeen(const Coverage& coverage) {
  return coverage.state == Coverage::State::kSeen;
}

TEST_P(CutFileTest, IsNeverSeenAsWhole) {
  const MediaFolder folder;
  folder.MakeSource();
  folder.Make(GetParam().file,
              std::string("-i source.mkv ") + GetParam().arguments);
  const std::string bytes = folder.Read(GetParam().file);
  for (const double share : {0.1, 0.25, 0.5, 0.6, 0.75, 0.8}) {
    SCOPED_TRACE(share);
    const auto length =
        static_cast<size_t>(static_cast<double>(bytes.size()) * share) | 1;
    const std::string path = folder.Write("cut", bytes.substr(0, length));
    const absl::StatusOr<MediaFingerprint> cut = ExtractFrom(path);
    if (!cut.ok()) {
      EXPECT_EQ(cut.status().code(), absl::StatusCode::kInvalidArgument)
          << cut.status();
      EXPECT_FALSE(cut.status().message().empty());
      continue;
    }
    EXPECT_FALSE(SaysSeen(cut->audio)) << Seconds(cut->audio.seen);
    EXPECT_FALSE(SaysSeen(cut->video)) << Seconds(cut->video.seen);
    for (const Coverage* coverage : {&cut->audio, &cut->video}) {
      if (coverage->state == Coverage::State::kDamaged) {
        EXPECT_FALSE(coverage->detail.empty());
        EXPECT_LE(coverage->detail.size(), 200);
      }
      EXPECT_LE(coverage->seen, coverage->total);
      EXPECT_LT(coverage->seen, std::chrono::milliseconds(3900));
    }
  }
}

TEST_P(OverwrittenFileTest, IsNeverSeenAsWhole) {
  const MediaFolder folder;
  folder.MakeSource();
  folder.Make(GetParam().file,
              std::string("-i source.mkv ") + GetParam().arguments);
  std::string bytes = folder.Read(GetParam().file);
  const size_t middle = bytes.size() / 2;
  for (size_t i = middle; i < middle + bytes.size() / 5; ++i) {
    bytes[i] = static_cast<char>(i * 2'654'435'761U >> 13);
  }
  const absl::StatusOr<MediaFingerprint> damaged =
      ExtractFrom(folder.Write("damaged", bytes));
  if (!damaged.ok()) {
    EXPECT_EQ(damaged.status().code(), absl::StatusCode::kInvalidArgument)
        << damaged.status();
    return;
  }
  EXPECT_TRUE(!SaysSeen(damaged->audio) && !SaysSeen(damaged->video))
      << Seconds(damaged->audio.seen) << " " << Seconds(damaged->video.seen);
}

constexpr Damaged kChecked[] = {
    {"Mp4", "a.mp4", "-an -c:v libx264 -g 12"},
    {"Mp4FastStart", "a.mp4", "-an -c:v libx264 -g 12 -movflags +faststart"},
    {"Mp4Fragmented", "a.mp4",
     "-an -c:v libx264 -g 12 -movflags +frag_keyframe+empty_moov"},
    {"M4aFastStart", "a.m4a", "-vn -c:a aac -movflags +faststart"},
    {"Mkv", "a.mkv", "-an -c:v libx264 -g 12"},
    {"WebmVp9", "a.webm",
     "-an -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 12"},
    {"WebmOpus", "a.webm", "-vn -c:a libopus"},
    {"Avi", "a.avi", "-an -c:v mpeg4 -g 12"},
    {"Flv", "a.flv", "-an -c:v libx264 -g 12"},
    {"Ts", "a.ts", "-an -c:v libx264 -g 12"},
    {"OggVorbis", "a.ogg", "-vn -c:a libvorbis"},
    {"OggTheora", "a.ogv", "-an -c:v libtheora -g 12"},
    {"Mp3", "a.mp3", "-vn -c:a libmp3lame"},
    {"Flac", "a.flac", "-vn"},
    {"Adts", "a.aac", "-vn"},
};

// These hold no sums or marks inside by which damage could be told.
constexpr Damaged kUnchecked[] = {
    {"Gif", "a.gif", "-an"},
    {"Wav", "a.wav", "-vn"},
};

constexpr auto kName = [](const auto& test) {
  return std::string(test.param.name);
};
INSTANTIATE_TEST_SUITE_P(Checked, CutFileTest, ::testing::ValuesIn(kChecked),
                         kName);
INSTANTIATE_TEST_SUITE_P(Unchecked, CutFileTest,
                         ::testing::ValuesIn(kUnchecked), kName);
INSTANTIATE_TEST_SUITE_P(Checked, OverwrittenFileTest,
                         ::testing::ValuesIn(kChecked), kName);

TEST(ExtractRefusalTest, WhatIsNotMediaIsRefusedWithAReason) {
  const MediaFolder folder;
  const std::string text =
      "Once upon a time there was a file that held no media at all.\n";
  std::string long_text;
  for (int i = 0; i < 2000; ++i) long_text += text;
  std::string noise(100'000, '\0');
  for (size_t i = 0; i < noise.size(); ++i)
    noise[i] = static_cast<char>(i * 2'654'435'761U >> 11);
  const std::pair<const char*, std::string> files[] = {
      {"empty.mp4", ""},
      {"short.mp4", "x"},
      {"text.mp4", text},
      {"long.txt", long_text},
      {"zeros.wav", std::string(50'000, '\0')},
      {"noise.mp3", noise},
      {"archive.zip", "PK\x03\x04\x14" + noise.substr(0, 2000)},
      {"list.m3u8",
       "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/"
       "passwd\n#EXT-X-ENDLIST\n"},
      {"list.ffconcat", "ffconcat version 1.0\nfile '/etc/passwd'\n"},
  };
  for (const auto& [name, bytes] : files) {
    const absl::StatusOr<MediaFingerprint> refused =
        ExtractFrom(folder.Write(name, bytes));
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument)
        << name;
    EXPECT_FALSE(refused.status().message().empty()) << name;
  }
}

TEST(ExtractRefusalTest, FolderIsRefused) {
  const MediaFolder folder;
  EXPECT_EQ(ExtractFrom(folder.Path("")).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ExtractRefusalTest, EachLimitIsNamedWithItsValue) {
  const MediaFolder folder;
  folder.MakeSource();
  const std::string path =
      folder.Make("a.mp4", "-i source.mkv -c:v libx264 -c:a aac");
  const auto message = [&](const ExtractOptions& options,
                           const std::string& file) -> std::string {
    const absl::StatusOr<MediaFingerprint> refused = ExtractFrom(file, options);
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument)
        << refused.status();
    const absl::string_view message = refused.status().message();
    return {message.begin(), message.end()};
  };
  EXPECT_EQ(message({.max_bytes = 1000}, path),
            "the file is over max_bytes of 1000, got " +
                std::to_string(folder.Read("a.mp4").size()));
  EXPECT_THAT(message({.max_duration = std::chrono::seconds(3)}, path),
              HasSubstr("max_duration of 3.000 s, got 4.0"));
  EXPECT_EQ(message({.max_pixels = 10'000}, path),
            "the file is over max_pixels of 10000, got 19200");
  EXPECT_EQ(message({.max_streams = 1}, path),
            "the file is over max_streams of 1, got 2");
}

TEST(ExtractRefusalTest, DurationLimitHoldsWhenTheContainerDeclaresNone) {
  const MediaFolder folder;
  folder.MakeSource();
  // Neither of these says how long it is.
  for (const char* name : {"a.h264", "a.aac"}) {
    const absl::StatusOr<MediaFingerprint> refused =
        ExtractFrom(folder.Make(name, "-i source.mkv"),
                    {.max_duration = std::chrono::seconds(3)});
    EXPECT_THAT(std::string(refused.status().message()),
                HasSubstr("max_duration of 3.000 s"))
        << name;
  }
}

TEST(ExtractRefusalTest, PictureThatGrowsOverTheLimitIsNotDecoded) {
  const MediaFolder folder;
  folder.Make("small.ts",
              "-f lavfi -i testsrc2=s=64x64:r=25 -t 2 -c:v libx264 -g 25");
  folder.Make("large.ts",
              "-f lavfi -i testsrc2=s=640x480:r=25 -t 2 -c:v libx264 -g 25");
  const std::string path = folder.Write(
      "both.ts", folder.Read("small.ts") + folder.Read("large.ts"));
  const absl::StatusOr<MediaFingerprint> grown =
      ExtractFrom(path, {.max_pixels = 10'000});
  ASSERT_TRUE(grown.ok()) << grown.status();
  EXPECT_EQ(grown->video.state, Coverage::State::kDamaged);
  EXPECT_LT(grown->frames.back().time, std::chrono::seconds(2));
}

}  // namespace
}  // namespace earmark::fingerprint
