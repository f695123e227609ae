// Rights, as their holders use them: the real program with real media, once on
// its own database, and once with a server that decides in the background.
// Whatever they change is decided again on what was uploaded before.
#include "tests/cli/rights_journey.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_licence_journey : public RightsJourney {};

TEST_P(rights_licence_journey, LicenceAllowsAndItsEndForbidsAgain) {
  Run({"licences", "add", "bluebird/fans", "--account", "fan", "--territories",
       "DE,AT", "--longest-use", "20"});
  ExpectByTerritory(UnorderedElementsAre(
      Pair("001", "TAKEDOWN"), Pair("AT", "ALLOW"), Pair("DE", "ALLOW")));
  const v1::Screening revised = TheScreening();
  EXPECT_EQ(revised.decision().revision(), 2);
  EXPECT_THAT(revised.earlier_decisions(0).cause(),
              HasSubstr("The licence \"fans\" of \"bluebird\" was given"));
  EXPECT_EQ(revised.decision().reasons(1).licence(),
            "owners/bluebird/licences/fans");
  EXPECT_THAT(Run({"explain", revised.name()}).out,
              HasSubstr("but its licence \"fans\" allows this"));

  // Another account has no licence, and a longer use none either.
  Run({"licences", "update", "bluebird/fans", "--longest-use", "5"});
  ExpectByTerritory(ElementsAre(Pair("001", "TAKEDOWN")));
  Run({"licences", "update", "bluebird/fans", "--longest-use", "20",
       "--account", "somebody"});
  EXPECT_EQ(Decision().revision(), 3);
  Run({"licences", "update", "bluebird/fans", "--account", "fan"});
  ExpectByTerritory(testing::Contains(Pair("DE", "ALLOW")));

  // One that has ended is none.
  Run({"licences", "update", "bluebird/fans", "--end", "2020-01-01"});
  ExpectByTerritory(ElementsAre(Pair("001", "TAKEDOWN")));
  Run({"licences", "remove", "bluebird/fans"});
  EXPECT_EQ(Decision().revision(), 5);
  StopServer();
  Run({"db", "verify"});
}

TEST_P(rights_licence_journey, AllowlistAndOwnAccountsAllow) {
  Run({"allowlist", "add", "bluebird", "fan"});
  ExpectRules(ElementsAre("LICENCE"));
  Run({"allowlist", "remove", "bluebird", "fan"});
  ExpectRules(ElementsAre("OWNER_POLICY"));
  Run({"owners", "update", "bluebird", "--account", "fan"});
  ExpectRules(ElementsAre("OWN_ACCOUNT"));
  // Only how many there are is told.
  EXPECT_THAT(Run({"owners", "show", "bluebird", "--json"}).out,
              AllOf(HasSubstr("\"accountCount\":1"), Not(HasSubstr("fan"))));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_conflict_journey : public RightsJourney {};

TEST_P(rights_conflict_journey, ConflictIsListedAndNeverTakesDown) {
  Run({"owners", "add", "other", "--policy", "track"});
  Run({"owners", "trust", "other"});
  Run({"ownerships", "set", "lark", "other", "--territories", "FR"});
  ExpectByTerritory(
      UnorderedElementsAre(Pair("001", "TAKEDOWN"), Pair("FR", "REVIEW")));
  EXPECT_THAT(Run({"conflicts", "list", "bluebird"}).out,
              AllOf(HasSubstr("lark"), HasSubstr("FR"), HasSubstr("other")));

  // They agree on halves: no conflict, but neither holds it alone there.
  Run({"ownerships", "set", "lark", "other", "--territories", "FR", "--share",
       "50%"});
  Run({"ownerships", "set", "lark", "bluebird", "--territories", "FR",
       "--share", "50%"});
  EXPECT_THAT(Run({"conflicts", "list", "bluebird"}).out,
              Not(HasSubstr("lark")));
  ExpectByTerritory(
      UnorderedElementsAre(Pair("001", "ALLOW"), Pair("FR", "REVIEW")));
  ExpectRules(testing::Contains("NOT_EXCLUSIVE"));
}

TEST_P(rights_conflict_journey, WorkIsHandedOverAtADate) {
  Run({"owners", "add", "heir", "--policy", "track"});
  Run({"ownerships", "transfer", "lark", "bluebird", "heir", "--at",
       "2020-01-01"});
  ExpectAction(v1::Decision::TRACK);
  EXPECT_EQ(Decision().reasons(0).owner(), "owners/heir");
  EXPECT_THAT(Run({"owners", "export", "heir"}).out, HasSubstr("The Lark"));

  // One that lies ahead changes nothing yet.
  Run({"ownerships", "transfer", "lark", "heir", "bluebird", "--at",
       "2999-01-01"});
  ExpectAction(v1::Decision::TRACK);
}

TEST_P(rights_conflict_journey, HoldsOfATableAreSet) {
  WriteText(folder_ / "holds.csv",
            "work_id,owner,right,share,territories\n"
            "lark,heir,recording,,FR\n"
            "lark,heir,musical-work,50%,\n");
  const Outcome imported = Run({"ownerships", "import", "holds.csv"});
  EXPECT_THAT(imported.out,
              AllOf(HasSubstr("2 rows: 2 set, 0 already there, 0 failed"),
                    HasSubstr("on probation"), HasSubstr(": heir")));
  EXPECT_THAT(imported.err, HasSubstr("warning: holds.csv:2: works/lark: "
                                      "bluebird and heir together claim more "
                                      "than the whole of the recording, in "
                                      "FR"));
  ExpectByTerritory(testing::Contains(Pair("FR", "REVIEW")));

  // Both holds came in by one change, and come in once.
  const auto revision = [&] {
    return FromJson<v1::Work>(Run({"works", "show", "lark", "--json"}).out)
        .etag();
  };
  const std::string etag = revision();
  const auto outcomes = [&](const std::string& table) {
    std::vector<std::string> found;
    for (const std::string& line :
         LinesOf(Try({"ownerships", "import", table, "--json"}).out)) {
      for (const char* outcome : {"SET", "PRESENT", "FAILED"}) {
        if (line.find(absl::StrCat("\"outcome\":\"", outcome, "\"")) !=
            std::string::npos) {
          found.emplace_back(outcome);
        }
      }
    }
    return found;
  };
  EXPECT_THAT(outcomes("holds.csv"), ElementsAre("PRESENT", "PRESENT"));
  EXPECT_EQ(revision(), etag);

  // What is exported is what was imported, and can be imported again.
  const std::string exported = Run({"owners", "export", "heir"}).out;
  WriteText(folder_ / "exported.csv", exported);
  EXPECT_THAT(outcomes("exported.csv"), ElementsAre("PRESENT", "PRESENT"));
  WriteText(folder_ / "none.csv", "work_id,owner\n");
  EXPECT_THAT(Run({"ownerships", "import", "none.csv"}).out,
              HasSubstr("0 rows"));

  // One bad row, and none of its work and owner is set; others are.
  WriteText(folder_ / "bad.csv",
            "work_id,owner,share\n"
            "lark,heir,10%\n"
            "lark,aunt,5%\n"
            "lark,heir,500%\n"
            "no-such-work,uncle,10%\n");
  EXPECT_THAT(outcomes("bad.csv"),
              ElementsAre("FAILED", "SET", "FAILED", "FAILED"));
  EXPECT_EQ(Run({"owners", "export", "heir"}).out, exported);
  const Outcome failed = Try({"ownerships", "import", "bad.csv"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err,
              AllOf(HasSubstr("bad.csv:2"), HasSubstr("line 4 is bad"),
                    HasSubstr("bad.csv:4"), HasSubstr("500"),
                    HasSubstr("bad.csv:5"), HasSubstr("no-such-work")));
  // Nobody is made for a work that is not there.
  EXPECT_EQ(Try({"owners", "show", "uncle"}).exit_code, 1);

  // A row of which the work is not known might be of any.
  WriteText(folder_ / "torn.csv",
            "work_id,owner,share\nlark,heir,10%\nlark,heir\n");
  const Outcome torn = Try({"ownerships", "import", "torn.csv"});
  EXPECT_EQ(torn.exit_code, 1);
  EXPECT_THAT(torn.err,
              AllOf(HasSubstr("line 3"), HasSubstr("nothing was set")));
  EXPECT_EQ(Run({"owners", "export", "heir"}).out, exported);
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_policy_dry_run_journey : public RightsJourney {};

TEST_P(rights_policy_dry_run_journey, DraftIsTriedThenSwitchedOn) {
  WriteText(folder_ / "ours.toml",
            "otherwise = \"track\"\n"
            "[[rule]]\n"
            "name = \"whole songs\"\n"
            "action = \"takedown\"\n"
            "reference_share = { at_least = 0.8 }\n");
  const Outcome tried =
      Run({"policies", "test", "ours.toml", "--owner", "bluebird"});
  EXPECT_THAT(tried.out, AllOf(HasSubstr("TAKEDOWN"), HasSubstr("TRACK"),
                               HasSubstr("lark"), Not(HasSubstr("fan"))));
  EXPECT_EQ(Decision().revision(), 1);

  Run({"policies", "add", "ours", "ours.toml", "--owner", "bluebird"});
  Run({"owners", "update", "bluebird", "--policy", "ours"});
  ExpectAction(v1::Decision::TRACK);
  EXPECT_EQ(Decision().reasons(0).policy(), "policies/ours");
  EXPECT_EQ(Decision().reasons(0).policy_version(), 1);

  // A new version is in force at once, and the decision names it.
  WriteText(folder_ / "ours.toml",
            "[[rule]]\nname = \"half\"\naction = \"takedown\"\n"
            "reference_share = { at_least = 0.5 }\n");
  Run({"policies", "update", "ours", "ours.toml"});
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_EQ(Decision().reasons(0).policy_version(), 2);
  EXPECT_EQ(Decision().reasons(0).policy_rule(), "half");
  EXPECT_THAT(Run({"policies", "show", "ours", "--version", "1"}).out,
              HasSubstr("whole songs"));
}

TEST_P(rights_policy_dry_run_journey, FaultsAreToldWithTheirPlace) {
  WriteText(folder_ / "bad.toml",
            "[[rule]]\nname = \"a\"\naction = \"destroy\"\n");
  const Outcome refused =
      Try({"policies", "add", "bad", "bad.toml", "--owner", "bluebird"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("bad.toml"), HasSubstr("line 3, column 10"),
                    HasSubstr("destroy")));
  EXPECT_THAT(Run({"policies", "list"}).out, Not(HasSubstr("bad")));
}

TEST_P(rights_policy_dry_run_journey, StaleChangeIsRefusedWithWhatToDo) {
  WriteText(folder_ / "a.toml", "otherwise = \"track\"\n");
  WriteText(folder_ / "b.toml", "otherwise = \"review\"\n");
  Run({"policies", "add", "ours", "a.toml", "--owner", "bluebird"});
  Run({"policies", "update", "ours", "b.toml", "--etag", "1"});
  const Outcome second =
      Try({"policies", "update", "ours", "a.toml", "--etag", "1"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, AllOf(HasSubstr("stale"), HasSubstr("try again")));
  EXPECT_THAT(Run({"policies", "show", "ours"}).out, HasSubstr("review"));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_territories_journey : public RightsJourney {};

TEST_P(rights_territories_journey, RightsHoldWhereTheyAreHeld) {
  Run({"works", "update", "lark", "--territories", "WORLD-US-CA"});
  ExpectByTerritory(UnorderedElementsAre(
      Pair("001", "TAKEDOWN"), Pair("CA", "ALLOW"), Pair("US", "ALLOW")));
  // What the uploader is told names the places, and no other upload.
  EXPECT_THAT(
      Run({"statements", "show", TheScreening().name()}).out,
      AllOf(HasSubstr("-2-takedown"), HasSubstr("upload.mp3"),
            HasSubstr("everywhere but in CA, US"), HasSubstr("bluebird")));
  Run({"works", "update", "lark", "--territories", "DE"});
  ExpectByTerritory(
      UnorderedElementsAre(Pair("001", "ALLOW"), Pair("DE", "TAKEDOWN")));
  // What was restricted is still to be stated, and where.
  EXPECT_THAT(Run({"statements", "show", TheScreening().name()}).out,
              AllOf(HasSubstr("-3-takedown"), Not(HasSubstr("-2-takedown"))));
  EXPECT_THAT(
      Run({"statements", "show", TheScreening().name(), "--earlier"}).out,
      AllOf(HasSubstr("-3-takedown"), HasSubstr("-2-takedown"),
            HasSubstr("was not shown, everywhere but in CA, US"),
            HasSubstr("-1-takedown")));
  const std::string exported = Run({"statements", "export"}).out;
  EXPECT_THAT(exported,
              AllOf(HasSubstr("-3-takedown\""), HasSubstr("-2-takedown\""),
                    HasSubstr("-1-takedown\""),
                    HasSubstr("\"end_date_visibility_restriction\":")));
  EXPECT_EQ(Run({"statements", "export", "--since", "2100-01-01"}).out, "");
  // An upload for some territories is decided on there alone.
  Run({"screen", "upload.mp3", "--account", "fan", "--territories", "AT,FR"});
  ExpectByTerritory(
      UnorderedElementsAre(Pair("AT", "ALLOW"), Pair("FR", "ALLOW")));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_overlap_exclusion_journey : public RightsJourney {};

TEST_P(rights_overlap_exclusion_journey, ExcludedPartsDoNotCount) {
  const std::string reference = TheReference().name();
  // 5 s are left of the 18 s that were uploaded: no manifest copy any more.
  Run({"exclusions", "add", reference, "10", "30", "--note", "public domain"});
  ExpectRules(ElementsAre("NOT_MANIFEST"));
  Run({"exclusions", "add", reference, "0", "10"});
  ExpectRules(ElementsAre("EXCLUDED"));
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Run({"exclusions", "list", reference}).out, HasSubstr("0:30"));
  Run({"exclusions", "remove", reference, "0", "30"});
  ExpectAction(v1::Decision::TAKEDOWN);
}

TEST_P(rights_overlap_exclusion_journey, WhatIsNotExclusiveIsNeverTakenDown) {
  WriteSong(folder_ / "loop.wav", 7, 30);
  Run({"works", "add", "loop", "loop.wav", "--title", "Loop", "--owner",
       "bluebird", "--not-exclusive"});
  Run({"screen", "loop.wav", "--account", "fan"});
  ExpectAction(v1::Decision::REVIEW);
  ExpectRules(ElementsAre("NOT_ATTESTED"));
}

TEST_P(rights_overlap_exclusion_journey, WhatTwoOwnersRegisterIsSettled) {
  // Another owner registers a film with 12 s of the lark in it.
  WriteSong(folder_ / "own.wav", 8, 20);
  Ffmpeg(folder_,
         {"-i", "own.wav", "-ss", "10", "-t", "12", "-i", "lark.wav",
          "-filter_complex", "[0:a][1:a]concat=n=2:v=0:a=1", "medley.wav"});
  Run({"owners", "add", "heron", "--policy", "takedown"});
  Run({"owners", "trust", "heron"});
  const Outcome added = Run({"works", "add", "medley", "medley.wav", "--title",
                             "Medley", "--owner", "heron"});
  EXPECT_THAT(added.out,
              AllOf(HasSubstr("warning: medley.wav: its audio at 0:"),
                    HasSubstr("overlaps with lark/"),
                    HasSubstr("counts towards no takedown")));

  // Both sides know.
  EXPECT_THAT(Run({"overlaps", "list", "bluebird"}).out,
              AllOf(HasSubstr("open"), HasSubstr("medley/")));
  EXPECT_THAT(Run({"overlaps", "list", "heron"}).out,
              AllOf(HasSubstr("open"), HasSubstr("lark/")));
  // What was decided before for the one who came first stays.
  Run({"screen", "upload.mp3", "--account", "fan", "--again"});
  EXPECT_THAT(Rules(), UnorderedElementsAre("OWNER_POLICY", "CONTESTED"));
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  // By the one who came later nothing of it is taken down.
  Run({"owners", "update", "bluebird", "--policy", "track"});
  ExpectAction(v1::Decision::REVIEW);

  const std::string lark = TheReference().name();
  const std::string medley = TheReference("medley").name();
  Run({"overlaps", "settle", medley, lark});
  ExpectAction(v1::Decision::TRACK);
  EXPECT_THAT(Run({"overlaps", "list", "heron"}).out,
              AllOf(HasSubstr("given up"), Not(HasSubstr("open"))));
  EXPECT_THAT(Run({"overlaps", "list", "bluebird"}).out,
              AllOf(HasSubstr("kept"), Not(HasSubstr("open"))));
  const Outcome again = Try({"overlaps", "settle", medley, lark});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("nothing is open"));
  StopServer();
  Run({"db", "verify"});
}

TEST_P(rights_overlap_exclusion_journey, ExclusionsGoWithTheContent) {
  Run({"exclusions", "add", TheReference().name(), "3", "9", "--note",
       "a sample"});
  Run({"works", "add", "single", "lark.wav", "--title", "The Lark, again",
       "--owner", "bluebird"});
  EXPECT_THAT(Run({"exclusions", "list", TheReference("single").name()}).out,
              HasSubstr("a sample"));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_flood_guard_journey : public RightsJourney {};

TEST_P(rights_flood_guard_journey, FloodIsHeldBackUntilAnOperatorLetsGo) {
  StopServer();
  StartServer({"--flood-accounts", "4", "--flood-factor", "2"});
  // The fan uploads it over and over: that is no flood.
  for (const char* length : {"15", "16", "17"}) {
    Ffmpeg(folder_, {"-y", "-ss", "5", "-t", length, "-i", "lark.wav", "-b:a",
                     "96k", "more.mp3"});
    Run({"screen", "more.mp3", "--account", "fan"});
  }
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  EXPECT_THAT(Run({"overlaps", "list", "bluebird"}).out,
              Not(HasSubstr("quarantine")));

  // Then others do.
  for (const char* account : {"a", "b", "c"}) {
    Run({"screen", "upload.mp3", "--account", account, "--again"});
  }
  ExpectRules(testing::Contains("QUARANTINE"));
  const v1::Screening held = TheScreening();
  EXPECT_EQ(held.decision().action(), v1::Decision::REVIEW);
  EXPECT_THAT(held.earlier_decisions(0).cause(),
              AllOf(HasSubstr("quarantine"), HasSubstr("4 accounts")));
  // The owner is told, and what comes next goes to review at once.
  EXPECT_THAT(Run({"overlaps", "list", "bluebird"}).out,
              HasSubstr("quarantine"));
  EXPECT_THAT(Run({"works", "show", "lark"}).out, HasSubstr("quarantine"));
  Run({"screen", "upload.mp3", "--account", "d", "--again"});
  EXPECT_EQ(TheScreening().decision().revision(), 1);
  EXPECT_EQ(Decision().action(), v1::Decision::REVIEW);

  // It outlives the server, and holds without one.
  StopServer();
  if (GetParam()) StartServer({"--flood-accounts", "4"});
  const std::string reference = TheReference().name();
  Run({"references", "release", reference});
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_EQ(Try({"references", "release", reference}).exit_code, 1);
  Run({"screen", "upload.mp3", "--account", "e", "--again"});
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  StopServer();
  Run({"db", "verify"});
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_verdict_journey : public RightsJourney {};

TEST_P(rights_verdict_journey, APersonsWordHoldsAndCostsTrust) {
  const std::string first = TheScreening().name();
  const Outcome allowed =
      Run({"screenings", "decide", first, "allow", "--work", "lark", "--ground",
           "exception", "--comment", "a review of the record"});
  EXPECT_THAT(allowed.out,
              AllOf(HasSubstr("ALLOW"), HasSubstr("the law allows the use")));
  EXPECT_THAT(Run({"explain", first}).out,
              HasSubstr("a person looked and decided on"));
  // What the owner changes does not undo it.
  Run({"owners", "update", "bluebird", "--policy", "licensing-required"});
  Run({"owners", "update", "bluebird", "--policy", "takedown"});
  ExpectRules(ElementsAre("VERDICT"));
  EXPECT_EQ(Decision().action(), v1::Decision::ALLOW);
  EXPECT_THAT(Run({"owners", "show", "bluebird"}).out,
              AllOf(HasSubstr("trusted"),
                    HasSubstr("0 upheld, 1 overturned: trust 0.82")));

  // The second that is overturned is one too many.
  Run({"screen", "upload.mp3", "--account", "other", "--again"});
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  Run({"screenings", "decide", TheScreening().name(), "allow", "--work", "lark",
       "--ground", "not-owned"});
  EXPECT_THAT(Run({"owners", "show", "bluebird"}).out,
              HasSubstr("on probation"));
  Run({"screen", "upload.mp3", "--account", "third", "--again"});
  EXPECT_THAT(Rules(), ElementsAre("OWNER_ON_PROBATION"));
  const std::string third = TheScreening().name();
  Run({"screenings", "decide", third, "takedown", "--work", "lark"});
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  Run({"screenings", "decide", third, "--work", "lark", "--take-back"});
  EXPECT_THAT(Rules(), ElementsAre("OWNER_ON_PROBATION"));

  const Outcome stale = Try({"screenings", "decide", third, "takedown",
                             "--work", "lark", "--etag", "1"});
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_THAT(stale.err, HasSubstr("stale"));
  const Outcome wrong =
      Try({"screenings", "decide", third, "takedown", "--work", "wren"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("only of: works/lark"));
  StopServer();
  Run({"db", "verify"});
}

INSTANTIATE_TEST_SUITE_P(Modes, rights_licence_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_conflict_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_policy_dry_run_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_territories_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_overlap_exclusion_journey,
                         testing::Bool(), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_verdict_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, rights_flood_guard_journey, testing::Bool(),
                         ModeOf);

}  // namespace
}  // namespace earmark::cli
