// 300 files that are damaged, cut, spliced, misnamed, or no media at all: each
// gives an answer or an error that says what is wrong, and the service lives on
// without a leak.
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/media.h"
#include "tests/service/running_service.h"

namespace earmark::service {
namespace {

struct NamedFile {
  std::string name;
  std::string bytes;
};

// Small files of several formats, all of which can be screened.
std::vector<NamedFile> MakeSeeds(const TemporaryFolder& folder) {
  WriteClip(folder / "clip.mp4", 1, 3);
  std::vector<NamedFile> seeds = {{"clip.mp4", ReadFile(folder / "clip.mp4")}};
  const auto add = [&](const std::string& name, const std::string& options) {
    RunFfmpeg(absl::StrCat("-i ", folder / "clip.mp4", " ", options, " ",
                           folder / name));
    seeds.push_back({name, ReadFile(folder / name)});
  };
  add("clip.mkv", "-c copy");
  add("clip.ts", "-c copy");
  add("clip.avi", "-c:v mpeg4 -c:a mp3");
  add("clip.webm", "-c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus");
  add("clip.gif", "-an -t 1");
  add("clip.ogg", "-vn -c:a libvorbis");
  add("clip.mp3", "-vn");
  add("clip.flac", "-vn");
  add("clip.wav", "-vn");
  return seeds;
}

std::vector<NamedFile> MakeCorruptedFiles(const std::vector<NamedFile>& seeds) {
  std::mt19937 random(20240);
  std::vector<NamedFile> files = {
      {"empty.mp4", ""},
      {"byte.mp4", "\x01"},
      {"text.mp4", "This is a text, and no film at all.\n"},
      {"zeros.mp4", std::string(100'000, '\0')},
      {"archive.mp4", std::string("PK\x03\x04\x14\0\0\0\x08\0", 10) +
                          std::string(5'000, '\x5a')},
      {"playlist.m3u8", "#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n"},
      {"concat.txt", "ffconcat version 1.0\nfile '/etc/passwd'\n"},
      {"subtitle.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n"}};
  std::string noise(200'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  files.push_back({"noise.mp4", noise});
  files.push_back({"page.mp4", "<!DOCTYPE html><html><body></body></html>"});

  for (size_t i = 0; i < seeds.size(); ++i) {
    const std::string& name = seeds[i].name;
    const std::string& bytes = seeds[i].bytes;
    const auto place = [&] { return random() % bytes.size(); };
    // The headers are where it hurts: half of the damage goes there.
    const auto early = [&] {
      return random() % std::min<size_t>(bytes.size(), 600);
    };
    for (int n = 0; n < 8; ++n) {
      const size_t size = n % 2 == 0 ? place() : early();
      files.push_back(
          {absl::StrCat("cut-", size, "-", name), bytes.substr(0, size + 1)});
    }
    for (int n = 0; n < 9; ++n) {
      std::string flipped = bytes;
      for (int bit = 0; bit < 1 << n; ++bit) {
        flipped[bit % 2 == 0 ? early() : place()] ^=
            static_cast<char>(1 << random() % 8);
      }
      files.push_back({absl::StrCat("flip-", 1 << n, "-", name), flipped});
    }
    for (int n = 0; n < 5; ++n) {
      const std::string& other = seeds[(i + 1 + n) % seeds.size()].bytes;
      const std::string head = bytes.substr(0, n == 0 ? early() : place());
      files.push_back({absl::StrCat("spliced-", n, "-", name),
                       head + other.substr(random() % other.size())});
    }
    for (int n = 0; n < 4; ++n) {
      std::string holed = bytes;
      const size_t start = n == 0 ? early() : place();
      holed.replace(start, std::min<size_t>(4'000, holed.size() - start),
                    std::min<size_t>(4'000, holed.size() - start), '\xff');
      files.push_back({absl::StrCat("holed-", n, "-", name), holed});
    }
    for (int n = 0; n < 2; ++n) {
      const size_t start = n == 0 ? early() : place();
      std::string shorter = bytes;
      shorter.erase(start, 1 + random() % 1'000);
      files.push_back({absl::StrCat("erased-", n, "-", name), shorter});
    }
    // The right bytes under a wrong name.
    files.push_back({absl::StrCat(name, ".txt"), bytes});
  }
  return files;
}

TEST(CorruptedFilesTest, EachIsAnsweredAndTheServiceLivesOn) {
  TemporaryFolder folder;
  RunningService service(OptionsIn(folder));
  const int idle = CountDescendants("earmark-worker");
  const std::vector<NamedFile> seeds = MakeSeeds(folder);
  for (const NamedFile& seed : seeds) {
    const absl::StatusOr<v1::Screening> sound =
        service.Screen(HeaderOf("sound-" + seed.name), seed.bytes);
    ASSERT_TRUE(sound.ok()) << seed.name << ": " << sound.status();
  }
  const std::vector<NamedFile> files = MakeCorruptedFiles(seeds);
  ASSERT_EQ(files.size(), 300u);
  const int descriptors = CountDescriptors();

  std::vector<absl::StatusOr<v1::Screening>> answers(
      files.size(), absl::UnknownError("not asked"));
  std::atomic<size_t> next = 0;
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (size_t n = next++; n < files.size(); n = next++) {
        v1::UploadHeader header = HeaderOf(absl::StrCat("file-", n));
        header.set_file_name(files[n].name);
        grpc::ClientContext context;
        context.set_deadline(
            absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
        answers[n] = service.Screen(header, files[n].bytes, &context);
      }
    });
  }
  threads.clear();

  int answered = 0;
  for (size_t n = 0; n < files.size(); ++n) {
    const absl::StatusOr<v1::Screening>& answer = answers[n];
    SCOPED_TRACE(files[n].name);
    if (!answer.ok()) {
      EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument)
          << answer.status();
      EXPECT_GT(answer.status().message().size(), 10u);
      continue;
    }
    ++answered;
    for (const v1::Coverage& coverage : answer->coverages()) {
      EXPECT_NE(coverage.state(), v1::Coverage::STATE_UNSPECIFIED);
      if (coverage.state() != v1::Coverage::DAMAGED) continue;
      EXPECT_NE(answer->decision().action(), v1::Decision::ALLOW);
      EXPECT_FALSE(coverage.detail().empty());
    }
  }
  RecordProperty("answered", answered);
  // Some damage must be survivable, and some not, or nothing was tried.
  EXPECT_GT(answered, 50);
  EXPECT_LT(answered, 250);

  EXPECT_TRUE(Eventually([&] { return CountDescriptors() <= descriptors; }))
      << CountDescriptors() << " descriptors, were " << descriptors;
  EXPECT_TRUE(
      Eventually([&] { return CountDescendants("earmark-worker") == idle; }));
  EXPECT_TRUE(service.Screen(HeaderOf("after"), seeds[0].bytes).ok());
}

}  // namespace
}  // namespace earmark::service
