// Works that are registered after an upload was screened, as people see it: the
// real program on its own database, and against a server that is killed.
#include <signal.h>

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "earmark/v1/screening.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// An upload that holds the lark: faster, louder, re-encoded.
class RetroactiveJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSong(folder_ / "lark.wav", 1, 30);
    WriteSong(folder_ / "other.wav", 2, 20);
    Ffmpeg(folder_,
           {"-ss", "5", "-t", "18", "-i", "lark.wav", "-af",
            "aresample=44100,asetrate=47628,aresample=44100,volume=1.3", "-b:a",
            "64k", "upload.mp3"});
    WriteText(folder_ / "catalogue.csv",
              "work_id,title,owner,file,policy\n"
              "lark,The Lark,bluebird,lark.wav,takedown\n"
              "other,The Other,bluebird,other.wav,takedown\n");
  }

  // Runs the program; the test fails when it does.
  Outcome Run(std::vector<std::string> words) {
    Outcome outcome = Earmark(folder_, std::move(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome;
  }

  // The only screening there is.
  v1::Screening TheScreening(const std::vector<std::string>& where = {}) {
    std::vector<std::string> words = {"screenings", "list", "--json"};
    words.insert(words.end(), where.begin(), where.end());
    const Outcome listed = Run(words);
    v1::Screening screening;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                    LinesOf(listed.out).at(0), &screening)
                    .ok())
        << listed.out;
    return screening;
  }

  TemporaryFolder folder_;
};

void ExpectLarkSinceRevision2(const v1::Screening& screening) {
  EXPECT_EQ(screening.decision().revision(), 2);
  EXPECT_EQ(screening.decision().action(), v1::Decision::REVIEW);
  ASSERT_EQ(screening.matches_size(), 1);
  EXPECT_EQ(screening.matches(0).work(), "works/lark");
  ASSERT_EQ(screening.earlier_decisions_size(), 1);
  const v1::EarlierDecision& earlier = screening.earlier_decisions(0);
  EXPECT_EQ(earlier.decision().revision(), 1);
  EXPECT_EQ(earlier.decision().action(), v1::Decision::ALLOW);
  EXPECT_THAT(earlier.cause(), HasSubstr("works/lark/references/"));
  EXPECT_GE(earlier.end_time().seconds(), screening.create_time().seconds());
}

TEST_F(RetroactiveJourneyTest, ImportFindsWorksInEarlierUploads) {
  // A database needs something to begin with.
  Run({"owners", "add", "bluebird"});
  EXPECT_THAT(Run({"screen", "upload.mp3"}).out, HasSubstr("ALLOW"));
  EXPECT_EQ(TheScreening().decision().action(), v1::Decision::ALLOW);

  const Outcome imported = Run({"works", "import", "catalogue.csv"});
  EXPECT_THAT(imported.out, AllOf(HasSubstr("2 rows: 2 added"),
                                  HasSubstr("earlier uploads: found in 1")));
  const v1::Screening revised = TheScreening();
  ExpectLarkSinceRevision2(revised);
  const Outcome shown = Run({"screenings", "show", revised.name()});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("The Lark"), HasSubstr("Until "),
                               HasSubstr("works/lark/references/")));

  // The same question again is answered with the present decision.
  EXPECT_THAT(Run({"screen", "upload.mp3"}).out, HasSubstr("REVIEW"));
  // Importing again is no news.
  const Outcome again = Run({"works", "import", "catalogue.csv"});
  EXPECT_THAT(again.out, AllOf(HasSubstr("2 already there"),
                               Not(HasSubstr("earlier uploads"))));
  EXPECT_EQ(TheScreening().SerializeAsString(), revised.SerializeAsString());
  Run({"db", "verify"});
}

TEST_F(RetroactiveJourneyTest, JsonSaysInHowManyUploadsWorksWereFound) {
  Run({"owners", "add", "bluebird"});
  Run({"screen", "upload.mp3"});
  const Outcome imported = Run({"works", "import", "catalogue.csv", "--json"});
  EXPECT_EQ(LinesOf(imported.out).back(),
            R"({"earlierUploads":{"references":2,"revised":1}})");
  WriteSong(folder_ / "third.wav", 3, 20);
  const Outcome added = Run({"works", "add", "third", "third.wav", "--title",
                             "Third", "--owner", "bluebird", "--json"});
  EXPECT_THAT(added.out, Not(HasSubstr("earlierUploads")));
  EXPECT_EQ(TheScreening().decision().revision(), 2);
}

TEST_F(RetroactiveJourneyTest, NothingIsRememberedWithoutRetention) {
  {
    RunningServer server(folder_, {"--fingerprint-retention", "0"});
    Run({"owners", "add", "bluebird", "--server", server.address()});
    Run({"screen", "upload.mp3", "--server", server.address()});
  }
  const Outcome imported = Run({"works", "import", "catalogue.csv"});
  EXPECT_THAT(imported.out, Not(HasSubstr("earlier uploads")));
  EXPECT_EQ(TheScreening().decision().revision(), 1);
}

// Looks until the screening has its second revision.
v1::Screening AwaitRevision2(const std::function<v1::Screening()>& look) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  v1::Screening screening = look();
  while (screening.decision().revision() < 2 && absl::Now() < deadline) {
    screening = look();
  }
  return screening;
}

TEST_F(RetroactiveJourneyTest, KilledServerSearchesEarlierUploadsAfterAll) {
  {
    RunningServer server(folder_);
    Run({"owners", "add", "bluebird", "--server", server.address()});
    Run({"screen", "upload.mp3", "--server", server.address()});
    Run({"works", "import", "catalogue.csv", "--server", server.address()});
    // The works are registered, and the search has hardly begun.
    server.Stop(SIGKILL);
  }
  RunningServer server(folder_);
  const v1::Screening revised = AwaitRevision2([&] {
    return TheScreening({"--server", server.address()});
  });
  ExpectLarkSinceRevision2(revised);
  // Again, by another server: no third revision.
  server.Stop(SIGTERM);
  Run({"works", "import", "catalogue.csv"});
  EXPECT_EQ(TheScreening().SerializeAsString(), revised.SerializeAsString());
}

}  // namespace
}  // namespace earmark::cli
