#include <fcntl.h>
#include <gtest/gtest.h>

#include <string>

#include "fingerprint/worker/extract.h"
#include "tests/fingerprint/test_media.h"

namespace earmark::fingerprint {
namespace {

std::string Ours(const std::string& path, const FpcalcOptions& options) {
  WarmUp();
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const absl::StatusOr<MediaSource> source = MediaSource::Create(file);
  absl::StatusOr<std::string> printed = PrintAsFpcalc(*source, options, {});
  close(file);
  return printed.ok() ? *printed : printed.status().ToString();
}

void ExpectEqualToFpcalc(const std::string& path) {
  const std::string fpcalc = "fpcalc '" + path + "' 2>/dev/null ";
  EXPECT_EQ(Ours(path, {}), OutputOf(fpcalc)) << path;
  EXPECT_EQ(Ours(path, {.raw = true}), OutputOf(fpcalc + "-raw")) << path;
  EXPECT_EQ(Ours(path, {.length = std::chrono::seconds(5)}),
            OutputOf(fpcalc + "-length 5"));
  EXPECT_EQ(Ours(path, {.length = std::chrono::seconds(0), .raw = true}),
            OutputOf(fpcalc + "-raw -length 0"));
}

TEST(FpcalcTest, PrintsTheSameBytes) {
  const MediaFolder folder;
  folder.Make("long.wav",
              "-f lavfi -i \"" + MediaFolder::Melody() + "\" -t 9.5 -ac 2");
  ExpectEqualToFpcalc(folder.Path("long.wav"));
  ExpectEqualToFpcalc(folder.Make("a.mp3", "-i long.wav -c:a libmp3lame"));
  ExpectEqualToFpcalc(folder.Make("a.m4a", "-i long.wav -c:a aac"));
  ExpectEqualToFpcalc(folder.Make("a.ogg", "-i long.wav -c:a libvorbis"));
  ExpectEqualToFpcalc(
      folder.Make("a.flac", "-i long.wav -ar 96000 -sample_fmt s32 -c:a flac"));
  ExpectEqualToFpcalc(folder.Make("six.ac3", "-i long.wav -ac 6 -c:a ac3"));
  ExpectEqualToFpcalc(folder.Make("mono.wav", "-i long.wav -ar 11025 -ac 1"));
  ExpectEqualToFpcalc(folder.Make(
      "inverted.wav", "-i long.wav -af 'pan=stereo|c0=c0|c1=-0.9*c0'"));
  folder.MakeSource();
  ExpectEqualToFpcalc(
      folder.Make("a.mp4", "-i source.mkv -c:v libx264 -c:a aac"));
}

TEST(FpcalcTest, TruncatedAudioPrintsTheSameBytes) {
  const MediaFolder folder;
  folder.Make("whole.wav",
              "-f lavfi -i \"" + MediaFolder::Melody() + "\" -t 9.5");
  for (const char* name : {"a.mp3", "a.ogg", "a.aac", "a.wav"}) {
    folder.Make(name, "-i whole.wav");
    const std::string bytes = folder.Read(name);
    ExpectEqualToFpcalc(
        folder.Write(name, bytes.substr(0, bytes.size() * 2 / 3)));
  }
}

TEST(FpcalcTest, WithoutEnoughAudioSaysSo) {
  const MediaFolder folder;
  folder.Make("short.wav", "-f lavfi -i sine -t 1");
  EXPECT_EQ(
      Ours(folder.Path("short.wav"), {}),
      "INVALID_ARGUMENT: the file holds too little audio for a fingerprint");
  folder.Make("mute.mp4", "-f lavfi -i testsrc2=s=64x64 -t 1 -c:v libx264");
  EXPECT_EQ(Ours(folder.Path("mute.mp4"), {}),
            "INVALID_ARGUMENT: the file holds no audio");
}

}  // namespace
}  // namespace earmark::fingerprint
