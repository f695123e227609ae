// A creator finds her song on other platforms, and drafts notices to them: the
// real program on its own database, and against a server.
#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

using Object = google::protobuf::Map<std::string, google::protobuf::Value>;

constexpr char kLocation[] = "https://video.example/v/1";

Object ParseObject(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok())
      << line;
  return object.fields();
}

// `words`, and all that a sender can say.
std::vector<std::string> Complete(std::vector<std::string> words) {
  words.insert(words.end(),
               {"--name", "Ann Lark", "--address", "1 Lark Lane, Larkham",
                "--telephone", "+1 555 0100", "--email", "ann@example.org",
                "--signature", "Ann Lark", "--on-behalf-of", "Lark Records",
                "--good-faith", "--accurate", "--authorised"});
  return words;
}

// The lark is bluebird's, the egret heron's; both in one catalogue.
class CreatorNoticeDraftJourneyTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared = std::make_unique<TemporaryFolder>();
    const TemporaryFolder& folder = *shared;
    WriteSong(folder / "lark.wav", 1, 24);
    WriteSong(folder / "egret.wav", 2, 24);
    WriteSong(folder / "other.wav", 3, 24);
    WriteText(folder / "catalogue.csv",
              "work_id,title,owner,file,isrc,kind\n"
              "lark,The Lark,bluebird,lark.wav,GBAYE0601498,sound-recording\n"
              "egret,The Egret,heron,egret.wav,,\n");
    const Outcome imported =
        Earmark(folder, {"works", "import", "catalogue.csv"});
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    // 3 s of something else, then 15 s of the lark from 0:05, faster as by a
    // turntable.
    Ffmpeg(folder, {"-t", "3", "-i", "other.wav", "-ss", "5", "-t", "15", "-i",
                    "lark.wav", "-filter_complex",
                    "[1:a]asetrate=24255,aresample=22050[l];"
                    "[0:a][l]concat=n=2:v=0:a=1",
                    "-b:a", "96k", "altered.mp3"});
    Ffmpeg(folder, {"-t", "15", "-i", "lark.wav", "-t", "15", "-i", "egret.wav",
                    "-filter_complex", "[0:a][1:a]concat=n=2:v=0:a=1", "-b:a",
                    "96k", "medley.mp3"});
    Ffmpeg(folder,
           {"-t", "15", "-i", "egret.wav", "-b:a", "96k", "strangers.mp3"});
    WriteText(folder / "notes.txt", "these are not media");
  }

  static void TearDownTestSuite() { shared.reset(); }

  static Outcome Draft(std::vector<std::string> words) {
    words.insert(words.begin(), {"notices", "draft", "--owner", "bluebird"});
    return Earmark(*shared, std::move(words));
  }

  static std::unique_ptr<TemporaryFolder> shared;
};

std::unique_ptr<TemporaryFolder> CreatorNoticeDraftJourneyTest::shared;

TEST_F(CreatorNoticeDraftJourneyTest, CompleteNoticeIsReadyToBeSent) {
  const Outcome outcome =
      Draft(Complete({"altered.mp3", "--location", kLocation}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(StartsWith("Notice of claimed infringement, by 17 USC "
                       "512(c)(3)(A)\n"
                       "To the designated agent of video.example\n"),
            HasSubstr("\"The Lark\" (sound recording, ISRC GBAYE0601498)"),
            HasSubstr(absl::StrCat("  - ", kLocation, "\n")),
            HasSubstr("% faster"), HasSubstr("Beyond doubt"),
            HasSubstr("altered.mp3, 0:16."), HasSubstr("SHA-256"),
            HasSubstr("The owner of the right: Lark Records\n"),
            HasSubstr("I believe in good faith"),
            HasSubstr("Under penalty of perjury: I am authorised"),
            EndsWith("  /s/ Ann Lark\n"), Not(HasSubstr("missing"))));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("look at each use yourself"), HasSubstr("512(f)"),
                    HasSubstr("Lenz"), Not(HasSubstr("earmark: "))));
}

TEST_F(CreatorNoticeDraftJourneyTest, IncompleteNoticeSaysWhatIsMissing) {
  const Outcome outcome = Draft({"altered.mp3"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(
      outcome.out,
      AllOf(StartsWith("DRAFT, INCOMPLETE: not to be sent yet\n"),
            HasSubstr("\n512(c)(3)(A)(i)    --signature "),
            HasSubstr("\n512(c)(3)(A)(iii)  --location "),
            HasSubstr("\n512(c)(3)(A)(iv)   --address, --telephone or "
                      "--email "),
            HasSubstr("\n512(c)(3)(A)(v)    --good-faith "),
            HasSubstr("\n512(c)(3)(A)(vi)   --accurate "),
            HasSubstr("\n512(c)(3)(A)(vi)   --authorised "),
            Not(HasSubstr("\n512(c)(3)(A)(ii) ")), Not(HasSubstr("I believe")),
            Not(HasSubstr("I am authorised"))));
  EXPECT_THAT(outcome.err, HasSubstr("earmark: the notice to the platform is "
                                     "incomplete"));
}

TEST_F(CreatorNoticeDraftJourneyTest, DsaNoticeNeedsAnExplanation) {
  const std::vector<std::string> words = {
      "altered.mp3", "--law",    "dsa",     "--location",      kLocation,
      "--name",      "Ann Lark", "--email", "ann@example.org", "--accurate"};
  const Outcome lacking = Draft(words);
  EXPECT_EQ(lacking.exit_code, 1);
  EXPECT_THAT(lacking.out,
              AllOf(HasSubstr("\nDSA 16(2)(a)  --good-faith or --explanation"),
                    Not(HasSubstr("\nDSA 16(2)(b)  ")),
                    Not(HasSubstr("\nDSA 16(2)(c)  ")),
                    Not(HasSubstr("\nDSA 16(2)(d)  "))));
  std::vector<std::string> more = words;
  more.emplace_back("--good-faith");
  const Outcome complete = Draft(more);
  EXPECT_EQ(complete.exit_code, 0) << complete.err;
  EXPECT_THAT(complete.out,
              AllOf(StartsWith("Notice of illegal content, by Article 16"),
                    HasSubstr("works in which Ann Lark has copyright"),
                    Not(HasSubstr("perjury"))));
  EXPECT_THAT(complete.err, AllOf(HasSubstr("parody"), Not(HasSubstr("512"))));
}

TEST_F(CreatorNoticeDraftJourneyTest, FileWithoutHerWorksGetsNoNotice) {
  const Outcome outcome =
      Draft(Complete({"other.wav", "--location", kLocation}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "earmark: other.wav: nothing of owners/bluebird was found in it "
            "(audio seen, video absent), so there is no notice about it\n");
}

TEST_F(CreatorNoticeDraftJourneyTest, WorksOfOthersAreNotNamed) {
  const Outcome outcome =
      Draft(Complete({"medley.mp3", "strangers.mp3", "--location", kLocation,
                      "--location", "https://video.example/v/2"}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\"The Lark\""),
                                 Not(HasSubstr("https://video.example/v/2"))));
  EXPECT_THAT(outcome.err, HasSubstr("strangers.mp3: nothing of "
                                     "owners/bluebird was found in it"));
  const Outcome json =
      Draft(Complete({"medley.mp3", "strangers.mp3", "--json"}));
  for (const std::string& text :
       {outcome.out, outcome.err, json.out, json.err}) {
    EXPECT_THAT(text, Not(AnyOf(HasSubstr("gret"), HasSubstr("heron"))));
  }
}

TEST_F(CreatorNoticeDraftJourneyTest, UnreadableFilesDoNotStopTheOthers) {
  const Outcome outcome =
      Draft(Complete({"notes.txt", "missing.mp4", "altered.mp3", "--location",
                      "https://video.example/v/7", "--location",
                      "https://video.example/v/8", "--location", kLocation}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, AllOf(StartsWith("Notice of claimed infringement"),
                                 HasSubstr(kLocation),
                                 Not(HasSubstr("https://video.example/v/7")),
                                 Not(HasSubstr("https://video.example/v/8"))));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("earmark: notes.txt: "),
                                 HasSubstr("earmark: missing.mp4: ")));
}

TEST_F(CreatorNoticeDraftJourneyTest, JsonIsOneObjectForEachNotice) {
  const Outcome outcome = Draft(Complete(
      {"other.wav", "notes.txt", "altered.mp3", "medley.mp3", "altered.mp3",
       "--location", "https://a.example/1", "--location", "https://a.example/2",
       "--location", kLocation, "--location", "https://music.example/2",
       "--location", "https://www.video.example/v/3", "--json"}));
  EXPECT_EQ(outcome.exit_code, 1);
  const std::vector<std::string> lines = LinesOf(outcome.out);
  ASSERT_THAT(lines, SizeIs(4));
  const Object nothing = ParseObject(lines[0]);
  EXPECT_EQ(nothing.at("file").string_value(), "other.wav");
  EXPECT_THAT(nothing.at("finds").list_value().values(), IsEmpty());
  const Object unreadable = ParseObject(lines[1]);
  EXPECT_EQ(
      unreadable.at("error").struct_value().fields().at("code").string_value(),
      "INVALID_ARGUMENT");
  const Object video = ParseObject(lines[2]);
  EXPECT_EQ(video.at("law").string_value(), "DMCA");
  EXPECT_EQ(video.at("platform").string_value(), "video.example");
  EXPECT_TRUE(video.at("complete").bool_value());
  EXPECT_THAT(video.at("missing").list_value().values(), IsEmpty());
  EXPECT_EQ(
      video.at("sender").struct_value().fields().at("telephone").string_value(),
      "+1 555 0100");
  EXPECT_EQ(video.at("owner").string_value(), "Lark Records");
  EXPECT_TRUE(video.at("notAuthorised").bool_value());
  EXPECT_TRUE(video.at("accurate").bool_value());
  EXPECT_TRUE(video.at("authorisedToAct").bool_value());
  EXPECT_THAT(video.at("locations").list_value().values(), SizeIs(2));
  ASSERT_THAT(video.at("files").list_value().values(), SizeIs(2));
  const auto& file =
      video.at("files").list_value().values(0).struct_value().fields();
  EXPECT_EQ(file.at("location").string_value(), kLocation);
  EXPECT_THAT(file.at("contentSha256").string_value(), SizeIs(64));
  const auto& find =
      file.at("finds").list_value().values(0).struct_value().fields();
  EXPECT_EQ(find.at("match").struct_value().fields().at("work").string_value(),
            "works/lark");
  EXPECT_THAT(find.at("change").string_value(), HasSubstr("% faster"));
  EXPECT_EQ(ParseObject(lines[3]).at("platform").string_value(),
            "music.example");
}

TEST_F(CreatorNoticeDraftJourneyTest, MistypedNamesAreNoAnswer) {
  const Outcome owner = Earmark(
      *shared, {"notices", "draft", "altered.mp3", "--owner", "blackbird"});
  EXPECT_EQ(owner.exit_code, 1);
  EXPECT_THAT(owner.err, HasSubstr("owners/blackbird"));
  EXPECT_EQ(owner.out, "");
  const Outcome work = Draft({"altered.mp3", "--work", "egret"});
  EXPECT_EQ(work.exit_code, 1);
  EXPECT_THAT(work.err, HasSubstr("--work must name a work of owners/bluebird, "
                                  "got works/egret"));
  EXPECT_EQ(Draft({"altered.mp3", "--work", "none"}).exit_code, 1);
  const Outcome count =
      Draft({"altered.mp3", "medley.mp3", "--location", kLocation});
  EXPECT_EQ(count.exit_code, 2);
  EXPECT_THAT(count.err, HasSubstr("2 files, in their order, got 1"));
  EXPECT_EQ(Draft({"altered.mp3", "--location", "there"}).exit_code, 2);
  const Outcome law = Draft({"altered.mp3", "--law", "gdpr"});
  EXPECT_EQ(law.exit_code, 2);
  EXPECT_THAT(law.err, HasSubstr("got gdpr"));
}

TEST_F(CreatorNoticeDraftJourneyTest, ServerAnswersTheSameAndNothingIsKept) {
  const std::vector<std::string> words =
      Complete({"altered.mp3", "--work", "lark", "--location", kLocation});
  const Outcome embedded = Draft(words);
  EXPECT_EQ(embedded.exit_code, 0) << embedded.err;
  RunningServer server(*shared);
  ASSERT_NE(server.address(), "");
  std::vector<std::string> remote_words = words;
  remote_words.insert(remote_words.end(), {"--server", server.address()});
  const Outcome remote = Draft(remote_words);
  EXPECT_EQ(remote.exit_code, 0) << remote.err;
  EXPECT_EQ(remote.out, embedded.out);
  const Outcome listed = Earmark(
      *shared, {"screenings", "list", "--json", "--server", server.address()});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_EQ(listed.out, "");
  EXPECT_EQ(server.Stop(SIGTERM), 0);
}

}  // namespace
}  // namespace earmark::cli
