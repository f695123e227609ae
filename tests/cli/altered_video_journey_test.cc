// Video that comes back changed, as people see it: the real program on its own
// database.
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "earmark/v1/screening.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"
#include "tests/index/drawn_film.h"

namespace earmark::cli {
namespace {

using index::DrawnFilm;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

constexpr int kWidth = 640;
constexpr int kHeight = 360;
constexpr int kFramesPerSecond = 12;
constexpr int kFilmSeconds = 15;

// One line of `screen --json`.
struct Answer {
  std::string screening;
  std::vector<v1::Match> matches;
};

Answer ParseAnswer(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok())
      << line;
  Answer answer;
  const auto& fields = object.fields();
  if (!fields.contains("screening")) {
    ADD_FAILURE() << line;
    return answer;
  }
  answer.screening = fields.at("screening").string_value();
  for (const auto& value : fields.at("matches").list_value().values()) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(value, &json).ok());
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                    json, &answer.matches.emplace_back())
                    .ok());
  }
  return answer;
}

// A film is registered. What is made of it, and of others, is screened.
class AlteredVideoJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteFilm("film.mp4", DrawnFilm(1, 1));
    WriteText(folder_ / "catalogue.csv",
              "work_id,title,owner,file,policy\n"
              "film,The Film,bluebird,film.mp4,takedown\n");
    const Outcome imported =
        Earmark(folder_, {"works", "import", "catalogue.csv"});
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
  }

  void WriteFilm(const std::string& name, const DrawnFilm& film) {
    std::ofstream raw(folder_ / "raw.grey", std::ios::binary);
    for (int i = 0; i < kFilmSeconds * kFramesPerSecond; ++i) {
      fingerprint::Picture picture =
          fingerprint::FlatPicture(kWidth, kHeight, 128);
      film.DrawOn(static_cast<double>(i) / kFramesPerSecond, {.scale = kWidth},
                  picture);
      raw.write(reinterpret_cast<const char*>(picture.pixels.data()),
                static_cast<std::streamsize>(picture.pixels.size()));
    }
    raw.close();
    Ffmpeg(folder_, {"-f", "rawvideo", "-pix_fmt", "gray", "-s",
                     absl::StrCat(kWidth, "x", kHeight), "-r",
                     absl::StrCat(kFramesPerSecond), "-i", "raw.grey",
                     "-pix_fmt", "yuv420p", "-preset", "ultrafast", name});
  }

  // Eight seconds of the film from its fourth on, altered.
  void WriteAltered(const std::string& name, const std::string& filter) {
    Ffmpeg(folder_, {"-ss", "4", "-t", "8", "-i", "film.mp4", "-vf", filter,
                     "-preset", "veryfast", "-crf", "28", name});
  }

  // A picture or noise that ffmpeg makes.
  void WriteMade(const std::string& name, const std::string& source) {
    Ffmpeg(folder_, {"-f", "lavfi", "-t", "8", "-i", source, "-pix_fmt",
                     "yuv420p", "-preset", "ultrafast", name});
  }

  Answer Screen(const std::string& name) {
    const Outcome outcome = Earmark(folder_, {"screen", "--json", name});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::vector<std::string> lines = LinesOf(outcome.out);
    if (lines.size() != 1) {
      ADD_FAILURE() << outcome.out;
      return {};
    }
    return ParseAnswer(lines[0]);
  }

  // The only match, found by local features where it stands.
  v1::Match TheMatch(const Answer& answer) {
    EXPECT_EQ(answer.matches.size(), 1u);
    if (answer.matches.empty()) return {};
    const v1::Match& match = answer.matches[0];
    EXPECT_EQ(match.work(), "works/film");
    EXPECT_EQ(match.modality(), v1::Match::VIDEO);
    EXPECT_EQ(match.fingerprint(), v1::Match::LOCAL_FEATURES);
    EXPECT_NEAR(match.query_start().seconds(), 0, 1);
    EXPECT_NEAR(match.query_end().seconds(), 8, 1);
    EXPECT_NEAR(match.reference_start().seconds(), 4, 1);
    EXPECT_NEAR(match.reference_end().seconds(), 12, 1);
    EXPECT_NEAR(match.change().speed(), 1, 0.02);
    return match;
  }

  // On one line.
  std::string Explained(const Answer& answer) {
    const Outcome outcome = Earmark(folder_, {"explain", answer.screening});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return absl::StrJoin(
        absl::StrSplit(outcome.out, absl::ByAnyChar(" \n"), absl::SkipEmpty()),
        " ");
  }

  TemporaryFolder folder_;
};

// Corners as parts of the upload's picture: top left, top right, bottom right,
// bottom left of the film.
struct Corner {
  double x;
  double y;
};

void ExpectRegion(const v1::Match& match, const std::vector<Corner>& corners) {
  ASSERT_EQ(match.region_size(), static_cast<int>(corners.size()));
  for (int i = 0; i < match.region_size(); ++i) {
    EXPECT_NEAR(match.region(i).x(), corners[i].x, 0.04) << i;
    EXPECT_NEAR(match.region(i).y(), corners[i].y, 0.04) << i;
  }
}

TEST_F(AlteredVideoJourneyTest, MiddleOfThePictureIsFoundAndSaidToBeCropped) {
  WriteAltered("crop.mp4", "crop=iw*0.6:ih*0.6,scale=640:360");
  const Answer answer = Screen("crop.mp4");
  const v1::Match match = TheMatch(answer);
  EXPECT_FALSE(match.change().mirrored());
  EXPECT_EQ(match.change().turned_degrees(), 0);
  const double before = -0.2 / 0.6;
  const double after = 0.8 / 0.6;
  ExpectRegion(
      match,
      {{before, before}, {after, before}, {after, after}, {before, after}});
  EXPECT_THAT(Explained(answer), AllOf(HasSubstr("Cropped: some 3"),
                                       HasSubstr(" % of the picture is shown."),
                                       HasSubstr("Local features")));
}

TEST_F(AlteredVideoJourneyTest, MirroredAndTurnedPictureIsFoundAndSaidToBeSo) {
  WriteAltered("turned.mp4", "hflip,transpose=clock");
  const Answer answer = Screen("turned.mp4");
  const v1::Match match = TheMatch(answer);
  EXPECT_TRUE(match.change().mirrored());
  EXPECT_NEAR(match.change().turned_degrees(), 90, 2);
  // Mirrored, the film's top left stands at the right; turned, at the bottom.
  ExpectRegion(match, {{1, 1}, {1, 0}, {0, 0}, {0, 1}});
  EXPECT_THAT(Explained(answer),
              HasSubstr("Mirrored left to right, turned 90 degrees to the "
                        "right, at its own speed."));
}

TEST_F(AlteredVideoJourneyTest, InsetIsFoundInItsCornerOfAnotherFilm) {
  WriteFilm("around.mp4", DrawnFilm(2, 2));
  Ffmpeg(folder_, {"-t", "8", "-i", "around.mp4", "-ss", "4", "-t", "8", "-i",
                   "film.mp4", "-filter_complex",
                   "[1:v]scale=288:162[small];[0:v][small]overlay=336:180",
                   "-crf", "26", "inset.mp4"});
  const Answer answer = Screen("inset.mp4");
  const v1::Match match = TheMatch(answer);
  const double left = 336.0 / kWidth;
  const double right = (336.0 + 288) / kWidth;
  const double top = 180.0 / kHeight;
  const double bottom = (180.0 + 162) / kHeight;
  ExpectRegion(match,
               {{left, top}, {right, top}, {right, bottom}, {left, bottom}});
  EXPECT_THAT(Explained(answer),
              AllOf(HasSubstr("It fills some "),
                    HasSubstr(" % of the upload's picture, at the bottom "
                              "right.")));
}

TEST_F(AlteredVideoJourneyTest, PhotographOfAFrameIsFound) {
  Ffmpeg(folder_, {"-ss", "5", "-i", "film.mp4", "-frames:v", "1", "-vf",
                   "crop=iw*0.8:ih*0.8", "photo.jpg"});
  const Answer answer = Screen("photo.jpg");
  ASSERT_EQ(answer.matches.size(), 1u);
  EXPECT_EQ(answer.matches[0].work(), "works/film");
  EXPECT_NEAR(
      static_cast<double>(answer.matches[0].reference_start().seconds()), 5, 1);
  WriteFilm("elsewhere.mp4", DrawnFilm(2, 2));
  Ffmpeg(folder_,
         {"-ss", "5", "-i", "elsewhere.mp4", "-frames:v", "1", "other.jpg"});
  EXPECT_EQ(Screen("other.jpg").matches.size(), 0u);
}

TEST_F(AlteredVideoJourneyTest, SameSetWithOtherActorsIsNotFound) {
  WriteFilm("other.mp4", DrawnFilm(1, 7));
  EXPECT_EQ(Screen("other.mp4").matches.size(), 0u);
}

TEST_F(AlteredVideoJourneyTest, CardsFlatColoursAndNoiseFindNothing) {
  WriteMade("flat.mp4", "color=c=teal:s=640x360:r=12");
  WriteMade("noise.mp4", "color=c=gray:s=640x360:r=12,noise=alls=90:allf=t");
  // A title with a frame and bars.
  WriteMade("card.mp4",
            "color=c=white:s=640x360:r=12,"
            "drawbox=x=40:y=40:w=560:h=280:color=black:t=6,"
            "drawbox=x=120:y=120:w=400:h=30:color=black:t=fill,"
            "drawbox=x=160:y=200:w=320:h=20:color=gray:t=fill");
  for (const char* const name : {"flat.mp4", "noise.mp4", "card.mp4"}) {
    EXPECT_EQ(Screen(name).matches.size(), 0u) << name;
  }
}

TEST_F(AlteredVideoJourneyTest, FlatColoursAndCardsAreNotRegistered) {
  WriteMade("flat.mp4", "color=c=teal:s=640x360:r=12");
  WriteMade("card.mp4",
            "color=c=white:s=640x360:r=12,"
            "drawbox=x=120:y=120:w=400:h=30:color=black:t=fill");
  for (const char* const name : {"flat", "card"}) {
    const Outcome outcome =
        Earmark(folder_, {"works", "add", name, absl::StrCat(name, ".mp4"),
                          "--title", name, "--owner", "bluebird"});
    EXPECT_EQ(outcome.exit_code, 1) << name;
    EXPECT_THAT(outcome.err, HasSubstr("nothing in it could be found again"));
  }
}

TEST_F(AlteredVideoJourneyTest, NoiseOfAReferenceIsNotFoundInOtherNoise) {
  WriteMade("noise.mp4",
            "color=c=gray:s=640x360:r=12,noise=alls=90:allf=t:all_seed=1");
  WriteMade("other.mp4",
            "color=c=gray:s=640x360:r=12,noise=alls=90:allf=t:all_seed=2");
  // Refused or taken: it must not matter.
  const Outcome added =
      Earmark(folder_, {"works", "add", "noise", "noise.mp4", "--title",
                        "Noise", "--owner", "bluebird"});
  EXPECT_THAT(added.exit_code, AnyOf(0, 1)) << added.err;
  EXPECT_EQ(Screen("other.mp4").matches.size(), 0u);
}

}  // namespace
}  // namespace earmark::cli
