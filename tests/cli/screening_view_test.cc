#include "cli/screening_view.h"

#include "cli/text.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

v1::Screening Parse(const std::string& text) {
  v1::Screening screening;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &screening));
  return screening;
}

TEST(RenderBarTest, IntervalsFillTheirShareOfTheBar) {
  EXPECT_EQ(RenderBar(seconds(10), {{seconds(2), seconds(5)}}, 10),
            "──███─────");
}

TEST(RenderBarTest, ShortestIntervalIsSeen) {
  EXPECT_EQ(RenderBar(seconds(3600), {{seconds(1800), seconds(1801)}}, 10),
            "─────█────");
}

TEST(RenderBarTest, SeveralIntervalsShareOneBar) {
  EXPECT_EQ(
      RenderBar(seconds(10),
                {{seconds(0), seconds(1)}, {seconds(9), seconds(10)}}, 10),
      "█────────█");
}

TEST(RenderBarTest, IntervalBeyondTheEndIsCut) {
  EXPECT_EQ(RenderBar(seconds(10), {{seconds(8), seconds(99)}}, 10),
            "────────██");
}

TEST(RenderBarTest, UploadWithoutLengthHasAnEmptyBar) {
  EXPECT_EQ(RenderBar(seconds(0), {{seconds(0), seconds(1)}}, 3), "───");
}

TEST(RenderScreeningTest, ModeratorSeesWhatWhereAndWhy) {
  const v1::Screening screening = Parse(R"(
    name: "screenings/s1"
    duration { seconds: 38 }
    coverages { modality: AUDIO state: SEEN }
    coverages { modality: VIDEO state: SEEN }
    matches {
      work: "works/lark" reference: "works/lark/references/r" modality: AUDIO
      query_start { seconds: 8 nanos: 100000000 }
      query_end { seconds: 27 nanos: 900000000 }
      reference_start { seconds: 31 } reference_end { seconds: 50 nanos: 800000000 }
      score: 212.4 expected_false_matches: 3e-9 change { speed: 0.8 pitch_semitones: -3.86 }
    }
    matches {
      work: "works/tramp" reference: "works/tramp/references/r" modality: VIDEO
      query_start { seconds: 0 } query_end { seconds: 5 }
      reference_start { seconds: 60 } reference_end { seconds: 65 nanos: 250000000 }
      score: 40 expected_false_matches: 2e-5 change { speed: 1.05 mirrored: true }
    }
    matches {
      work: "works/tramp" reference: "works/tramp/references/r" modality: VIDEO
      query_start { seconds: 30 } query_end { seconds: 38 }
      reference_start { seconds: 90 } reference_end { seconds: 98 }
      score: 80 expected_false_matches: 1e-12
    }
    decision {
      action: TAKEDOWN
      territory_actions { territory: "AT" action: TAKEDOWN }
      territory_actions { territory: "DE" action: TAKEDOWN }
      territory_actions { territory: "001" action: TRACK }
      reasons {
        rule: OWNER_POLICY action: TAKEDOWN work: "works/lark"
        territories: "AT" territories: "DE"
        explanation: "The policy of bluebird for lark is to take uses down, and 19.8 s of its audio are in the upload."
      }
      reasons {
        rule: OWNER_POLICY action: TRACK work: "works/tramp"
        explanation: "The policy of essanay for tramp is to count uses."
      }
    })");
  EXPECT_EQ(
      RenderScreening("clip.mp4", screening,
                      {{"works/lark", "The Lark Ascending"}}, {.width = 80}),
      "TAKEDOWN  clip.mp4\n"
      "  0:38.0 long, audio seen, video seen; screenings/s1\n"
      "  TAKEDOWN: AT, DE; TRACK: elsewhere\n"
      "         0:00.0                                      0:38.0\n"
      "  audio  ──────────███████████████████████████─────────────  "
      "lark \"The Lark Ascending\"\n"
      "         0:08.1-0:27.9 is 0:31.0-0:50.8 of the reference, speed 0.80, "
      "pitch "
      "-3.9, score 212, "
      "false matches expected 3e-09\n"
      "  video  ███████────────────────────────────────███████████  tramp\n"
      "         0:00.0-0:05.0 is 1:00.0-1:05.3 of the reference, mirrored, "
      "speed 1.05, score 40, false matches expected 2e-05\n"
      "         0:30.0-0:38.0 is 1:30.0-1:38.0 of the reference, score 80, "
      "false matches expected 1e-12\n"
      "  TAKEDOWN            The policy of bluebird for lark is to take uses "
      "down, and\n"
      "                      19.8 s of its audio are in the upload. (in AT, "
      "DE)\n"
      "  TRACK               The policy of essanay for tramp is to count "
      "uses.\n");
}

TEST(RenderMatchTest, PlaceInThePictureIsSaidWhereItIsNotAllOfIt) {
  const auto words = [](const std::string& corners) {
    v1::Match match;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "query_end { seconds: 5 } reference_end { seconds: 5 } score: 40 "
        "expected_false_matches: 1e-9 " +
            corners,
        &match));
    return RenderMatch(match);
  };
  const std::string whole = "0:00.0-0:05.0 is 0:00.0-0:05.0 of the reference";
  const std::string sure = ", score 40, false matches expected 1e-09";
  EXPECT_EQ(words(""), whole + sure);
  EXPECT_EQ(words("region { x: 0.01 y: 0 } region { x: 1.01 y: 0 } "
                  "region { x: 1 y: 0.99 } region { x: 0 y: 1 }"),
            whole + sure);
  // An inset, mirrored: its corners go round the other way.
  EXPECT_EQ(words("change { mirrored: true } region { x: 0.9 y: 0.1 } "
                  "region { x: 0.4 y: 0.1 } region { x: 0.4 y: 0.6 } "
                  "region { x: 0.9 y: 0.6 }"),
            whole +
                ", mirrored, in 40-90 % of the picture's width and 10-60 % of "
                "its height" +
                sure);
  EXPECT_EQ(words("region { x: -0.2 y: 0 } region { x: 1.2 y: 0 } "
                  "region { x: 1.2 y: 1 } region { x: -0.2 y: 1 }"),
            whole + ", cropped" + sure);
  EXPECT_EQ(words("region { x: 0.5 y: 0 } region { x: 1.2 y: 0 } "
                  "region { x: 1.2 y: 1 } region { x: 0.5 y: 1 }"),
            whole +
                ", in 50-100 % of the picture's width and 0-100 % of its "
                "height, cropped" +
                sure);
}

TEST(RenderScreeningTest, CandidatesStandApartAndSayWhatTheyAreNot) {
  const v1::Screening screening = Parse(R"(
    name: "screenings/s3" duration { seconds: 10 }
    coverages { modality: AUDIO state: SEEN }
    candidates {
      work: "works/lark" reference: "works/lark/references/r" modality: AUDIO
      query_start { seconds: 2 } query_end { seconds: 5 nanos: 100000000 }
      reference_start { seconds: 31 } reference_end { seconds: 34 }
      score: 11.2 expected_false_matches: 4e-4 change { speed: 1 }
    }
    decision {
      action: ALLOW
      reasons { rule: NO_MATCH action: ALLOW explanation: "Nothing registered was found in the upload." }
    })");
  EXPECT_EQ(
      RenderScreening("own.mp4", screening, {}, {}),
      "ALLOW  own.mp4\n"
      "  0:10.0 long, audio seen; screenings/s3\n"
      "         0:00.0                                      0:10.0\n"
      "  candidates, weaker than a match: for people to look at, no ground for "
      "an action\n"
      "  audio  ──────────▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒────────────────────────  lark\n"
      "         0:02.0-0:05.1 is 0:31.0-0:34.0 of the reference, score 11, "
      "false matches expected 4e-04\n"
      "  ALLOW               Nothing registered was found in the upload.\n");
}

TEST(RenderScreeningTest, EarlierDecisionsStandBelowWithTheirEndAndCause) {
  const v1::Screening screening = Parse(R"(
    name: "screenings/s4" duration { seconds: 10 }
    coverages { modality: AUDIO state: SEEN }
    decision {
      revision: 2 action: REVIEW
      reasons { rule: OWNER_POLICY action: REVIEW explanation: "It is theirs." }
    }
    earlier_decisions {
      decision { revision: 1 action: ALLOW }
      end_time { seconds: 1700000000 }
      cause: "A work was registered."
    })");
  EXPECT_EQ(RenderScreening("own.mp4", screening, {}, {}),
            "REVIEW  own.mp4\n"
            "  0:10.0 long, audio seen; screenings/s4\n"
            "  REVIEW              It is theirs.\n"
            "  ALLOW               Until " +
                FormatInstant(screening.earlier_decisions(0).end_time()) +
                ", revision 1. A work was registered.\n");
}

TEST(RenderScreeningTest, UploadWithoutMatchesHasNoTimeline) {
  const v1::Screening screening = Parse(R"(
    name: "screenings/s2" duration { seconds: 10 }
    coverages { modality: AUDIO state: ABSENT }
    coverages {
      modality: VIDEO state: DAMAGED seen { seconds: 4 } total { seconds: 10 }
      detail: "the file ends early"
    }
    decision {
      action: REVIEW
      territory_actions { territory: "001" action: REVIEW }
      reasons { rule: NOT_SEEN action: REVIEW explanation: "Part of the video could not be seen." }
    })");
  EXPECT_EQ(RenderScreening("own.mp4", screening, {}, {}),
            "REVIEW  own.mp4\n"
            "  0:10.0 long, audio absent, video damaged, 0:04.0 of 0:10.0 seen "
            "(the file ends early); screenings/s2\n"
            "  REVIEW              Part of the video could not be seen.\n");
}

TEST(RenderScreeningTest, TheRestOfTheWorldIsCalledElsewhere) {
  const v1::Screening screening = Parse(R"(
    name: "screenings/s3" duration { seconds: 10 }
    decision {
      action: TRACK
      reasons {
        rule: OWNER_POLICY action: TRACK territories: "AT" territories: "DE"
        explanation: "Found."
      }
      reasons {
        rule: NO_RIGHTS action: ALLOW territories: "WORLD-AT-DE"
        explanation: "Nobody's."
      }
    })");
  const std::string text = RenderScreening("own.mp4", screening, {}, {});
  EXPECT_THAT(text, HasSubstr("Found. (in AT, DE)\n"));
  EXPECT_THAT(text, HasSubstr("Nobody's. (everywhere but in AT, DE)\n"));
}

TEST(RenderReasonsTest, WhatAReasonRestsOnStandsBelowIt) {
  const v1::Screening screening = Parse(R"(
    decision {
      action: REVIEW publish_meanwhile: true
      reasons {
        rule: OWNER_POLICY action: REVIEW explanation: "It is theirs."
        right: RECORDING policy: "policies/strict" policy_version: 1
        policy_rule: "long use"
      }
      reasons {
        rule: LICENCE action: ALLOW explanation: "It is licensed."
        right: MUSICAL_WORK policy: "policies/ours" policy_version: 12
        licence: "owners/sun/licences/tv"
      }
      reasons { rule: NOT_SEEN action: REVIEW explanation: "Not seen." }
    })");
  EXPECT_EQ(RenderReasons(screening.decision(), {}),
            "  REVIEW              It is theirs.\n"
            "                      policy strict v1, rule \"long use\", right "
            "recording\n"
            "  ALLOW               It is licensed.\n"
            "                      policy ours v12, licence sun/tv, right "
            "musical work\n"
            "  REVIEW              Not seen.\n"
            "                      may be published meanwhile\n");
}

TEST(RenderScreeningTest, NamesOfFilesCannotSteerTheTerminal) {
  EXPECT_EQ(RenderScreening("\033[2Jx", v1::Screening(), {}, {}).find('\033'),
            std::string::npos);
}

}  // namespace
}  // namespace earmark::cli
