// A moderator asks why: the real program on its own database, and against a
// server.
#include <signal.h>

#include <fstream>
#include <sstream>

#include "earmark/v1/screening_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"
#include "tests/fingerprint/drawn_picture.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

v1::ScreeningExplanation Parse(const std::string& json) {
  v1::ScreeningExplanation explanation;
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(json, &explanation).ok())
      << json;
  return explanation;
}

// A song whose title is markup, and an upload that holds a copy of one passage
// and then another one, faster.
class ExplainJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSong(folder_ / "lark.wav", 1, 30);
    WriteText(folder_ / "catalogue.csv",
              "work_id,title,owner,file\n"
              "lark,<b>The Lark</b> & co,bluebird,lark.wav\n");
    ASSERT_EQ(Earmark(folder_, {"works", "import", "catalogue.csv"}).exit_code,
              0);
    Ffmpeg(folder_, {"-ss", "2", "-t", "10", "-i", "lark.wav", "-ss", "14",
                     "-t", "14", "-i", "lark.wav", "-filter_complex",
                     "[1:a]atempo=1.2[fast];[0:a][fast]concat=n=2:v=0:a=1",
                     "-b:a", "96k", "upload.mp3"});
    const Outcome screened =
        Earmark(folder_, {"screen", "upload.mp3", "--upload-id", "u"});
    ASSERT_EQ(screened.exit_code, 0) << screened.err;
    const Outcome listed = Earmark(folder_, {"screenings", "list", "--json"});
    v1::Screening screening;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(listed.out, &screening)
            .ok());
    screening_ = screening.name();
    matches_ = screening.matches_size();
    ASSERT_GE(matches_, 2);
  }

  TemporaryFolder folder_;
  std::string screening_;
  int matches_ = 0;
};

TEST_F(ExplainJourneyTest, ReportSaysWhereHowAndWhyForEachMatch) {
  const Outcome outcome = Earmark(folder_, {"explain", screening_});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(StartsWith("TRACK  upload.mp3  screenings/"),
            HasSubstr("\n1  audio  lark \"<b>The Lark</b> & co\"\n"),
            HasSubstr("\n2  audio  lark"), HasSubstr("Chromaprint"),
            HasSubstr("Landmarks"), HasSubstr("% faster, at its own pitch."),
            HasSubstr("Unchanged: same speed, same pitch."),
            HasSubstr("places compared"), HasSubstr("█")));
}

TEST_F(ExplainJourneyTest, EvidenceAddsUpToTheScoreAndOneMatchHasItsPoints) {
  const Outcome all = Earmark(folder_, {"explain", screening_, "--json"});
  ASSERT_EQ(all.exit_code, 0) << all.err;
  const v1::ScreeningExplanation explanation = Parse(all.out);
  ASSERT_EQ(explanation.finds_size(), matches_);
  for (const auto& find : explanation.finds()) {
    const v1::Evidence& evidence = find.evidence();
    EXPECT_NEAR(find.match().score(),
                evidence.evidence_nats() - evidence.prior_nats() +
                    evidence.remainder_nats(),
                1e-3);
    EXPECT_LT(std::abs(evidence.remainder_nats()), 0.1 * find.match().score());
    EXPECT_EQ(evidence.points_size(), 0);
    EXPECT_EQ(evidence.peaks_size(), 0);

    const Outcome one =
        Earmark(folder_, {"explain", screening_, "--json", "--match",
                          std::to_string(find.number())});
    const v1::ScreeningExplanation single = Parse(one.out);
    ASSERT_EQ(single.finds_size(), 1);
    EXPECT_EQ(single.finds(0).number(), find.number());
    const v1::Evidence& points = single.finds(0).evidence();
    EXPECT_GT(points.points_size(), 20);
    EXPECT_LE(points.points_size(), 2000);
    const bool landmarks = find.match().fingerprint() == v1::Match::LANDMARKS;
    EXPECT_EQ(points.peaks_size() > 0, landmarks);
    // Of the matched interval alone.
    for (const auto& peak : points.peaks()) {
      EXPECT_GE(peak.query_position().seconds(),
                find.match().query_start().seconds());
      EXPECT_LE(peak.query_position().seconds(),
                find.match().query_end().seconds());
      EXPECT_GT(peak.frequency_hz(), 150);
      EXPECT_LT(peak.frequency_hz(), 7000);
    }
  }
}

TEST_F(ExplainJourneyTest, PictureIsWellFormedAndLoadsNothing) {
  for (int number = 1; number <= matches_; ++number) {
    const Outcome outcome =
        Earmark(folder_, {"explain", screening_, "--match",
                          std::to_string(number), "--svg", "match.svg"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    // A real parser of XML looks at it.
    const Outcome parsed = RunIn(
        folder_,
        {"python3", "-c",
         "import xml.etree.ElementTree as tree\n"
         "root = tree.parse('match.svg').getroot()\n"
         "names = {e.tag.split('}')[1] for e in root.iter()}\n"
         "assert names <= {'svg','title','desc','style','rect','line','text',"
         "'path'}, names\n"
         "attributes = {a for e in root.iter() for a in e.attrib}\n"
         "assert not any('href' in a or a.startswith('on') for a in "
         "attributes), attributes\n"
         "print(root[0].text)\n"
         "print(' '.join(t.text for t in root.iter() if "
         "t.tag.endswith('text')))\n"});
    ASSERT_EQ(parsed.exit_code, 0) << parsed.err;
    EXPECT_THAT(parsed.out,
                AllOf(StartsWith("<b>The Lark</b> & co in upload.mp3, audio\n"),
                      HasSubstr("time in the upload, seconds"),
                      HasSubstr("time in the reference, seconds"),
                      HasSubstr("Speed "), HasSubstr("semitones")));
    std::ifstream file(folder_ / "match.svg");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_THAT(text.str(),
                AllOf(HasSubstr("prefers-color-scheme:dark"),
                      Not(HasSubstr("<b>")), Not(HasSubstr("url("))));
  }
}

TEST_F(ExplainJourneyTest, ServerExplainsWhatTheDatabaseWould) {
  const Outcome embedded =
      Earmark(folder_, {"explain", screening_, "--match", "2", "--json"});
  RunningServer server(folder_);
  ASSERT_NE(server.address(), "");
  const Outcome remote =
      Earmark(folder_, {"explain", screening_, "--match", "2", "--json",
                        "--server", server.address()});
  EXPECT_EQ(remote.exit_code, 0) << remote.err;
  EXPECT_EQ(remote.out, embedded.out);
  EXPECT_EQ(server.Stop(SIGTERM), 0);
}

TEST_F(ExplainJourneyTest, WhatCannotBeExplainedSaysWhyAndWhatRemains) {
  const Outcome beyond =
      Earmark(folder_, {"explain", screening_, "--match", "99"});
  EXPECT_EQ(beyond.exit_code, 1);
  EXPECT_THAT(beyond.err, HasSubstr("got 99"));
  const Outcome unknown = Earmark(folder_, {"explain", "nothing"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("nothing"));
  const Outcome unwritable = Earmark(
      folder_, {"explain", screening_, "--svg", "no/such/folder/match.svg"});
  EXPECT_EQ(unwritable.exit_code, 1);
  EXPECT_THAT(unwritable.err,
              HasSubstr("cannot write no/such/folder/match.svg"));

  WriteSong(folder_ / "own.wav", 9, 10);
  const Outcome own = Earmark(folder_, {"screen", "own.wav", "--json"});
  ASSERT_EQ(own.exit_code, 0) << own.err;
  const std::string id =
      own.out.substr(own.out.find("screenings/"), screening_.size());
  const Outcome empty = Earmark(folder_, {"explain", id, "--svg", "match.svg"});
  EXPECT_EQ(empty.exit_code, 1);
  EXPECT_THAT(empty.err, HasSubstr("nothing was found in " + id));

  ASSERT_EQ(Earmark(folder_, {"works", "withdraw", "lark"}).exit_code, 0);
  const Outcome withdrawn =
      Earmark(folder_, {"explain", screening_, "--match", "1"});
  EXPECT_EQ(withdrawn.exit_code, 1);
  EXPECT_THAT(withdrawn.err, AllOf(HasSubstr("withdrawn"),
                                   HasSubstr("remain in the screening")));
  // All of them: the words remain.
  const Outcome words = Earmark(folder_, {"explain", screening_});
  EXPECT_EQ(words.exit_code, 0) << words.err;
  EXPECT_THAT(words.out, AllOf(HasSubstr("Unchanged: same speed"),
                               HasSubstr("withdrawn")));
}

// A film, and an upload that shows the middle of its picture, mirrored.
class ExplainFilmJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    constexpr int kWidth = 320;
    constexpr int kHeight = 180;
    constexpr double kAspect = static_cast<double>(kHeight) / kWidth;
    const auto standing = fingerprint::StandingShapes(200, kAspect, 1);
    const auto moving = fingerprint::MovingShapes(60, kAspect, 2);
    std::string pixels;
    for (int frame = 0; frame < 140; ++frame) {
      fingerprint::Picture picture =
          fingerprint::FlatPicture(kWidth, kHeight, 128);
      Draw(standing, 0, {.scale = kWidth}, picture);
      Draw(moving, frame / 10.0, {.scale = kWidth}, picture);
      pixels.append(picture.pixels.begin(), picture.pixels.end());
    }
    WriteText(folder_ / "film.gray", pixels);
    Ffmpeg(folder_, {"-f", "rawvideo", "-pix_fmt", "gray", "-s", "320x180",
                     "-r", "10", "-i", "film.gray", "film.mp4"});
    Ffmpeg(folder_, {"-ss", "4", "-t", "6", "-i", "film.mp4", "-vf",
                     "crop=iw*0.6:ih*0.6,hflip,scale=320:-2", "upload.mp4"});
    WriteText(folder_ / "catalogue.csv",
              "work_id,title,owner,file\nreef,The Reef,gannet,film.mp4\n");
    ASSERT_EQ(Earmark(folder_, {"works", "import", "catalogue.csv"}).exit_code,
              0);
    const Outcome screened =
        Earmark(folder_, {"screen", "upload.mp4", "--upload-id", "u"});
    ASSERT_EQ(screened.exit_code, 0) << screened.err;
    const Outcome listed = Earmark(folder_, {"screenings", "list", "--json"});
    v1::Screening screening;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(listed.out, &screening)
            .ok());
    screening_ = screening.name();
    ASSERT_EQ(screening.matches_size(), 1);
    ASSERT_EQ(screening.matches(0).fingerprint(), v1::Match::LOCAL_FEATURES);
  }

  TemporaryFolder folder_;
  std::string screening_;
};

TEST_F(ExplainFilmJourneyTest, OnlyTheFindThatIsAskedForHasFrames) {
  const Outcome all = Earmark(folder_, {"explain", screening_, "--json"});
  ASSERT_EQ(all.exit_code, 0) << all.err;
  const v1::ScreeningExplanation explanation = Parse(all.out);
  ASSERT_EQ(explanation.finds_size(), 1);
  EXPECT_GT(explanation.finds(0).evidence().steps_size(), 3);
  EXPECT_EQ(explanation.finds(0).evidence().points_size(), 0);
  EXPECT_EQ(explanation.finds(0).evidence().frame_pairs_size(), 0);

  const Outcome one =
      Earmark(folder_, {"explain", screening_, "--json", "--match", "1"});
  ASSERT_EQ(one.exit_code, 0) << one.err;
  const v1::ScreeningExplanation single = Parse(one.out);
  const v1::Match& match = single.finds(0).match();
  EXPECT_TRUE(match.change().mirrored());
  const v1::Evidence& evidence = single.finds(0).evidence();
  EXPECT_NEAR(match.score(),
              evidence.evidence_nats() - evidence.prior_nats() +
                  evidence.remainder_nats(),
              1e-3);
  EXPECT_LT(std::abs(evidence.remainder_nats()), 0.1 * match.score());
  EXPECT_GT(evidence.points_size(), 8);
  ASSERT_EQ(evidence.frame_pairs_size(), 6);
  for (const v1::Evidence::FramePair& pair : evidence.frame_pairs()) {
    EXPECT_NEAR(
        pair.reference_position().seconds() - pair.query_position().seconds(),
        4, 1);
    EXPECT_GT(pair.agreement(), 0.6);
    EXPECT_THAT(pair.query_thumbnail(), StartsWith("RIFF"));
    EXPECT_THAT(pair.reference_thumbnail(), StartsWith("RIFF"));
    EXPECT_NEAR(pair.query_aspect_ratio(), 1.78, 0.03);
    // Its left edge lies at the right, and outside: it is cropped.
    ASSERT_EQ(pair.region_size(), 4);
    EXPECT_NEAR(pair.region(0).x(), 1.33, 0.1);
    EXPECT_NEAR(pair.region(0).y(), -0.33, 0.1);
    EXPECT_NEAR(pair.region(2).x(), -0.33, 0.1);
    EXPECT_NEAR(pair.region(2).y(), 1.33, 0.1);
    EXPECT_GT(pair.features_size(), 3);
  }
}

TEST_F(ExplainFilmJourneyTest, ReportAndPictureShowTheFrames) {
  const Outcome outcome = Earmark(
      folder_, {"explain", screening_, "--match", "1", "--svg", "match.svg"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("reef \"The Reef\""), HasSubstr("Local features"),
            HasSubstr("irrored left to right"), HasSubstr("frames compared"),
            HasSubstr("UPLOAD  REFERENCE  BLOCKS  AGREE  FEATURES")));
  const Outcome parsed = RunIn(
      folder_,
      {"python3", "-c",
       "import base64\n"
       "import xml.etree.ElementTree as tree\n"
       "root = tree.parse('match.svg').getroot()\n"
       "names = {e.tag.split('}')[1] for e in root.iter()}\n"
       "assert names == {'svg','title','desc','style','rect','line','text',"
       "'path','image'}, names\n"
       "images = [e for e in root.iter() if e.tag.endswith('image')]\n"
       "start = 'data:image/webp;base64,'\n"
       "for e in root.iter():\n"
       "  for name, value in e.attrib.items():\n"
       "    assert not name.startswith('on'), name\n"
       "    assert 'href' not in name or (e in images and "
       "value.startswith(start)), value\n"
       "for e in images:\n"
       "  picture = base64.b64decode(e.get('href')[len(start):], "
       "validate=True)\n"
       "  assert picture[:4] == b'RIFF' and picture[8:12] == b'WEBP'\n"
       "print(len(images), 'images')\n"});
  ASSERT_EQ(parsed.exit_code, 0) << parsed.err;
  EXPECT_EQ(parsed.out, "24 images\n");
}

}  // namespace
}  // namespace earmark::cli
