#include "cli/notice_draft.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

FetchedFile FileAt(const std::string& path, const std::string& location,
                   const std::vector<std::string>& works) {
  FetchedFile file;
  file.path = path;
  file.location = location;
  file.matched.set_content_sha256("\x01\xfe");
  file.matched.mutable_duration()->set_seconds(18);
  for (const std::string& work : works) {
    auto& find = *file.matched.add_finds();
    find.mutable_match()->set_work("works/" + work);
    find.set_place("Here.");
    find.set_change("Unchanged.");
    find.set_strength("Strong.");
    find.set_method("By ear.");
    if (work == "finch") find.add_territories("WORLD-US-CA");
  }
  return file;
}

Works SampleWorks() {
  Works works;
  v1::Work& lark = works["works/lark"];
  lark.set_name("works/lark");
  lark.set_title("The Lark");
  lark.set_kind(v1::Work::SOUND_RECORDING);
  lark.set_isrc("GBAYE0601498");
  works["works/finch"].set_title("The Finch");
  return works;
}

TEST(NoticeDraftTest, PlatformIsTheHostOfALocation) {
  EXPECT_EQ(*PlatformOf("https://video.example/v/1"), "video.example");
  EXPECT_EQ(*PlatformOf("HTTP://www.Video.Example:8080?v=1#t"),
            "video.example");
  EXPECT_EQ(*PlatformOf("https://me:word@video.example"), "video.example");
  for (const char* bad : {"", "clip.mp4", "video.example/v/1", "https://",
                          "https:///v/1", "https://video.example/ v"}) {
    const auto platform = PlatformOf(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(platform.status())) << bad;
    EXPECT_THAT(std::string(platform.status().message()),
                HasSubstr(std::string("got ") + bad));
  }
}

TEST(NoticeDraftTest, FilesOfOnePlatformAreOneNotice) {
  takedown::Notice stated;
  stated.signature = "Ann Lark";
  const std::vector<NoticeDraft> drafts = DraftNotices(
      stated,
      {FileAt("a", "https://video.example/a", {"lark", "lark"}),
       FileAt("b", "https://music.example/b", {"finch"}),
       FileAt("c", "https://www.video.example/c", {"finch", "lark"})},
      SampleWorks());
  ASSERT_THAT(drafts, SizeIs(2));
  EXPECT_EQ(drafts[0].platform, "video.example");
  EXPECT_EQ(drafts[0].notice.signature, "Ann Lark");
  EXPECT_THAT(
      drafts[0].notice.works,
      ElementsAre("\"The Lark\" (sound recording, ISRC GBAYE0601498)",
                  "\"The Finch\" (rights held everywhere but in US, CA)"));
  EXPECT_THAT(
      drafts[0].notice.locations,
      ElementsAre("https://video.example/a", "https://www.video.example/c"));
  EXPECT_EQ(drafts[1].platform, "music.example");
  EXPECT_THAT(drafts[1].files, SizeIs(1));
}

TEST(NoticeDraftTest, FilesWithoutLocationsAreOneNoticeWithoutThem) {
  const std::vector<NoticeDraft> drafts =
      DraftNotices({}, {FileAt("a", "", {"lark"}), FileAt("b", "", {"lark"})},
                   SampleWorks());
  ASSERT_THAT(drafts, SizeIs(1));
  EXPECT_EQ(drafts[0].platform, "");
  EXPECT_THAT(drafts[0].notice.locations, SizeIs(0));
  EXPECT_THAT(drafts[0].files, SizeIs(2));
}

TEST(NoticeDraftTest, LetterHasTheEvidenceOfEachFile) {
  const std::vector<NoticeDraft> drafts = DraftNotices(
      {}, {FileAt("there/a.mp4", "https://video.example/a", {"lark"})},
      SampleWorks());
  ASSERT_THAT(drafts, SizeIs(1));
  EXPECT_THAT(
      LetterOf(drafts[0], SampleWorks()),
      AllOf(HasSubstr("\"The Lark\": Here. Unchanged. Strong. By ear.\n"),
            HasSubstr("a.mp4, 0:18.0 long, SHA-256 01fe\n")));
}

}  // namespace
}  // namespace earmark::cli
