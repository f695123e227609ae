// The lives of claims, as those concerned know them: the real program with real
// media, once on its own database, and once with a server that decides in the
// background.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "earmark/v1/claim_service.pb.h"
#include "earmark/v1/review_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/rights_journey.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ClaimJourney : public RightsJourney {
 protected:
  // The only claim on the only upload.
  v1::Claim TheClaim() {
    return FromJson<v1::Claim>(
        LinesOf(Run({"claims", "list", "--owner", "bluebird", "--json"}).out)
            .at(0));
  }

  std::string State() { return v1::Claim::State_Name(TheClaim().state()); }

  // `earmark GROUP COMMAND CLAIM WORDS...`
  Outcome Do(const std::string& group, const std::string& command,
             std::vector<std::string> words = {}) {
    words.insert(words.begin(), {group, command, TheClaim().name()});
    return Run(words);
  }

  static std::vector<std::string> Objecting(const std::string& statement) {
    return {"--ground", "own-work", "--statement", statement};
  }

  // What has been done with the claim, and by whom.
  std::vector<std::string> Steps() {
    std::vector<std::string> steps;
    const v1::Claim claim = TheClaim();
    for (const v1::Claim::Step& step : claim.steps()) {
      steps.push_back(v1::Claim::Actor_Name(step.actor()) + " " +
                      v1::Claim::Event_Name(step.event()));
    }
    return steps;
  }
};

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class claim_dispute_released_journey : public ClaimJourney {};

TEST_P(claim_dispute_released_journey, OwnerSeesThatItIsLicensedAndLetsGo) {
  EXPECT_EQ(State(), "ACTIVE");
  const std::string claim = Run({"claims", "list", "--owner", "bluebird"}).out;
  EXPECT_THAT(claim, AllOf(HasSubstr("lark"), HasSubstr("TAKEDOWN")));
  // The owner learns nothing of the account.
  const std::string seen = Run({"claims", "show", TheClaim().name()}).out;
  EXPECT_THAT(seen, AllOf(HasSubstr("audio 0:"), Not(HasSubstr("fan"))));

  EXPECT_THAT(Do("disputes", "open",
                 {"--ground", "licence", "--licence", "L-7", "--statement",
                  "The label said yes.", "--evidence", "mail of 3 May"})
                  .out,
              AllOf(HasSubstr("DISPUTED"), HasSubstr("\"L-7\""),
                    HasSubstr("released, unless the owner answers")));
  // A person decided on nothing yet: the upload is kept back no longer as if
  // one had.
  ExpectAction(v1::Decision::REVIEW);
  EXPECT_THAT(Rules(), ElementsAre("DISPUTED"));

  EXPECT_THAT(Do("claims", "release", {"--comment", "It is licensed."}).out,
              HasSubstr("RELEASED"));
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Rules(), ElementsAre("CLAIM_OVER"));
  EXPECT_THAT(Steps(), ElementsAre("CLOCK EVENT_UNSPECIFIED",
                                   "UPLOADER DISPUTE", "CLAIMANT RELEASE"));
  // Whatever the owner wants of it later, it stays so.
  Run({"owners", "update", "bluebird", "--policy", "licensing-required"});
  Run({"owners", "update", "bluebird", "--policy", "takedown"});
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_EQ(State(), "RELEASED");
  const Outcome again = Try({"disputes", "open", TheClaim().name(), "--ground",
                             "own-work", "--statement", "Mine."});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err,
              HasSubstr("the uploader cannot do dispute with a "
                        "claim that is RELEASED; it can do nothing"));
  StopServer();
  Run({"db", "verify"});
}

TEST_P(claim_dispute_released_journey,
       BadObjectionsAreRefusedAndChangeNothing) {
  const std::string name = TheClaim().name();
  const auto refusal = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"disputes", "open", name});
    const Outcome outcome = Try(words);
    EXPECT_NE(outcome.exit_code, 0);
    return outcome.err;
  };
  EXPECT_THAT(refusal({"--ground", "licence", "--statement", "Licensed."}),
              HasSubstr("objection.licence must be set with the ground "
                        "LICENCE, got none"));
  EXPECT_THAT(refusal({"--ground", "exception", "--statement", "Fair."}),
              HasSubstr("objection.exception must be set with the ground "
                        "EXCEPTION"));
  EXPECT_THAT(refusal({"--ground", "fair", "--statement", "Fair."}),
              HasSubstr("a ground must be one of own-work, licence, exception, "
                        "public-domain, wrong-match, got fair"));
  EXPECT_THAT(refusal({"--ground", "own-work", "--statement", ""}),
              HasSubstr("objection.statement must"));
  EXPECT_THAT(Try({"claims", "show", "lark"}).err,
              HasSubstr("a claim is named SCREENING/NUMBER, got lark"));
  EXPECT_THAT(Try({"claims", "show", name + "9"}).err,
              HasSubstr("there is no such claim"));
  EXPECT_EQ(State(), "ACTIVE");
  EXPECT_EQ(Decision().revision(), 1);
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class claim_upheld_appeal_journey : public ClaimJourney {};

TEST_P(claim_upheld_appeal_journey, ModeratorDecidesOnDisputeAndAppeal) {
  // It is published everywhere, so European law wants a moderator.
  Do("disputes", "open", Objecting("I recorded it."));
  ExpectAction(v1::Decision::REVIEW);
  Do("claims", "uphold", {"--comment", "It is our master."});
  EXPECT_EQ(State(), "DISPUTED");
  ExpectAction(v1::Decision::REVIEW);
  EXPECT_THAT(Do("claims", "decide", {"uphold", "--comment", "Same take."}).out,
              AllOf(HasSubstr("UPHELD"), HasSubstr("It is our master."),
                    HasSubstr("Same take.")));
  ExpectAction(v1::Decision::TAKEDOWN);

  Do("disputes", "appeal", Objecting("Listen again."));
  EXPECT_EQ(State(), "APPEALED");
  ExpectAction(v1::Decision::TAKEDOWN);
  // A slip of the hand, undone.
  Do("claims", "decide", {"release", "--ground", "not-owned"});
  ExpectAction(v1::Decision::ALLOW);
  Do("claims", "undo", {"--comment", "Wrong window."});
  EXPECT_EQ(State(), "APPEALED");
  ExpectAction(v1::Decision::TAKEDOWN);
  Do("claims", "decide", {"uphold"});
  EXPECT_EQ(State(), "TAKEDOWN_NOTICED");
  EXPECT_THAT(
      Steps(),
      ElementsAre("CLOCK EVENT_UNSPECIFIED", "UPLOADER DISPUTE",
                  "CLAIMANT UPHOLD", "MODERATOR UPHOLD", "UPLOADER APPEAL",
                  "MODERATOR RELEASE", "MODERATOR UNDO", "MODERATOR UPHOLD"));
  // It was appealed once.
  const Outcome again = Try({"disputes", "appeal", TheClaim().name(),
                             "--ground", "own-work", "--statement", "Again."});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("cannot do appeal"));
  // The platform learns of an action by itself, before the owner says so.
  Do("counter-notices", "send",
     {"--name", "Fay Fan", "--address", "Lane 1", "--telephone", "1",
      "--signature", "Fay Fan", "--material", "my lark", "--location", "v/1",
      "--mistake", "--jurisdiction", "--service-of-process"});
  EXPECT_THAT(Do("counter-notices", "litigation",
                 {"--as-moderator", "--comment", "Court of Example, 2/26"})
                  .out,
              HasSubstr("LITIGATED"));
  EXPECT_EQ(Steps().back(), "MODERATOR LITIGATION");
  ExpectAction(v1::Decision::TAKEDOWN);
  StopServer();
  Run({"db", "verify"});
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class review_two_moderators_journey : public ClaimJourney {
 protected:
  std::vector<v1::Case> Cases() {
    std::vector<v1::Case> cases;
    for (const std::string& line :
         LinesOf(Run({"review", "list", "--json"}).out)) {
      cases.push_back(FromJson<v1::Case>(line));
    }
    return cases;
  }
};

TEST_P(review_two_moderators_journey, OneHasTheCaseAndTheOtherTakesAnother) {
  // One upload is objected to; another is 6 s only, which no machine takes
  // down.
  Do("disputes", "open", Objecting("I recorded it."));
  Ffmpeg(folder_, {"-ss", "8", "-t", "6", "-i", "lark.wav", "short.wav"});
  Run({"screen", "short.wav", "--account", "other"});
  Run({"screen", "short.wav", "--account", "third", "--again"});
  const std::vector<v1::Case> cases = Cases();
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].claim().state(), v1::Claim::DISPUTED);
  EXPECT_EQ(cases[1].claim().state(), v1::Claim::PENDING_REVIEW);
  // The same bytes are one case, whoever uploads them.
  EXPECT_EQ(cases[1].claims_size(), 2);

  const std::string first = cases[0].name();
  EXPECT_THAT(Run({"review", "take", first, "--as", "ann"}).out,
              AllOf(HasSubstr("taken by"), HasSubstr("ann until"),
                    HasSubstr("I recorded it."), HasSubstr("bluebird 100%"),
                    HasSubstr("the uploader objects")));
  // Where the work is in upload and reference, in the words of the screening.
  const std::string screening =
      Run({"screenings", "show", cases[0].screening()}).out;
  const size_t found = screening.find(" of the reference");
  ASSERT_NE(found, std::string::npos);
  const size_t start = screening.rfind("  ", found) + 2;
  EXPECT_THAT(
      Run({"review", "show", first}).out,
      HasSubstr("audio " +
                screening.substr(start, screening.find('\n', found) - start)));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"review", "take", first, "--as", "bob"},
        {"review", "resolve", first, "uphold", "--as", "bob"}}) {
    const Outcome late = Try(words);
    EXPECT_EQ(late.exit_code, 1);
    EXPECT_THAT(late.err, AllOf(HasSubstr("is taken by ann until"),
                                HasSubstr("take another")));
  }
  const std::string second = cases[1].name();
  const Outcome untaken =
      Try({"review", "resolve", second, "uphold", "--as", "bob"});
  EXPECT_EQ(untaken.exit_code, 1);
  EXPECT_THAT(untaken.err, HasSubstr("bob has not taken"));
  Run({"review", "take", second, "--as", "bob"});
  EXPECT_THAT(Run({"review", "resolve", second, "uphold", "--as", "bob"}).out,
              HasSubstr("is resolved: 2 claims now ACTIVE"));
  EXPECT_THAT(Run({"review", "resolve", first, "release", "--as", "ann",
                   "--ground", "not-owned"})
                  .out,
              HasSubstr("is resolved: 1 claim now RELEASED"));
  EXPECT_TRUE(Cases().empty());
  std::map<std::string, int> actions;
  for (const std::string& line :
       LinesOf(Run({"screenings", "list", "--json"}).out)) {
    ++actions[v1::Decision::Action_Name(
        FromJson<v1::Screening>(line).decision().action())];
  }
  EXPECT_EQ(actions,
            (std::map<std::string, int>{{"ALLOW", 1}, {"TAKEDOWN", 2}}));
  const Outcome gone = Try({"review", "show", first});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("there is no such case, or it is resolved"));
  StopServer();
  Run({"db", "verify"});
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class review_second_opinion_journey : public review_two_moderators_journey {};

TEST_P(review_second_opinion_journey, CaseIsResolvedOnceTwoSayTheSame) {
  StopServer();
  StartServer({"--second-opinion", "high"});
  Ffmpeg(folder_, {"-ss", "8", "-t", "6", "-i", "lark.wav", "short.wav"});
  Run({"screen", "short.wav", "--account", "other"});
  ASSERT_EQ(Cases().size(), 1u);
  const std::string name = Cases()[0].name();
  const auto resolve = [&](const std::string& moderator,
                           std::vector<std::string> words) {
    const std::string seen =
        Run({"review", "take", name, "--as", moderator}).out;
    words.insert(words.begin(), {"review", "resolve", name, "--as", moderator});
    return seen + Run(words).out;
  };
  EXPECT_THAT(resolve("ann", {"uphold", "--comment", "Same take."}),
              AllOf(HasSubstr("none yet: two moderators must agree"),
                    HasSubstr("waits for another moderator to say the same")));
  ExpectAction(v1::Decision::REVIEW);
  EXPECT_THAT(Run({"review", "list"}).out, HasSubstr("UPHOLD"));
  EXPECT_THAT(Try({"review", "take", name, "--as", "ann "}).err,
              HasSubstr("moderator must be without blanks around it, got"));
  // Nobody goes round it.
  const Outcome alone = Try({"claims", "decide", Cases()[0].claim().name(),
                             "release", "--ground", "exception"});
  EXPECT_EQ(alone.exit_code, 1);
  EXPECT_THAT(alone.err, HasSubstr("two moderators must agree on this"));
  EXPECT_THAT(resolve("bob", {"release", "--ground", "exception"}),
              AllOf(HasSubstr("ann: UPHOLD, TAKEDOWN: Same take."),
                    HasSubstr("waits for another moderator")));
  EXPECT_THAT(resolve("cid", {"uphold"}),
              AllOf(HasSubstr("bob: RELEASE, EXCEPTION"),
                    HasSubstr("is resolved: 1 claim now ACTIVE")));
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_TRUE(Cases().empty());
  StopServer();
  Run({"db", "verify"});
  EXPECT_THAT(Try({"serve", "--second-opinion", "always"}).err,
              HasSubstr("--second-opinion is low, medium, high or highest, got "
                        "always"));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class review_unread_journey : public review_two_moderators_journey {
 protected:
  // The first so many percent of a song's file, which says at its start how
  // long it is.
  void WriteCutSong(const std::string& name, int percent) {
    WriteSong(folder_ / "whole.wav", percent, 20);
    Ffmpeg(folder_,
           {"-y", "-i", "whole.wav", "-movflags", "+faststart", "whole.m4a"});
    std::filesystem::resize_file(
        folder_ / "whole.m4a",
        std::filesystem::file_size(folder_ / "whole.m4a") * percent / 100);
    std::filesystem::rename(folder_ / "whole.m4a", folder_ / name);
  }
};

TEST_P(review_unread_journey, WhatCouldNotBeReadIsOneCaseForEachCause) {
  // Three end too early, in three places; nothing of two is media.
  for (const int percent : {50, 60, 70}) {
    const std::string name = "cut" + std::to_string(percent) + ".m4a";
    WriteCutSong(name, percent);
    Run({"screen", name, "--account", "fan"});
    ExpectAction(v1::Decision::REVIEW);
  }
  for (const char* name : {"a.txt", "b.txt"}) {
    WriteText(folder_ / name, std::string("no media: ") + name);
    EXPECT_NE(Try({"screen", name, "--account", "fan"}).exit_code, 0);
  }
  const std::vector<v1::Case> cases = Cases();
  ASSERT_EQ(cases.size(), 2u);
  const v1::Case& cut =
      cases[0].unread().file_count() == 0 ? cases[0] : cases[1];
  const v1::Case& text =
      cases[0].unread().file_count() == 0 ? cases[1] : cases[0];
  EXPECT_EQ(cut.unread().screenings_size(), 3);
  EXPECT_EQ(text.unread().file_count(), 2);
  EXPECT_THAT(Run({"review", "list"}).out,
              AllOf(HasSubstr("UNREAD"), HasSubstr("cannot be decoded at N s"),
                    HasSubstr("the file is not media of a known format")));
  EXPECT_THAT(Run({"review", "take", cut.name(), "--as", "ann"}).out,
              AllOf(HasSubstr("cannot be decoded at N s"),
                    HasSubstr("Not all of the audio could be seen"),
                    HasSubstr("uphold --action takedown"),
                    HasSubstr("uphold --action licensing-required")));
  EXPECT_THAT(Run({"review", "resolve", cut.name(), "release", "--as", "ann",
                   "--ground", "permitted"})
                  .out,
              HasSubstr("is resolved: 3 that could not be seen"));
  ExpectAction(v1::Decision::ALLOW);
  Run({"review", "take", text.name(), "--as", "ann"});
  const Outcome upheld =
      Try({"review", "resolve", text.name(), "uphold", "--as", "ann"});
  EXPECT_EQ(upheld.exit_code, 1);
  EXPECT_THAT(upheld.err, HasSubstr("nothing was screened"));
  Run({"review", "resolve", text.name(), "release", "--as", "ann", "--ground",
       "not-owned"});
  EXPECT_TRUE(Cases().empty());
  StopServer();
  Run({"db", "verify"});
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class acknowledgement_metrics_journey : public ClaimJourney {
 protected:
  // What monitoring is told.
  std::string Metrics() {
    return RunIn(folder_,
                 {"python3", "-c",
                  "import sys, urllib.request as r\n"
                  "r.install_opener(r.build_opener(r.ProxyHandler({})))"
                  "\nprint(r.urlopen(sys.argv[1]).read().decode())",
                  server_->metrics()})
        .out;
  }
};

TEST_P(acknowledgement_metrics_journey, MetricsCountWhatIsYetToBeTakenDown) {
  StopServer();
  StartServer({"--metrics", "127.0.0.1:0"});
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("\nearmark_unacknowledged_takedowns 1\n"),
                    Not(HasSubstr("takedown_seconds 0\n"))));
  Run({"screenings", "acknowledge", TheScreening().name(), "--revision", "1"});
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("\nearmark_unacknowledged_takedowns 0\n"),
                    HasSubstr("takedown_seconds 0\n"),
                    HasSubstr("\nearmark_unacknowledged_changes 0\n")));
  // What waits to be put back is no takedown.
  Do("claims", "release");
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("\nearmark_unacknowledged_takedowns 0\n"),
                    HasSubstr("\nearmark_unacknowledged_changes 1\n")));
  // The port is taken.
  const std::string port =
      server_->metrics().substr(std::string("http://").size());
  const TemporaryFolder other;
  const Outcome second =
      Earmark(other, {"serve", "--listen", "127.0.0.1:0", "--metrics",
                      port.substr(0, port.find('/'))});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("cannot listen for metrics on 127.0.0.1"));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class decision_change_journey : public ClaimJourney {
 protected:
  // A table row for each upload that waits for the platform, without the
  // headings.
  std::vector<std::string> Changes() {
    std::vector<std::string> lines =
        LinesOf(Run({"screenings", "list", "--unacknowledged"}).out);
    lines.erase(lines.begin());
    return lines;
  }

  void Acknowledge(int revision) {
    Run({"screenings", "acknowledge", TheScreening().name(), "--revision",
         std::to_string(revision)});
  }
};

TEST_P(decision_change_journey, PlatformLearnsOfEachChangeUntilItCarriedItOut) {
  EXPECT_THAT(Changes(), ElementsAre(HasSubstr("TAKEDOWN")));
  Acknowledge(1);
  EXPECT_THAT(Changes(), testing::IsEmpty());
  // What is objected to returns until a person has looked, or waits for one.
  Do("disputes", "open", Objecting("I recorded it."));
  EXPECT_THAT(Changes(),
              ElementsAre(testing::ContainsRegex("REVIEW +TAKEDOWN +2 +" +
                                                 TheScreening().upload_id())));
  // The one after that replaces it.
  Do("claims", "release");
  EXPECT_THAT(Changes(),
              ElementsAre(testing::ContainsRegex("ALLOW +TAKEDOWN +3 ")));
  Acknowledge(2);
  EXPECT_THAT(Changes(),
              ElementsAre(testing::ContainsRegex("ALLOW +REVIEW +3 ")));
  Acknowledge(3);
  EXPECT_THAT(Changes(), testing::IsEmpty());
  // What was allowed from the start, and is to be taken down since.
  WriteSong(folder_ / "wren.wav", 9, 30);
  Run({"screen", "wren.wav", "--account", "fan"});
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Changes(), testing::IsEmpty());
  Run({"works", "add", "wren", "wren.wav", "--title", "The Wren", "--owner",
       "bluebird"});
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_THAT(Changes(),
              ElementsAre(testing::ContainsRegex("TAKEDOWN +ALLOW +2 ")));
  Acknowledge(2);
  EXPECT_THAT(Changes(), testing::IsEmpty());
  StopServer();
  Run({"db", "verify"});
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class deletion_and_territory_change_journey : public ClaimJourney {};

TEST_P(deletion_and_territory_change_journey, ClaimsFollowTheUpload) {
  const std::string name = TheScreening().name();
  Run({"ownerships", "set", "lark", "bluebird", "--territories", "US"});
  ExpectByTerritory(testing::UnorderedElementsAre(
      testing::Pair("001", "ALLOW"), testing::Pair("US", "TAKEDOWN")));
  EXPECT_EQ(
      LinesOf(Run({"screenings", "list", "--unacknowledged", "--json"}).out)
          .size(),
      1u);
  Run({"screenings", "acknowledge", name, "--revision", "2"});
  EXPECT_EQ(Run({"screenings", "list", "--unacknowledged", "--json"}).out, "");

  // Where the owner has no rights, nothing is claimed.
  EXPECT_THAT(
      Run({"screenings", "publish", name, "--territories", "DE,AT"}).out,
      HasSubstr("ALLOW"));
  EXPECT_EQ(State(), "EXPIRED");
  Run({"screenings", "publish", name, "--territories", "WORLD"});
  EXPECT_EQ(State(), "ACTIVE");
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_EQ(
      LinesOf(Run({"screenings", "list", "--unacknowledged", "--json"}).out)
          .size(),
      1u);

  Do("disputes", "open", Objecting("I recorded it."));
  EXPECT_EQ(LinesOf(Run({"review", "list", "--json"}).out).size(), 0u);
  Run({"screenings", "withdraw", name});
  EXPECT_EQ(State(), "EXPIRED");
  EXPECT_TRUE(TheScreening().has_withdraw_time());
  EXPECT_EQ(Run({"screenings", "list", "--unacknowledged", "--json"}).out, "");
  const Outcome late =
      Try({"screenings", "publish", name, "--territories", "US"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.err, HasSubstr("was withdrawn at"));
  // Rights change, and the upload is left alone.
  const int revision = TheScreening().decision().revision();
  Run({"owners", "update", "bluebird", "--policy", "track"});
  EXPECT_EQ(TheScreening().decision().revision(), revision);
  StopServer();
  Run({"db", "verify"});
}

TEST_P(claim_dispute_released_journey, SameBytesOfTheSameAccountAreLetGo) {
  Do("disputes", "open", Objecting("I recorded it."));
  Do("claims", "decide", {"release", "--ground", "wrong-match"});
  ExpectAction(v1::Decision::ALLOW);
  // Others have nothing of that, nor has another upload of this account.
  Run({"screen", "upload.mp3", "--account", "stranger", "--again"});
  ExpectAction(v1::Decision::TAKEDOWN);
  Run({"screen", "lark.wav", "--account", "fan"});
  ExpectAction(v1::Decision::TAKEDOWN);
  Run({"screen", "upload.mp3", "--account", "fan", "--again"});
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Rules(), ElementsAre("CLAIM_OVER"));
  EXPECT_THAT(Run({"claims", "list", "--screening", TheScreening().name()}).out,
              HasSubstr("RELEASED"));
  StopServer();
  Run({"db", "verify"});
}

INSTANTIATE_TEST_SUITE_P(Modes, claim_dispute_released_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, review_two_moderators_journey, testing::Bool(),
                         ModeOf);
// These are about what `serve` is told.
INSTANTIATE_TEST_SUITE_P(Modes, review_second_opinion_journey,
                         testing::Values(true), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, acknowledgement_metrics_journey,
                         testing::Values(true), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, decision_change_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, review_unread_journey, testing::Bool(), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, deletion_and_territory_change_journey,
                         testing::Bool(), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, claim_upheld_appeal_journey, testing::Bool(),
                         ModeOf);

}  // namespace
}  // namespace earmark::cli
