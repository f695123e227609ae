#include "takedown/match_words.h"

#include <chrono>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using fingerprint::Modality;
using index::Change;
using index::Evidence;
using index::Match;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Match SampleMatch() {
  return {.work = {"lark"},
          .reference = {"r"},
          .modality = Modality::kAudio,
          .evidence = Evidence::kLandmarks,
          .query = {milliseconds(3000), milliseconds(78'140)},
          .reference_range = {milliseconds(5000), milliseconds(83'900)},
          .change = {},
          .score = 45.32,
          .expected_false_matches = 2.4e-8};
}

std::string ChangeOf(Modality modality, const Change& change) {
  Match match = SampleMatch();
  match.modality = modality;
  match.change = change;
  return DescribeMatch(match, false).change;
}

std::string StrengthOf(double expected, bool is_candidate) {
  Match match = SampleMatch();
  match.expected_false_matches = expected;
  return DescribeMatch(match, is_candidate).strength;
}

TEST(MatchWordsTest, PlaceNamesBothIntervalsAndTheLength) {
  EXPECT_EQ(DescribeMatch(SampleMatch(), false).place,
            "0:03.0-1:18.1 of the upload's audio (75.1 s) is 0:05.0-1:23.9 of "
            "the reference.");
}

TEST(MatchWordsTest, EveryChangeOfAudioIsSaidAsPeopleHearIt) {
  const auto change = [](double speed, double pitch) {
    return ChangeOf(Modality::kAudio,
                    {.speed = speed, .pitch_semitones = pitch});
  };
  EXPECT_EQ(change(1, 0), "Unchanged: same speed, same pitch.");
  EXPECT_EQ(change(1.002, -0.2), "Unchanged: same speed, same pitch.");
  EXPECT_EQ(change(1.25, 0), "Played 25.0 % faster, at its own pitch.");
  EXPECT_EQ(change(1, -2), "Sounds 2.0 semitones lower, at its own speed.");
  EXPECT_EQ(change(1.25, 3.86),
            "Played 25.0 % faster, and sounds 3.9 semitones higher, as a "
            "turntable makes it.");
  EXPECT_EQ(change(0.8, 2),
            "Played 20.0 % slower, and sounds 2.0 semitones higher, more or "
            "less than that speed would make it.");
}

TEST(MatchWordsTest, EveryChangeOfVideoIsSaid) {
  const auto change = [](double speed, bool mirrored) {
    return ChangeOf(Modality::kVideo, {.speed = speed, .mirrored = mirrored});
  };
  EXPECT_EQ(change(1, false), "Unchanged: same speed, not mirrored.");
  EXPECT_EQ(change(1, true), "Mirrored left to right, at its own speed.");
  EXPECT_EQ(change(0.9, false), "Played 10.0 % slower.");
  EXPECT_EQ(change(1.1, true),
            "Played 10.0 % faster, mirrored left to right.");
}

TEST(MatchWordsTest, StrengthIsSaidInUploadsNotInExponentsAlone) {
  EXPECT_EQ(StrengthOf(2.4e-8, false),
            "Beyond doubt: of 40 million uploads of this length that hold "
            "nothing of this catalogue, one would show as much by chance "
            "(score 45.3 nats, expected false matches 2e-08).");
  EXPECT_THAT(StrengthOf(5e-5, false),
              AllOf(StartsWith("Strong: "), HasSubstr("of 20,000 uploads")));
  EXPECT_THAT(StrengthOf(9e-4, false),
              AllOf(StartsWith("Good: "), HasSubstr("of 1,000 uploads")));
  EXPECT_THAT(StrengthOf(1e-200, false), HasSubstr("of 1000 million million"));
  EXPECT_THAT(StrengthOf(7, false), HasSubstr("show as much by chance"));
}

TEST(MatchWordsTest, CandidateIsNoGroundHoweverGoodItLooks) {
  for (const double expected : {1e-9, 5e-4, 1e-2}) {
    EXPECT_THAT(StrengthOf(expected, true),
                StartsWith("Weak, and no ground for an action: "));
  }
}

TEST(MatchWordsTest, EveryFingerprintIsNamed) {
  Match match = SampleMatch();
  for (const auto& [evidence, name] :
       {std::pair{Evidence::kChroma, "Chromaprint"},
        {Evidence::kLandmarks, "Landmarks"},
        {Evidence::kFrameHash, "PDQ"}}) {
    match.evidence = evidence;
    EXPECT_THAT(DescribeMatch(match, false).fingerprint, StartsWith(name));
  }
}

}  // namespace
}  // namespace earmark::takedown
