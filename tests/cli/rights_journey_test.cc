// Rights, as their holders use them: the real program on its own database, with
// real media. Whatever they change is decided again on what was uploaded
// before.
#include <map>
#include <string>
#include <vector>

#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok())
      << json;
  return message;
}

// 18 s of the lark, which belongs to the trusted owner bluebird, were uploaded
// by the account "fan", and are to be taken down.
class RightsJourney : public testing::Test {
 protected:
  void SetUp() override {
    WriteSong(folder_ / "lark.wav", 1, 30);
    Ffmpeg(folder_, {"-ss", "5", "-t", "18", "-i", "lark.wav", "-b:a", "96k",
                     "upload.mp3"});
    Run({"owners", "add", "bluebird", "--policy", "takedown"});
    Run({"owners", "trust", "bluebird"});
    Run({"works", "add", "lark", "lark.wav", "--title", "The Lark", "--owner",
         "bluebird"});
    Run({"screen", "upload.mp3", "--account", "fan"});
    ASSERT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  }

  // Runs the program; the test fails when it does.
  Outcome Run(std::vector<std::string> words) {
    Outcome outcome = Earmark(folder_, std::move(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome;
  }

  v1::Screening TheScreening() {
    return FromJson<v1::Screening>(
        LinesOf(Run({"screenings", "list", "--json"}).out).at(0));
  }

  v1::Decision Decision() { return TheScreening().decision(); }

  std::map<std::string, std::string> ByTerritory() {
    std::map<std::string, std::string> actions;
    const v1::Decision decision = Decision();
    for (const auto& there : decision.territory_actions()) {
      actions[there.territory()] = v1::Decision::Action_Name(there.action());
    }
    return actions;
  }

  // Of the decision's reasons.
  std::vector<std::string> Rules() {
    std::vector<std::string> rules;
    const v1::Decision decision = Decision();
    for (const v1::Decision::Reason& reason : decision.reasons()) {
      rules.push_back(v1::Decision::Reason::Rule_Name(reason.rule()));
    }
    return rules;
  }

  std::string TheReference() {
    return FromJson<v1::Reference>(
               LinesOf(Run({"references", "list", "lark", "--json"}).out).at(0))
        .name();
  }

  TemporaryFolder folder_;
};

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_licence_journey : public RightsJourney {};

TEST_F(rights_licence_journey, LicenceAllowsAndItsEndForbidsAgain) {
  Run({"licences", "add", "bluebird/fans", "--account", "fan", "--territories",
       "DE,AT", "--longest-use", "20"});
  EXPECT_THAT(ByTerritory(),
              UnorderedElementsAre(Pair("001", "TAKEDOWN"), Pair("AT", "ALLOW"),
                                   Pair("DE", "ALLOW")));
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
  EXPECT_THAT(ByTerritory(), ElementsAre(Pair("001", "TAKEDOWN")));
  Run({"licences", "update", "bluebird/fans", "--longest-use", "20",
       "--account", "somebody"});
  EXPECT_EQ(Decision().revision(), 3);
  Run({"licences", "update", "bluebird/fans", "--account", "fan"});
  EXPECT_EQ(ByTerritory()["DE"], "ALLOW");

  // One that has ended is none.
  Run({"licences", "update", "bluebird/fans", "--end", "2020-01-01"});
  EXPECT_THAT(ByTerritory(), ElementsAre(Pair("001", "TAKEDOWN")));
  Run({"licences", "remove", "bluebird/fans"});
  EXPECT_EQ(Decision().revision(), 5);
  Run({"db", "verify"});
}

TEST_F(rights_licence_journey, AllowlistAndOwnAccountsAllow) {
  Run({"allowlist", "add", "bluebird", "fan"});
  EXPECT_THAT(Rules(), ElementsAre("LICENCE"));
  Run({"allowlist", "remove", "bluebird", "fan"});
  EXPECT_THAT(Rules(), ElementsAre("OWNER_POLICY"));
  Run({"owners", "update", "bluebird", "--account", "fan"});
  EXPECT_THAT(Rules(), ElementsAre("OWN_ACCOUNT"));
  // Only how many there are is told.
  EXPECT_THAT(Run({"owners", "show", "bluebird", "--json"}).out,
              AllOf(HasSubstr("\"accountCount\":1"), Not(HasSubstr("fan"))));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_conflict_journey : public RightsJourney {};

TEST_F(rights_conflict_journey, ConflictIsListedAndNeverTakesDown) {
  Run({"owners", "add", "other", "--policy", "track"});
  Run({"owners", "trust", "other"});
  Run({"ownerships", "set", "lark", "other", "--territories", "FR"});
  EXPECT_THAT(ByTerritory(), UnorderedElementsAre(Pair("001", "TAKEDOWN"),
                                                  Pair("FR", "REVIEW")));
  EXPECT_THAT(Run({"conflicts", "list", "bluebird"}).out,
              AllOf(HasSubstr("lark"), HasSubstr("FR"), HasSubstr("other")));

  // They agree on halves: no conflict, but neither holds it alone there.
  Run({"ownerships", "set", "lark", "other", "--territories", "FR", "--share",
       "50%"});
  Run({"ownerships", "set", "lark", "bluebird", "--territories", "FR",
       "--share", "50%"});
  EXPECT_THAT(Run({"conflicts", "list", "bluebird"}).out,
              Not(HasSubstr("lark")));
  EXPECT_THAT(ByTerritory(),
              UnorderedElementsAre(Pair("001", "ALLOW"), Pair("FR", "REVIEW")));
  EXPECT_THAT(Rules(), testing::Contains("NOT_EXCLUSIVE"));
}

TEST_F(rights_conflict_journey, WorkIsHandedOverAtADate) {
  Run({"owners", "add", "heir", "--policy", "track"});
  Run({"ownerships", "transfer", "lark", "bluebird", "heir", "--at",
       "2020-01-01"});
  EXPECT_EQ(Decision().action(), v1::Decision::TRACK);
  EXPECT_EQ(Decision().reasons(0).owner(), "owners/heir");
  EXPECT_THAT(Run({"owners", "export", "heir"}).out, HasSubstr("The Lark"));

  // One that lies ahead changes nothing yet.
  Run({"ownerships", "transfer", "lark", "heir", "bluebird", "--at",
       "2999-01-01"});
  EXPECT_EQ(Decision().action(), v1::Decision::TRACK);
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_policy_dry_run_journey : public RightsJourney {};

TEST_F(rights_policy_dry_run_journey, DraftIsTriedThenSwitchedOn) {
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
  EXPECT_EQ(Decision().action(), v1::Decision::TRACK);
  EXPECT_EQ(Decision().reasons(0).policy(), "policies/ours");
  EXPECT_EQ(Decision().reasons(0).policy_version(), 1);

  // A new version is in force at once, and the decision names it.
  WriteText(folder_ / "ours.toml",
            "[[rule]]\nname = \"half\"\naction = \"takedown\"\n"
            "reference_share = { at_least = 0.5 }\n");
  Run({"policies", "update", "ours", "ours.toml"});
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  EXPECT_EQ(Decision().reasons(0).policy_version(), 2);
  EXPECT_EQ(Decision().reasons(0).policy_rule(), "half");
  EXPECT_THAT(Run({"policies", "show", "ours", "--version", "1"}).out,
              HasSubstr("whole songs"));
}

TEST_F(rights_policy_dry_run_journey, FaultsAreToldWithTheirPlace) {
  WriteText(folder_ / "bad.toml",
            "[[rule]]\nname = \"a\"\naction = \"destroy\"\n");
  const Outcome refused = Earmark(
      folder_, {"policies", "add", "bad", "bad.toml", "--owner", "bluebird"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("bad.toml"), HasSubstr("line 3, column 10"),
                    HasSubstr("destroy")));
  EXPECT_THAT(Run({"policies", "list"}).out, Not(HasSubstr("bad")));
}

TEST_F(rights_policy_dry_run_journey, StaleChangeIsRefusedWithWhatToDo) {
  WriteText(folder_ / "a.toml", "otherwise = \"track\"\n");
  WriteText(folder_ / "b.toml", "otherwise = \"review\"\n");
  Run({"policies", "add", "ours", "a.toml", "--owner", "bluebird"});
  Run({"policies", "update", "ours", "b.toml", "--etag", "1"});
  const Outcome second =
      Earmark(folder_, {"policies", "update", "ours", "a.toml", "--etag", "1"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, AllOf(HasSubstr("stale"), HasSubstr("try again")));
  EXPECT_THAT(Run({"policies", "show", "ours"}).out, HasSubstr("review"));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_territories_journey : public RightsJourney {};

TEST_F(rights_territories_journey, RightsHoldWhereTheyAreHeld) {
  Run({"works", "update", "lark", "--territories", "WORLD-US-CA"});
  EXPECT_THAT(ByTerritory(),
              UnorderedElementsAre(Pair("001", "TAKEDOWN"), Pair("CA", "ALLOW"),
                                   Pair("US", "ALLOW")));
  Run({"works", "update", "lark", "--territories", "DE"});
  EXPECT_THAT(ByTerritory(), UnorderedElementsAre(Pair("001", "ALLOW"),
                                                  Pair("DE", "TAKEDOWN")));
  // An upload for some territories is decided on there alone.
  Run({"screen", "upload.mp3", "--account", "fan", "--territories", "AT,FR"});
  EXPECT_THAT(ByTerritory(),
              UnorderedElementsAre(Pair("AT", "ALLOW"), Pair("FR", "ALLOW")));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class rights_overlap_exclusion_journey : public RightsJourney {};

TEST_F(rights_overlap_exclusion_journey, ExcludedPartsDoNotCount) {
  const std::string reference = TheReference();
  // 5 s are left of the 18 s that were uploaded: no manifest copy any more.
  Run({"exclusions", "add", reference, "10", "30", "--note", "public domain"});
  EXPECT_THAT(Rules(), ElementsAre("NOT_MANIFEST"));
  Run({"exclusions", "add", reference, "0", "10"});
  EXPECT_THAT(Rules(), ElementsAre("EXCLUDED"));
  EXPECT_EQ(Decision().action(), v1::Decision::ALLOW);
  EXPECT_THAT(Run({"exclusions", "list", reference}).out, HasSubstr("0:30"));
  Run({"exclusions", "remove", reference, "0", "30"});
  EXPECT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
}

TEST_F(rights_overlap_exclusion_journey, WhatIsNotExclusiveIsNeverTakenDown) {
  WriteSong(folder_ / "loop.wav", 7, 30);
  Run({"works", "add", "loop", "loop.wav", "--title", "Loop", "--owner",
       "bluebird", "--not-exclusive"});
  Run({"screen", "loop.wav", "--account", "fan"});
  EXPECT_EQ(Decision().action(), v1::Decision::REVIEW);
  EXPECT_THAT(Rules(), ElementsAre("NOT_ATTESTED"));
}

}  // namespace
}  // namespace earmark::cli
