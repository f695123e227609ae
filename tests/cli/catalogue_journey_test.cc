// Building a catalogue with the real program, and looking after it.
#include "earmark/v1/catalog_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kHeader[] = "work_id,title,owner,file\n";

class CatalogueJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteSong(folder_ / "lark.wav", 1, 12);
    WriteSong(folder_ / "finch.wav", 2, 12);
  }

  Outcome Import(const std::string& table,
                 std::vector<std::string> options = {}) {
    WriteText(folder_ / "catalogue.csv", table);
    options.insert(options.begin(), {"works", "import", "catalogue.csv"});
    return Earmark(folder_, options);
  }

  template <typename Message>
  Message Json(const std::vector<std::string>& words) {
    const Outcome outcome = Earmark(folder_, words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    Message message;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(outcome.out, &message).ok())
        << outcome.out;
    return message;
  }

  TemporaryFolder folder_;
};

TEST_F(CatalogueJourneyTest, ImportRegistersWorksAndMakesTheirOwners) {
  const Outcome outcome = Import(std::string(kHeader) +
                                 "lark,The Lark,bluebird,lark.wav\r\n"
                                 "finch,\"Finch, the\",heron,finch.wav\r\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out,
              AllOf(StartsWith("2 rows: 2 added, 0 already there, 0 failed\n"),
                    HasSubstr("on probation"), HasSubstr("bluebird, heron")));
  const auto work = Json<v1::Work>({"works", "show", "finch", "--json"});
  EXPECT_EQ(work.title(), "Finch, the");
  EXPECT_EQ(work.owner(), "owners/heron");
  const auto owner = Json<v1::Owner>({"owners", "show", "heron", "--json"});
  EXPECT_EQ(owner.trust(), v1::Owner::PROBATION);
}

TEST_F(CatalogueJourneyTest, RepeatedImportIsNoWork) {
  const std::string table =
      std::string(kHeader) + "lark,The Lark,bluebird,lark.wav\n";
  ASSERT_EQ(Import(table).exit_code, 0);
  const Outcome again = Import(table + "finch,Finch,bluebird,finch.wav\n");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, "2 rows: 1 added, 1 already there, 0 failed\n");
}

TEST_F(CatalogueJourneyTest, OtherContentOfTheSameWorkIsAnotherReference) {
  const Outcome outcome = Import(std::string(kHeader) +
                                 "lark,The Lark,bluebird,lark.wav\n"
                                 "lark,The Lark,bluebird,finch.wav\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Outcome references =
      Earmark(folder_, {"references", "list", "lark", "--json"});
  EXPECT_THAT(LinesOf(references.out), SizeIs(2));
}

TEST_F(CatalogueJourneyTest, BadRowsAreReportedWithTheirLinesAndTheRestGoesIn) {
  WriteText(folder_ / "notes.txt", "these are not media");
  const Outcome outcome = Import(std::string(kHeader) +
                                 "lark,The Lark,bluebird,lark.wav\n"
                                 "gone,Gone,bluebird,gone.wav\n"
                                 "notes,Notes,bluebird,notes.txt\n"
                                 "short,Short,bluebird\n"
                                 "a/b,Slash,bluebird,lark.wav\n"
                                 "x,X,no good owner,lark.wav\n"
                                 "finch,Finch,bluebird,finch.wav\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out,
              StartsWith("7 rows: 2 added, 0 already there, 5 failed\n"));
  const std::vector<std::string> errors = LinesOf(outcome.err);
  EXPECT_THAT(errors, ElementsAre(StartsWith("earmark: catalogue.csv:3: "),
                                  StartsWith("earmark: catalogue.csv:4: "),
                                  StartsWith("earmark: catalogue.csv:5: "),
                                  StartsWith("earmark: catalogue.csv:6: "),
                                  StartsWith("earmark: catalogue.csv:7: ")));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("gone.wav"), HasSubstr("a/b"),
                                 HasSubstr("no good owner")));
}

TEST_F(CatalogueJourneyTest, ProgramsGetALineForEachRow) {
  const Outcome outcome = Import(std::string(kHeader) +
                                     "lark,The Lark,bluebird,lark.wav\n"
                                     "gone,Gone,bluebird,gone.wav\n",
                                 {"--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const std::vector<std::string> lines = LinesOf(outcome.out);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], AllOf(StartsWith("{\"line\":2,\"work\":\"works/lark\""),
                              HasSubstr("\"outcome\":\"ADDED\"")));
  EXPECT_THAT(lines[1], AllOf(StartsWith("{\"line\":3,\"outcome\":\"FAILED\""),
                              HasSubstr("\"code\":\"NOT_FOUND\"")));
}

TEST_F(CatalogueJourneyTest, WeakRecordingsAreMarkedAndHopelessOnesRefused) {
  const auto make = [&](const std::string& source, const std::string& file) {
    Ffmpeg(folder_, {"-f", "lavfi", "-i", source, "-ac", "1", file});
  };
  make("anoisesrc=c=pink:d=20:s=1", "surf.wav");
  make("aevalsrc='0.5*sin(900*t+300*sin(2*t))':d=20", "siren.wav");
  make("anoisesrc=c=white:d=20:s=1", "hiss.wav");
  const Outcome outcome = Import(std::string(kHeader) +
                                     "surf,Surf,bluebird,surf.wav\n"
                                     "lark,The Lark,bluebird,lark.wav\n"
                                     "siren,Siren,bluebird,siren.wav\n"
                                     "hiss,Hiss,bluebird,hiss.wav\n",
                                 {"--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const std::vector<std::string> lines = LinesOf(outcome.out);
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[0], AllOf(HasSubstr("\"outcome\":\"ADDED\""),
                              HasSubstr("\"kind\":\"NOISE\"")));
  EXPECT_THAT(lines[1], AllOf(HasSubstr("\"outcome\":\"ADDED\""),
                              HasSubstr("\"warnings\":[]")));
  for (const size_t refused : {2, 3}) {
    EXPECT_THAT(lines[refused],
                AllOf(HasSubstr("\"outcome\":\"FAILED\""),
                      HasSubstr("nothing in it could be found again")));
  }
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: catalogue.csv:2: The audio is noise"));

  const Outcome listed = Earmark(folder_, {"references", "list", "surf"});
  EXPECT_THAT(listed.out, AllOf(HasSubstr("warning: "),
                                HasSubstr("leave its takedowns to people")));
  const Outcome good = Earmark(folder_, {"references", "list", "lark"});
  EXPECT_THAT(good.out, Not(HasSubstr("warning: ")));
  const Outcome again =
      Earmark(folder_, {"works", "add", "other-surf", "--title", "Surf",
                        "--owner", "bluebird", "surf.wav"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("warning: surf.wav: The audio is noise"));
}

TEST_F(CatalogueJourneyTest, UnknownColumnStopsTheImport) {
  const Outcome outcome =
      Import("work_id,title,owner,file,colour\nlark,L,o,lark.wav,red\n");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("earmark: catalogue.csv: "),
                                 HasSubstr("colour")));
}

TEST_F(CatalogueJourneyTest, FilesAreFoundBesideTheTable) {
  ASSERT_EQ(RunIn(folder_, {"mkdir", "music"}).exit_code, 0);
  WriteSong(folder_ / "music/wren.wav", 3, 12);
  WriteText(folder_ / "music/table.csv",
            std::string(kHeader) + "wren,Wren,bluebird,wren.wav\n");
  const Outcome outcome =
      Earmark(folder_, {"works", "import", "music/table.csv"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(CatalogueJourneyTest, WorkIsAddedChangedAndWithdrawn) {
  const Outcome added = Earmark(
      folder_, {"works", "add", "lark", "lark.wav", "--title", "The Lark",
                "--owner", "bluebird", "--kind", "sound-recording"});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  EXPECT_THAT(added.out, AllOf(HasSubstr("on probation"),
                               HasSubstr("added: works/lark/references/")));
  auto work =
      Json<v1::Work>({"works", "update", "lark", "--title", "Lark", "--policy",
                      "review", "--territories", "at,de", "--json"});
  EXPECT_EQ(work.title(), "Lark");
  EXPECT_EQ(work.kind(), v1::Work::SOUND_RECORDING);
  EXPECT_EQ(work.policy(), "policies/review");
  EXPECT_THAT(work.territories(), ElementsAre("AT", "DE"));
  work = Json<v1::Work>({"works", "update", "lark", "--policy", "owner",
                         "--territories", "WORLD", "--json"});
  EXPECT_EQ(work.policy(), "");
  EXPECT_THAT(work.territories(), IsEmpty());
  work = Json<v1::Work>(
      {"works", "update", "lark", "--territories", "world-us-ca", "--json"});
  EXPECT_THAT(work.territories(), ElementsAre("WORLD-CA-US"));

  const Outcome stale = Earmark(folder_, {"works", "update", "lark", "--title",
                                          "Other", "--etag", "stale"});
  EXPECT_EQ(stale.exit_code, 1);

  work = Json<v1::Work>({"works", "withdraw", "lark", "--json"});
  EXPECT_EQ(work.state(), v1::Work::WITHDRAWN);
  const Outcome back =
      Earmark(folder_, {"works", "add", "lark", "lark.wav", "--title", "Lark",
                        "--owner", "bluebird"});
  EXPECT_EQ(back.exit_code, 1);
}

TEST_F(CatalogueJourneyTest, OwnerIsTrustedAndPutBackOnProbation) {
  const auto added =
      Json<v1::Owner>({"owners", "add", "bluebird", "--name",
                       "Bluebird Records", "--policy", "takedown", "--json"});
  EXPECT_EQ(added.policy(), "policies/takedown");
  EXPECT_EQ(added.trust(), v1::Owner::PROBATION);
  EXPECT_EQ(Json<v1::Owner>({"owners", "trust", "bluebird", "--json"}).trust(),
            v1::Owner::TRUSTED);
  EXPECT_EQ(
      Json<v1::Owner>({"owners", "trust", "bluebird", "--revoke", "--json"})
          .trust(),
      v1::Owner::PROBATION);
  EXPECT_THAT(Earmark(folder_, {"owners", "list"}).out,
              HasSubstr("bluebird  Bluebird Records  on probation  takedown"));
}

TEST_F(CatalogueJourneyTest, DisabledReferenceNoLongerMatches) {
  ASSERT_EQ(Import(std::string(kHeader) + "lark,The Lark,bluebird,lark.wav\n")
                .exit_code,
            0);
  const auto reference =
      Json<v1::Reference>({"references", "list", "lark", "--json"});
  const std::vector<std::string> screen = {"screen", "--json", "--again",
                                           "lark.wav"};
  EXPECT_THAT(Earmark(folder_, screen).out, HasSubstr("works/lark"));
  EXPECT_EQ(
      Json<v1::Reference>({"references", "disable", reference.name(), "--json"})
          .state(),
      v1::Reference::DISABLED);
  EXPECT_THAT(Earmark(folder_, screen).out, Not(HasSubstr("works/lark")));
  EXPECT_EQ(
      Json<v1::Reference>({"references", "enable", reference.name(), "--json"})
          .state(),
      v1::Reference::ACTIVE);
  EXPECT_THAT(Earmark(folder_, screen).out, HasSubstr("works/lark"));
}

TEST_F(CatalogueJourneyTest, DatabaseTellsWhatItHoldsAndThatItIsSound) {
  ASSERT_EQ(Import(std::string(kHeader) + "lark,The Lark,bluebird,lark.wav\n")
                .exit_code,
            0);
  const Outcome stats = Earmark(folder_, {"db", "stats"});
  EXPECT_EQ(stats.exit_code, 0) << stats.err;
  EXPECT_THAT(stats.out, AllOf(StartsWith("TABLE"), HasSubstr("all files")));
  const Outcome compacted = Earmark(folder_, {"db", "compact"});
  EXPECT_EQ(compacted.exit_code, 0) << compacted.err;
  const Outcome verified = Earmark(folder_, {"db", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("events form one chain"));
  EXPECT_EQ(
      Earmark(folder_, {"db", "stats", "--server", "127.0.0.1:1"}).exit_code,
      2);
}

TEST_F(CatalogueJourneyTest, MistypedFolderIsNotAnEmptyCatalogue) {
  const Outcome outcome = Earmark(folder_, {"screen", "lark.wav"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no database"), HasSubstr("--db")));
  EXPECT_EQ(RunIn(folder_, {"test", "-e", "db"}).exit_code, 1);
}

}  // namespace
}  // namespace earmark::cli
