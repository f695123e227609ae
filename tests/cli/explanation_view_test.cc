#include "cli/explanation_view.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

// Steps of a second from second 10 on, with these nats.
v1::Evidence EvidenceOf(const std::vector<double>& nats) {
  v1::Evidence evidence;
  for (size_t i = 0; i < nats.size(); ++i) {
    v1::Evidence::Step& step = *evidence.add_steps();
    step.mutable_query_start()->set_seconds(static_cast<int64_t>(10 + i));
    step.mutable_query_end()->set_seconds(static_cast<int64_t>(11 + i));
    step.set_nats(nats[i]);
    step.set_point_count(20);
    step.set_agreeing_count(nats[i] > 0 ? 15 : 5);
  }
  return evidence;
}

TEST(RenderStripTest, TallIsStrongAndADotIsNothing) {
  EXPECT_EQ(RenderStrip(EvidenceOf({8, 4, 0.5, 0, -3, 8}), 10), "█▅▁··█");
  EXPECT_EQ(RenderStrip(EvidenceOf({-1, -2}), 10), "··");
  EXPECT_EQ(RenderStrip({}, 10), "");
}

TEST(RenderStripTest, ManyStepsShareTheWidth) {
  EXPECT_EQ(RenderStrip(EvidenceOf({4, 4, 2, 2, 0, 0}), 3), "█▅·");
}

TEST(RenderThinPartsTest, NeighboursAreOnePart) {
  const v1::Evidence evidence = EvidenceOf({8, 0, -1, 8, 0.5, 8, 0});
  EXPECT_EQ(RenderThinParts(evidence, 4),
            "0:11.0-0:13.0, 0:14.0-0:15.0, 0:16.0-0:17.0");
  EXPECT_EQ(RenderThinParts(evidence, 2),
            "0:11.0-0:13.0, 0:14.0-0:15.0, 1 more");
  EXPECT_EQ(RenderThinParts(EvidenceOf({8, 8}), 4), "");
}

v1::ScreeningExplanation SampleExplanation() {
  v1::ScreeningExplanation explanation;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    name: "screenings/s1" file_name: "clip.mp4"
    decision {
      action: TAKEDOWN
      reasons { rule: OWNER_POLICY action: TAKEDOWN explanation: "It is theirs." }
    }
    finds {
      number: 1
      match {
        work: "works/lark" modality: AUDIO fingerprint: LANDMARKS
        query_start { seconds: 10 } query_end { seconds: 14 }
        score: 20 change { speed: 1.1 }
      }
      place: "Here." change: "Faster." strength: "Strong." method: "Landmarks."
      evidence { evidence_nats: 24 prior_nats: 3.6 remainder_nats: -0.4 reach_nats: -2.5 }
    }
    finds {
      number: 2 is_candidate: true
      match { work: "works/finch" modality: VIDEO fingerprint: FRAME_HASHES score: 9 }
      place: "There." change: "None." strength: "Weak." method: "Hashes."
      evidence_missing: "The work was withdrawn."
    })",
                                                            &explanation));
  *explanation.mutable_finds(0)->mutable_evidence()->mutable_steps() =
      EvidenceOf({8, 8, 0, 8}).steps();
  return explanation;
}

TEST(RenderExplanationTest, ModeratorReadsWordsStripAndAccount) {
  EXPECT_EQ(RenderExplanation(SampleExplanation(),
                              {{"works/lark", "The \x1bLark"}}, {.width = 90}),
            "TAKEDOWN  clip.mp4  screenings/s1\n"
            "  TAKEDOWN            It is theirs.\n"
            "\n"
            "1  audio  lark \"The \xef\xbf\xbdLark\"\n"
            "   place     Here.\n"
            "   change    Faster.\n"
            "   strength  Strong.\n"
            "   found by  Landmarks.\n"
            "   evidence  ██·█ 0:10.0-0:14.0\n"
            "             Thin at 0:12.0-0:13.0.\n"
            "             80 places compared, 62 % agree; 24.0 nats - 3.6 for "
            "the change - 0.4 rest =\n"
            "             score 20.0. Ends that the match grew by later, not "
            "in the score: -2.5 nats.\n"
            "\n"
            "2  video  finch  (candidate: for people to look at, no ground for "
            "an action)\n"
            "   place     There.\n"
            "   change    None.\n"
            "   strength  Weak.\n"
            "   found by  Hashes.\n"
            "   evidence  The work was withdrawn.\n");
}

TEST(RenderExplanationTest, FramesOfVideoFoundByFeaturesAreATable) {
  v1::ScreeningExplanation explanation = SampleExplanation();
  explanation.mutable_finds()->DeleteSubrange(1, 1);
  v1::ScreeningExplanation::Find& find = *explanation.mutable_finds(0);
  find.mutable_match()->set_modality(v1::Match::VIDEO);
  find.mutable_match()->set_fingerprint(v1::Match::LOCAL_FEATURES);
  for (v1::Evidence::Step& step : *find.mutable_evidence()->mutable_steps()) {
    step.set_difference(0.25);
  }
  for (int i = 0; i < 2; ++i) {
    v1::Evidence::FramePair& pair = *find.mutable_evidence()->add_frame_pairs();
    pair.mutable_query_position()->set_seconds(10 + i);
    pair.mutable_reference_position()->set_seconds(100 * i);
    pair.set_nats(12.25);
    pair.set_agreement(0.875);
    pair.set_block_count(240);
    for (int feature = 0; feature < 9 + i; ++feature) pair.add_features();
  }
  const std::string text = RenderExplanation(explanation, {}, {.width = 90});
  EXPECT_THAT(
      text,
      testing::AllOf(
          testing::HasSubstr("80 frames compared, 62 % agree, 25 % of the "
                             "pictures' blocks differ;"),
          testing::EndsWith(
              "\n   frames    UPLOAD  REFERENCE  BLOCKS  AGREE  FEATURES  "
              "NATS\n"
              "             0:10.0     0:00.0     240   88 %         9  12.2\n"
              "             0:11.0     1:40.0     240   88 %        10  "
              "12.2\n")))
      << text;
}

}  // namespace
}  // namespace earmark::cli
