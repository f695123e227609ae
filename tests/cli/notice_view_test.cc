#include "cli/notice_view.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "cli/text.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using takedown::Notice;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

NoticeDraft SampleDraft(bool complete) {
  FetchedFile file;
  file.path = "a.mp4";
  file.location = "https://video.example/a";
  file.matched.set_content_sha256("\x01\xfe");
  auto& find = *file.matched.add_finds();
  find.mutable_match()->set_work("works/lark");
  find.set_strength(
      "Beyond doubt, as a long sentence says that must be broken somewhere.");
  find.add_cautions(v1::MatchFileResponse::NOT_ATTESTED);
  Notice stated{.sender = {.name = "Ann \x1b[31mLark"}};
  if (complete) {
    stated.sender.email = "ann@example.org";
    stated.signature = "Ann Lark";
    stated.not_authorised = true;
    stated.accurate = true;
    stated.authorised_to_act = true;
  }
  return DraftNotices(stated, {file}, {}).at(0);
}

std::vector<std::string> LinesOf(const std::string& text) {
  return absl::StrSplit(text, '\n');
}

TEST(NoticeViewTest, CompleteNoticeIsTheLetterAlone) {
  const std::string text = RenderNotice(SampleDraft(true), {}, {});
  EXPECT_THAT(
      text, AllOf(StartsWith("Notice of claimed infringement"),
                  EndsWith("\nSigned (i):\n  /s/ Ann Lark\n"),
                  HasSubstr("  Ann \uFFFD[31mLark\n"),
                  HasSubstr("\n    somewhere.\n"), Not(HasSubstr("MISSING"))));
  for (const std::string& line : LinesOf(text)) {
    EXPECT_LE(CharacterCount(line), 72u) << line;
  }
}

TEST(NoticeViewTest, IncompleteOneEndsInWhatIsMissing) {
  const std::string text = RenderNotice(SampleDraft(false), {}, {});
  EXPECT_THAT(text, StartsWith("DRAFT, INCOMPLETE: not to be sent yet\n\n"));
  std::vector<std::string> rows;
  bool in_table = false;
  for (const std::string& line : LinesOf(text)) {
    if (in_table && line.starts_with("512")) rows.push_back(line);
    in_table = in_table || line.starts_with("MISSING");
  }
  EXPECT_THAT(rows,
              ElementsAre(StartsWith("512(c)(3)(A)(i)   --signature"),
                          StartsWith("512(c)(3)(A)(iv)  --address, --tele"),
                          StartsWith("512(c)(3)(A)(v)   --good-faith"),
                          StartsWith("512(c)(3)(A)(vi)  --accurate"),
                          StartsWith("512(c)(3)(A)(vi)  --authorised")));
}

TEST(NoticeViewTest, JsonHasEachElementByItself) {
  google::protobuf::Struct object;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  NoticeJson(SampleDraft(false), {}), &object)
                  .ok());
  const auto& fields = object.fields();
  EXPECT_EQ(fields.at("law").string_value(), "DMCA");
  EXPECT_EQ(fields.at("platform").string_value(), "video.example");
  EXPECT_FALSE(fields.at("complete").bool_value());
  EXPECT_FALSE(fields.at("accurate").bool_value());
  EXPECT_EQ(fields.at("works").list_value().values(0).string_value(),
            "\"lark\"");
  EXPECT_EQ(fields.at("locations").list_value().values(0).string_value(),
            "https://video.example/a");
  const auto& missing =
      fields.at("missing").list_value().values(0).struct_value().fields();
  EXPECT_EQ(missing.at("provision").string_value(), "512(c)(3)(A)(i)");
  EXPECT_EQ(missing.at("field").string_value(), "signature");
  EXPECT_EQ(missing.at("option").string_value(), "--signature");
  const auto& file =
      fields.at("files").list_value().values(0).struct_value().fields();
  EXPECT_EQ(file.at("contentSha256").string_value(), "01fe");
  EXPECT_EQ(file.at("finds").list_value().values_size(), 1);
  EXPECT_THAT(fields.at("text").string_value(), HasSubstr("[missing: "));
}

TEST(NoticeViewTest, EveryElementHasItsOption) {
  for (const Notice::Law law : {Notice::Law::kDmca, Notice::Law::kDsa}) {
    NoticeDraft draft;
    draft.notice.law = law;
    google::protobuf::Struct object;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                    NoticeJson(draft, {}), &object)
                    .ok());
    for (const auto& element :
         object.fields().at("missing").list_value().values()) {
      EXPECT_THAT(element.struct_value().fields().at("option").string_value(),
                  StartsWith("--"))
          << element.DebugString();
    }
  }
}

TEST(NoticeViewTest, CautionsAreSaidOnceForEachWork) {
  v1::MatchFileResponse matched;
  for (int i = 0; i < 2; ++i) {
    auto& find = *matched.add_finds();
    find.mutable_match()->set_work("works/lark");
    find.add_cautions(v1::MatchFileResponse::CONTESTED);
  }
  matched.mutable_finds(1)->add_cautions(v1::MatchFileResponse::NOT_EXCLUSIVE);
  EXPECT_THAT(CautionsOf(matched),
              ElementsAre(StartsWith("lark: another owner registered a part"),
                          StartsWith("lark: the owner holds only a part")));
}

TEST(NoticeViewTest, SenderIsToldItsDutiesByEachLaw) {
  EXPECT_THAT(DutiesOfSender(Notice::Law::kDmca, {}),
              AllOf(HasSubstr("512(f)"), HasSubstr("Lenz"),
                    HasSubstr("fair use"), EndsWith(".\n")));
  EXPECT_THAT(DutiesOfSender(Notice::Law::kDsa, {}),
              AllOf(HasSubstr("parody"), HasSubstr("Article 23(2)"),
                    Not(HasSubstr("512"))));
}

}  // namespace
}  // namespace earmark::cli
