// Screening as a pipeline calls it: the real program on its own database, and
// against a server.
#include <signal.h>

#include "earmark/v1/screening.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// One line of `screen --json`.
struct Answer {
  std::string file;
  std::string screening;
  v1::Decision decision;
  std::vector<v1::Match> matches;
  std::string error_code;
  std::string error_message;
};

template <typename Message>
Message FromJson(const google::protobuf::Value& value) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(value, &json).ok());
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok())
      << json;
  return message;
}

Answer ParseAnswer(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok())
      << line;
  const auto& fields = object.fields();
  Answer answer;
  answer.file = fields.at("file").string_value();
  answer.decision = FromJson<v1::Decision>(fields.at("decision"));
  if (fields.contains("error")) {
    const auto& error = fields.at("error").struct_value().fields();
    answer.error_code = error.at("code").string_value();
    answer.error_message = error.at("message").string_value();
    return answer;
  }
  answer.screening = fields.at("screening").string_value();
  for (const auto& match : fields.at("matches").list_value().values()) {
    answer.matches.push_back(FromJson<v1::Match>(match));
  }
  return answer;
}

// Two songs of a trusted owner, one to be taken down and one to be counted.
class ScreenJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSong(folder_ / "lark.wav", 1, 24);
    WriteSong(folder_ / "finch.wav", 2, 24);
    WriteText(folder_ / "catalogue.csv",
              "work_id,title,owner,file,policy\n"
              "lark,The Lark,bluebird,lark.wav,takedown\n"
              "finch,The Finch,bluebird,finch.wav,track\n");
    const Outcome imported =
        Earmark(folder_, {"works", "import", "catalogue.csv"});
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    const Outcome trusted = Earmark(folder_, {"owners", "trust", "bluebird"});
    ASSERT_EQ(trusted.exit_code, 0) << trusted.err;
    // 3 s of something else, then 15 s of the lark from 0:05.
    WriteSong(folder_ / "other.wav", 3, 24);
    Ffmpeg(folder_,
           {"-t", "3", "-i", "other.wav", "-ss", "5", "-t", "15", "-i",
            "lark.wav", "-filter_complex", "[0:a][1:a]concat=n=2:v=0:a=1",
            "-b:a", "96k", "altered.mp3"});
  }

  TemporaryFolder folder_;
};

TEST_F(ScreenJourneyTest, AlteredClipIsFoundWhereItStands) {
  const Outcome outcome = Earmark(folder_, {"screen", "--json", "altered.mp3"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  ASSERT_THAT(LinesOf(outcome.out), SizeIs(1));
  const Answer answer = ParseAnswer(outcome.out);
  EXPECT_EQ(answer.file, "altered.mp3");
  EXPECT_THAT(answer.screening, StartsWith("screenings/"));
  EXPECT_EQ(answer.decision.action(), v1::Decision::TAKEDOWN);
  ASSERT_EQ(answer.matches.size(), 1u);
  const v1::Match& match = answer.matches[0];
  EXPECT_EQ(match.work(), "works/lark");
  EXPECT_EQ(match.modality(), v1::Match::AUDIO);
  EXPECT_NEAR(match.query_start().seconds(), 3, 2);
  EXPECT_NEAR(match.query_end().seconds(), 18, 2);
  EXPECT_NEAR(match.reference_start().seconds(), 5, 2);
}

TEST_F(ScreenJourneyTest, ModeratorReadsDecisionTimelineAndReason) {
  const Outcome outcome = Earmark(folder_, {"screen", "altered.mp3"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(StartsWith("TAKEDOWN  altered.mp3\n"), HasSubstr("████"),
                    HasSubstr("lark \"The Lark\""), Not(HasSubstr("\033"))));
  EXPECT_THAT(outcome.err, StartsWith("1 uploads in "));
}

TEST_F(ScreenJourneyTest, AnswersComeInTheOrderOfTheFilesAndGoOnAfterABadOne) {
  WriteText(folder_ / "notes.txt", "these are not media");
  const Outcome outcome =
      Earmark(folder_, {"screen", "--json", "other.wav", "notes.txt",
                        "missing.mp4", "altered.mp3"});
  EXPECT_EQ(outcome.exit_code, 1);
  const std::vector<std::string> lines = LinesOf(outcome.out);
  ASSERT_THAT(lines, SizeIs(4));
  const Answer other = ParseAnswer(lines[0]);
  EXPECT_EQ(other.file, "other.wav");
  EXPECT_EQ(other.decision.action(), v1::Decision::ALLOW);
  EXPECT_TRUE(other.matches.empty());
  const Answer notes = ParseAnswer(lines[1]);
  EXPECT_EQ(notes.file, "notes.txt");
  EXPECT_EQ(notes.decision.action(), v1::Decision::REVIEW);
  EXPECT_EQ(notes.error_code, "INVALID_ARGUMENT");
  const Answer missing = ParseAnswer(lines[2]);
  EXPECT_EQ(missing.decision.action(), v1::Decision::REVIEW);
  EXPECT_EQ(missing.error_code, "NOT_FOUND");
  EXPECT_THAT(missing.error_message, HasSubstr("missing.mp4"));
  EXPECT_EQ(ParseAnswer(lines[3]).decision.action(), v1::Decision::TAKEDOWN);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("earmark: notes.txt: "),
                                 HasSubstr("2 not screened")));
}

TEST_F(ScreenJourneyTest, FolderIsScreenedByName) {
  ASSERT_EQ(RunIn(folder_, {"mkdir", "-p", "uploads/deep"}).exit_code, 0);
  WriteSong(folder_ / "uploads/b.wav", 11, 8);
  WriteSong(folder_ / "uploads/deep/a.wav", 12, 8);
  WriteSong(folder_ / "uploads/a.wav", 13, 8);
  WriteText(folder_ / "uploads/.hidden", "not an upload");
  const Outcome outcome = Earmark(folder_, {"screen", "--json", "uploads"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> files;
  for (const std::string& line : LinesOf(outcome.out)) {
    files.push_back(ParseAnswer(line).file);
  }
  EXPECT_THAT(files, ElementsAre("uploads/a.wav", "uploads/b.wav",
                                 "uploads/deep/a.wav"));
}

TEST_F(ScreenJourneyTest, ExitCodeTellsThatSomethingMustHappen) {
  EXPECT_EQ(
      Earmark(folder_, {"screen", "--exit-code", "altered.mp3"}).exit_code, 3);
  EXPECT_EQ(
      Earmark(folder_, {"screen", "--exit-code", "finch.wav", "other.wav"})
          .exit_code,
      0);
  EXPECT_EQ(Earmark(folder_, {"screen", "--exit-code", "altered.mp3", "gone"})
                .exit_code,
            1);
}

TEST_F(ScreenJourneyTest, RepeatIsTheSameScreeningUnlessAskedAnew) {
  const auto screening = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"screen", "--json", "altered.mp3"});
    const Outcome outcome = Earmark(folder_, words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return ParseAnswer(outcome.out).screening;
  };
  const std::string first = screening({});
  EXPECT_EQ(screening({}), first);
  EXPECT_EQ(screening({"--label", "visibility=private"}), first);
  EXPECT_NE(screening({"--again"}), first);
  EXPECT_NE(screening({"--account", "someone-else"}), first);
  EXPECT_NE(screening({"--territories", "AT"}), first);
}

TEST_F(ScreenJourneyTest, ScreeningsCanBeListedAndShown) {
  ASSERT_EQ(Earmark(folder_, {"screen", "--upload-id", "up-1", "--label",
                              "batch=7", "altered.mp3"})
                .exit_code,
            0);
  ASSERT_EQ(Earmark(folder_, {"screen", "other.wav"}).exit_code, 0);
  const Outcome all = Earmark(folder_, {"screenings", "list", "--json"});
  ASSERT_THAT(LinesOf(all.out), SizeIs(2));
  v1::Screening newest;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(LinesOf(all.out)[0], &newest)
          .ok());
  EXPECT_EQ(newest.file_name(), "other.wav");

  const Outcome one =
      Earmark(folder_, {"screenings", "list", "--upload-id", "up-1", "--json"});
  ASSERT_THAT(LinesOf(one.out), SizeIs(1));
  v1::Screening screening;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(one.out, &screening).ok());
  EXPECT_EQ(screening.labels().at("batch"), "7");

  const Outcome shown =
      Earmark(folder_, {"screenings", "show", screening.name()});
  EXPECT_THAT(shown.out, AllOf(StartsWith("TAKEDOWN  altered.mp3"),
                               HasSubstr("lark \"The Lark\"")));
  const Outcome gone = Earmark(folder_, {"screenings", "show", "nothing"});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, StartsWith("earmark: "));
}

TEST_F(ScreenJourneyTest, ServerAnswersWhatTheDatabaseWould) {
  const Outcome embedded = Earmark(
      folder_, {"screen", "--json", "--upload-id", "up-1", "altered.mp3"});
  RunningServer server(folder_);
  ASSERT_NE(server.address(), "");
  const Outcome remote =
      Earmark(folder_, {"screen", "--json", "--upload-id", "up-1",
                        "altered.mp3", "--server", server.address()});
  EXPECT_EQ(remote.exit_code, 0) << remote.err;
  EXPECT_EQ(remote.out, embedded.out);
  const Outcome listed = Earmark(
      folder_, {"works", "list", "--json", "--server", server.address()});
  EXPECT_THAT(LinesOf(listed.out), SizeIs(2));
  EXPECT_EQ(server.Stop(SIGTERM), 0);
}

TEST_F(ScreenJourneyTest, SecondProcessIsToldWhoHoldsTheDatabase) {
  RunningServer server(folder_);
  ASSERT_NE(server.address(), "");
  const Outcome outcome = Earmark(folder_, {"works", "list"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("earmark: "), HasSubstr("--server"),
                                 EndsWith("\n")));
  EXPECT_THAT(LinesOf(outcome.err), SizeIs(1));
  EXPECT_EQ(server.Stop(SIGINT), 0);
}

TEST_F(ScreenJourneyTest, ServerThatIsNotThereIsNamed) {
  const Outcome outcome =
      Earmark(folder_, {"works", "list", "--server", "127.0.0.1:1"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(StartsWith("earmark: "), HasSubstr("127.0.0.1:1"),
                    HasSubstr("earmark serve")));
}

}  // namespace
}  // namespace earmark::cli
