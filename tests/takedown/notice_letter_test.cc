#include "takedown/notice_letter.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Notice CompleteNotice(Notice::Law law) {
  Notice notice{.law = law,
                .sender = {.name = "Ann Lark",
                           .address = "1 Lark Lane\nLarkham",
                           .telephone = "+1 555 0100",
                           .email = "ann@example.org"},
                .signature = "Ann Lark",
                .owner = "Lark Records",
                .works = {"\"The Lark\" (ISRC GBAYE0601498)"},
                .locations = {"https://video.example/v/1"},
                .not_authorised = true,
                .accurate = true,
                .authorised_to_act = true};
  if (law == Notice::Law::kDsa) {
    notice.explanation = ExplainInfringement(notice);
  }
  return notice;
}

std::vector<NoticedFile> SampleFiles() {
  return {
      {.location = "https://video.example/v/1",
       .name = "clip.mp3",
       .duration = 18s,
       .content_sha256 = "00ff",
       .finds = {{.title = "The Lark", .evidence = "Here. Beyond doubt."}}}};
}

std::string TextOf(const Notice& notice) {
  return NoticeText(notice, "video.example", SampleFiles());
}

TEST(NoticeLetterTest, DmcaNoticeHasItsElementsInTheOrderOfTheLaw) {
  EXPECT_EQ(
      TextOf(CompleteNotice(Notice::Law::kDmca)),
      "Notice of claimed infringement, by 17 USC 512(c)(3)(A)\n"
      "To the designated agent of video.example\n"
      "\n"
      "The works that are infringed (ii):\n"
      "  - \"The Lark\" (ISRC GBAYE0601498)\n"
      "\n"
      "The material that infringes them, which I ask you to remove or to "
      "disable access to, and where it is (iii):\n"
      "  - https://video.example/v/1\n"
      "    \"The Lark\": Here. Beyond doubt.\n"
      "    Copy of the upload: clip.mp3, 0:18.0 long, SHA-256 00ff\n"
      "Earmark, a program that identifies content, found this. It compared "
      "each copy with fingerprints of the owner's recordings, the "
      "references.\n"
      "\n"
      "From (iv):\n"
      "  Ann Lark\n"
      "  1 Lark Lane\n"
      "  Larkham\n"
      "  Telephone: +1 555 0100\n"
      "  E-mail: ann@example.org\n"
      "The owner of the right: Lark Records\n"
      "\n"
      "Statements (v), (vi):\n"
      "  I believe in good faith that use of the material in the manner "
      "complained of is not authorised by the copyright owner, its agent, or "
      "the law.\n"
      "  The information in this notice is accurate.\n"
      "  Under penalty of perjury: I am authorised to act on behalf of the "
      "owner of an exclusive right that is allegedly infringed.\n"
      "\n"
      "Signed (i):\n"
      "  /s/ Ann Lark\n");
}

TEST(NoticeLetterTest, NothingIsStatedForTheSender) {
  const std::string text = TextOf({.law = Notice::Law::kDmca});
  for (const char* gap :
       {"[missing: 512(c)(3)(A)(i)]", "[missing: 512(c)(3)(A)(ii)]",
        "[missing: 512(c)(3)(A)(iv)]", "[missing: 512(c)(3)(A)(v)]",
        "[missing: 512(c)(3)(A)(vi)]"}) {
    EXPECT_THAT(text, HasSubstr(gap));
  }
  EXPECT_THAT(text, AllOf(Not(HasSubstr("I believe")), Not(HasSubstr("I am")),
                          Not(HasSubstr("accurate")), Not(HasSubstr("/s/"))));
}

TEST(NoticeLetterTest, OnlyAuthorityStandsUnderPenaltyOfPerjury) {
  Notice notice = CompleteNotice(Notice::Law::kDmca);
  notice.authorised_to_act = false;
  EXPECT_THAT(TextOf(notice),
              AllOf(HasSubstr("is accurate."), Not(HasSubstr("perjury"))));
  EXPECT_THAT(TextOf(CompleteNotice(Notice::Law::kDsa)),
              Not(HasSubstr("perjury")));
}

TEST(NoticeLetterTest, LocationThatIsNotSaidIsMissing) {
  Notice notice = CompleteNotice(Notice::Law::kDmca);
  notice.locations.clear();
  std::vector<NoticedFile> files = SampleFiles();
  files[0].location.clear();
  EXPECT_THAT(NoticeText(notice, "", files),
              AllOf(HasSubstr("To the designated agent of the platform\n"),
                    HasSubstr("  - [missing: 512(c)(3)(A)(iii)]\n")));
}

TEST(NoticeLetterTest, DsaNoticeExplainsWhyTheContentIsIllegal) {
  const std::string text = TextOf(CompleteNotice(Notice::Law::kDsa));
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Article 16 of Regulation (EU) 2022/2065"),
            HasSubstr("(16(2)(a)):\n  The content holds works in which Lark "
                      "Records has copyright"),
            HasSubstr("(16(2)(b)):\n  - https://video.example/v/1\n"),
            HasSubstr("(16(2)(c)):\n  Ann Lark\n"),
            HasSubstr("(16(2)(d)):\n  I believe in good faith that the "
                      "information and the allegations in this notice are "
                      "accurate and complete.\n"),
            Not(HasSubstr("[missing"))));
}

TEST(NoticeLetterTest, InfringementIsExplainedOnlyByWhoStatesIt) {
  Notice notice = CompleteNotice(Notice::Law::kDsa);
  notice.not_authorised = false;
  notice.explanation = ExplainInfringement(notice);
  EXPECT_EQ(notice.explanation, "");
  EXPECT_THAT(TextOf(notice),
              HasSubstr("(16(2)(a)):\n  [missing: DSA 16(2)(a)]\n"));
}

}  // namespace
}  // namespace earmark::takedown
