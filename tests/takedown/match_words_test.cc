#include "takedown/match_words.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using fingerprint::Modality;
using index::Change;
using index::Evidence;
using index::Match;
using index::PicturePlace;
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
  EXPECT_EQ(change(1.1, true), "Played 10.0 % faster, mirrored left to right.");
}

TEST(MatchWordsTest, TurnsAreSaidToTheNearerSideAndInversionsInWords) {
  const auto change = [](const Change& of) {
    return ChangeOf(Modality::kVideo, of);
  };
  EXPECT_EQ(change({.turned_degrees = 90}),
            "Turned 90 degrees to the right, at its own speed.");
  EXPECT_EQ(change({.turned_degrees = 180}),
            "Turned 180 degrees to the right, at its own speed.");
  EXPECT_EQ(change({.turned_degrees = 270}),
            "Turned 90 degrees to the left, at its own speed.");
  EXPECT_EQ(change({.turned_degrees = 354.6}),
            "Turned 5 degrees to the left, at its own speed.");
  EXPECT_EQ(change({.inverted = true}), "Dark for light, at its own speed.");
  EXPECT_EQ(change({.speed = 1.25,
                    .mirrored = true,
                    .turned_degrees = 30,
                    .inverted = true}),
            "Played 25.0 % faster, mirrored left to right, turned 30 degrees "
            "to the right, dark for light.");
}

// What is said of a video whose picture lies there, unchanged otherwise.
std::string PlaceOf(const std::vector<PicturePlace>& region) {
  Match match = SampleMatch();
  match.modality = Modality::kVideo;
  match.region = region;
  const std::string words = DescribeMatch(match, false).change;
  const std::string unchanged = "Unchanged: same speed, not mirrored.";
  EXPECT_THAT(words, StartsWith(unchanged));
  return words.substr(unchanged.size());
}

std::vector<PicturePlace> Box(double left, double top, double right,
                              double bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

TEST(MatchWordsTest, NothingIsSaidOfAPlaceThatFillsThePictureOrIsNotKnown) {
  EXPECT_EQ(PlaceOf({}), "");
  EXPECT_EQ(PlaceOf(Box(0, 0, 1, 1)), "");
  EXPECT_EQ(PlaceOf(Box(-0.01, -0.02, 1.01, 1.02)), "");
  EXPECT_EQ(PlaceOf(Box(0.02, 0.03, 0.98, 0.97)), "");
  // Mirrored, turned: the corners in another order.
  EXPECT_EQ(PlaceOf({{1, 0}, {0, 0}, {0, 1}, {1, 1}}), "");
  EXPECT_EQ(PlaceOf({{1, 0}, {1, 1}, {0, 1}, {0, 0}}), "");
}

TEST(MatchWordsTest, CropIsSaidWithThePartThatIsShown) {
  EXPECT_EQ(PlaceOf(Box(-0.5, -0.5, 1.5, 1.5)),
            " Cropped: some 25 % of the picture is shown.");
  EXPECT_EQ(PlaceOf(Box(-0.25, 0, 1, 1)),
            " Cropped: some 80 % of the picture is shown.");
  // From the right to the left.
  EXPECT_EQ(PlaceOf({{1.5, -0.5}, {-0.5, -0.5}, {-0.5, 1.5}, {1.5, 1.5}}),
            " Cropped: some 25 % of the picture is shown.");
}

TEST(MatchWordsTest, InsetIsSaidWithItsSizeAndSide) {
  const auto inset = [](double x, double y) {
    return PlaceOf(Box(x - 0.15, y - 0.15, x + 0.15, y + 0.15));
  };
  const std::string size = " It fills some 9 % of the upload's picture, ";
  EXPECT_EQ(inset(0.2, 0.2), size + "at the top left.");
  EXPECT_EQ(inset(0.5, 0.2), size + "at the top.");
  EXPECT_EQ(inset(0.8, 0.2), size + "at the top right.");
  EXPECT_EQ(inset(0.2, 0.5), size + "in the middle left.");
  EXPECT_EQ(inset(0.5, 0.5), size + "in the middle.");
  EXPECT_EQ(inset(0.8, 0.5), size + "in the middle right.");
  EXPECT_EQ(inset(0.2, 0.8), size + "at the bottom left.");
  EXPECT_EQ(inset(0.5, 0.8), size + "at the bottom.");
  EXPECT_EQ(inset(0.8, 0.8), size + "at the bottom right.");
}

TEST(MatchWordsTest, InsetThatIsCutByTheEdgeIsBoth) {
  EXPECT_EQ(PlaceOf(Box(0.6, 0.25, 1.4, 0.75)),
            " Cropped: some 50 % of the picture is shown. It fills some 20 % "
            "of the upload's picture, in the middle right.");
}

TEST(MatchWordsTest, TurnedPictureFillsWhatItCoversNotTheBoxAroundIt) {
  // A square that stands on a corner covers one half of the box around it.
  EXPECT_EQ(PlaceOf({{0.5, 0.1}, {0.9, 0.5}, {0.5, 0.9}, {0.1, 0.5}}),
            " It fills some 32 % of the upload's picture, in the middle.");
  // One that reaches beyond each edge by a corner: an octagon is left.
  EXPECT_EQ(PlaceOf({{0.5, -0.25}, {1.25, 0.5}, {0.5, 1.25}, {-0.25, 0.5}}),
            " Cropped: some 78 % of the picture is shown.");
}

TEST(MatchWordsTest, PlaceOutsideOfThePictureIsNotSaid) {
  EXPECT_EQ(PlaceOf(Box(2, 2, 3, 3)), "");
  EXPECT_EQ(PlaceOf(Box(0.5, 0.5, 0.5, 0.5)), "");
  EXPECT_EQ(PlaceOf({{0, 0}}), "");
}

TEST(MatchWordsTest, AudioHasNoPlaceInAPicture) {
  Match match = SampleMatch();
  match.region = Box(0, 0, 0.2, 0.2);
  EXPECT_EQ(DescribeMatch(match, false).change,
            "Unchanged: same speed, same pitch.");
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
        {Evidence::kFrameHash, "PDQ"},
        {Evidence::kFeatures, "Local features"}}) {
    match.evidence = evidence;
    EXPECT_THAT(DescribeMatch(match, false).fingerprint, StartsWith(name));
  }
}

}  // namespace
}  // namespace earmark::takedown
