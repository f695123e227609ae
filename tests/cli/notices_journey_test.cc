// Notices of infringing material, as strangers, moderators and uploaders know
// them: the real program with real media, once on its own database, and once
// with a server. Its clock is moved where weeks must pass.
#include <string>
#include <vector>

#include "earmark/v1/claim_service.pb.h"
#include "earmark/v1/notice_service.pb.h"
#include "earmark/v1/review_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/rights_journey.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// After ten whole business days, whichever holidays there are; and before.
constexpr int kTenBusinessDays = 22;
constexpr int kFewerDays = 9;

class NoticeJourney : public RightsJourney {
 protected:
  // Screens a song that nobody registered, of the account "fan", and returns
  // the name of the screening.
  std::string ScreenUnregistered() {
    WriteSong(folder_ / "finch.wav", 7, 20);
    Run({"screen", "finch.wav", "--account", "fan"});
    EXPECT_EQ(Decision().action(), v1::Decision::ALLOW);
    return TheScreening().name();
  }

  // All that a sender can say, by 17 USC 512(c)(3), about `location`.
  static std::vector<std::string> Saying(const std::string& location) {
    return {"--location",  location,    "--work",       "The Finch",
            "--name",      "Ann Owner", "--email",      "ann@x.example",
            "--signature", "Ann Owner", "--good-faith", "--accurate",
            "--authorised"};
  }

  Outcome Send(std::vector<std::string> words) {
    words.insert(words.begin(), {"notices", "send"});
    return Try(words);
  }

  // The newest.
  v1::Notice TheNotice() {
    const std::string name =
        FromJson<v1::Notice>(
            LinesOf(Run({"notices", "list", "--json"}).out).at(0))
            .name();
    return FromJson<v1::Notice>(
        LinesOf(Run({"notices", "show", name, "--json"}).out).at(0));
  }

  std::vector<std::string> Cases() {
    std::vector<std::string> names;
    for (const std::string& line :
         LinesOf(Run({"review", "list", "--json"}).out)) {
      names.push_back(FromJson<v1::Case>(line).name());
    }
    return names;
  }

  // Returns what the moderator sees before it decides on the only case.
  std::string Resolve(std::vector<std::string> decision) {
    const std::string name = Cases().at(0);
    std::string seen = Run({"review", "take", name, "--as", "mod"}).out;
    decision.insert(decision.begin(),
                    {"review", "resolve", name, "--as", "mod"});
    Run(decision);
    return seen;
  }

  std::string StateOf(const std::string& claim) {
    return v1::Claim::State_Name(
        FromJson<v1::Claim>(
            LinesOf(Run({"claims", "show", claim, "--json"}).out).at(0))
            .state());
  }

  // A line for each upload of which the platform has yet to carry something
  // out.
  std::vector<std::string> Waiting() {
    std::vector<std::string> lines =
        LinesOf(Run({"screenings", "list", "--unacknowledged"}).out);
    lines.erase(lines.begin());
    return lines;
  }

  size_t StrikeCount() {
    return static_cast<size_t>(
        FromJson<v1::StateStrikesResponse>(
            LinesOf(Run({"strikes", "show", "fan", "--json"}).out).at(0))
            .strikes_size());
  }
};

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class notice_counter_notice_reinstated_journey : public NoticeJourney {
 protected:
  // Has the upload taken down by a notice, and a counter-notice sent.
  void CounterNotice() {
    const std::string upload = ScreenUnregistered();
    const Outcome sent = Send(Saying(upload));
    EXPECT_EQ(sent.exit_code, 0) << sent.err;
    claim_ = upload + "/claims/1";
    // Nothing is taken down before a person has looked.
    ExpectAction(v1::Decision::ALLOW);
    EXPECT_THAT(Resolve({"uphold"}),
                AllOf(HasSubstr("The Finch"), HasSubstr("Ann Owner"),
                      HasSubstr("may act for the owner")));
    ExpectAction(v1::Decision::TAKEDOWN);
    EXPECT_THAT(Rules(), ElementsAre("NOTICE", "NO_MATCH"));
    EXPECT_EQ(StrikeCount(), 1u);
    EXPECT_THAT(Run({"statements", "show", upload}).out,
                AllOf(HasSubstr("Somebody sent a notice"),
                      HasSubstr("You can also send a counter-notice")));
    EXPECT_THAT(Run({"counter-notices", "send", claim_, "--name", "Fay Fan",
                     "--address", "Lane 1", "--telephone", "1", "--signature",
                     "Fay Fan", "--material", "my finch", "--location", "v/1",
                     "--mistake", "--jurisdiction", "--service-of-process"})
                    .out,
                HasSubstr("COUNTER_NOTICED"));
  }

  std::string claim_;
};

TEST_P(notice_counter_notice_reinstated_journey, UploadReturnsInItsTime) {
  CounterNotice();
  // Who sent the notice gets a copy, and the instant.
  EXPECT_THAT(TheNotice().decision(),
              AllOf(HasSubstr("Fay Fan, Lane 1"), HasSubstr("returns at 20")));
  TravelTo(kFewerDays);
  ExpectAction(v1::Decision::TAKEDOWN);
  TravelTo(kTenBusinessDays);
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_EQ(StateOf(claim_), "REINSTATED");
  EXPECT_THAT(TheNotice().decision(),
              HasSubstr("is shown again, after a counter-notice"));
  EXPECT_EQ(StrikeCount(), 0u);
  StopServer();
  Run({"db", "verify"});
}

TEST_P(notice_counter_notice_reinstated_journey, UnlessACourtIsCalledUpon) {
  CounterNotice();
  Run({"counter-notices", "litigation", claim_, "--comment",
       "Court of Example, 1/26"});
  TravelTo(kTenBusinessDays);
  EXPECT_EQ(StateOf(claim_), "LITIGATED");
  ExpectAction(v1::Decision::TAKEDOWN);
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class notice_incomplete_journey : public NoticeJourney {};

TEST_P(notice_incomplete_journey, SenderIsToldWhatIsMissingUntilItIsThere) {
  const std::string upload = ScreenUnregistered();
  const Outcome sent =
      Send({"--location", upload, "--work", "The Finch", "--name", "Ann Owner",
            "--email", "ann@x.example", "--accurate"});
  EXPECT_EQ(sent.exit_code, 1);
  EXPECT_THAT(sent.err, HasSubstr("`earmark notices complete "));
  EXPECT_THAT(
      sent.out,
      AllOf(HasSubstr("INCOMPLETE"), HasSubstr("512(c)(3)(A)(i)"),
            HasSubstr("--signature"), HasSubstr("512(c)(3)(A)(v)"),
            HasSubstr("--good-faith"), HasSubstr("512(c)(3)(A)(vi)"),
            HasSubstr("--authorised"), Not(HasSubstr("512(c)(3)(A)(iv)"))));
  EXPECT_THAT(Cases(), IsEmpty());
  const std::string name = TheNotice().name();
  const Outcome half = Try({"notices", "complete", name, "--signature",
                            "Ann Owner", "--good-faith"});
  EXPECT_EQ(half.exit_code, 1);
  EXPECT_THAT(TheNotice().missing_elements(), SizeIs(1));
  EXPECT_THAT(Run({"notices", "complete", name, "--authorised"}).out,
              AllOf(HasSubstr("RECEIVED"), HasSubstr("A person will look")));
  EXPECT_THAT(Cases(), SizeIs(1));
  const Outcome late = Try({"notices", "complete", name, "--name", "Bo"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.err, HasSubstr("send another notice"));
  StopServer();
  Run({"db", "verify"});
}

TEST_P(notice_incomplete_journey, WhatIsWrongIsRefusedAndNotKept) {
  const Outcome nowhere = Send(Saying("screenings/nine"));
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("screenings/nine"));
  std::vector<std::string> words = Saying("https://v.example/1");
  words.insert(words.end(), {"--law", "gdpr"});
  const Outcome lawless = Send(words);
  EXPECT_EQ(lawless.exit_code, 2);
  EXPECT_THAT(lawless.err, HasSubstr("--law must be dmca or dsa, got gdpr"));
  EXPECT_THAT(Try({"notices", "show", "nine"}).err,
              HasSubstr("there is no such notice"));
  EXPECT_EQ(Run({"notices", "list", "--json"}).out, "");
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class notice_stranger_journey : public NoticeJourney {};

TEST_P(notice_stranger_journey, PersonDecidesOnAnAddressAndTellsTheSender) {
  const std::vector<std::string> words = {
      "--law",         "dsa",
      "--location",    "https://v.example/1",
      "--explanation", "It is my film, and I allowed nobody to show it.",
      "--name",        "Bo",
      "--email",       "bo@x.example",
      "--accurate"};
  const Outcome sent = Send(words);
  EXPECT_EQ(sent.exit_code, 0) << sent.err;
  EXPECT_THAT(sent.out, AllOf(HasSubstr("RECEIVED"),
                              HasSubstr("https://v.example/1: not kept back")));
  EXPECT_THAT(TheNotice().decision(), IsEmpty());
  EXPECT_THAT(Rules(), ElementsAre("NOT_SCREENED"));
  // The platform was asked for nothing yet, but for the upload before.
  EXPECT_THAT(Waiting(), SizeIs(1));
  EXPECT_THAT(Resolve({"uphold"}), HasSubstr("It is my film"));
  ExpectAction(v1::Decision::TAKEDOWN);
  EXPECT_THAT(Waiting(), testing::Contains(HasSubstr("https://v.example/1")));
  const v1::Notice upheld = TheNotice();
  EXPECT_EQ(upheld.state(), v1::Notice::DECIDED);
  EXPECT_THAT(upheld.decision(),
              AllOf(HasSubstr("https://v.example/1 is not shown any more"),
                    HasSubstr("No machine took part"),
                    HasSubstr("complain within six months")));

  // The same sender is not right again and again.
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Send(words).exit_code, 0);
    Resolve({"release", "--ground", "not-owned"});
    EXPECT_THAT(TheNotice().decision(), HasSubstr("stays, or is shown again"));
  }
  EXPECT_EQ(TheNotice().sender_record().unfounded_count(), 3);
  EXPECT_EQ(TheNotice().sender_record().advice(), v1::Notice::SUSPEND);
  // What another notice led to holds.
  ExpectAction(v1::Decision::TAKEDOWN);
  // The platform carried it out, and hears when it is to be put back.
  const auto acknowledge = [&] {
    Run({"screenings", "acknowledge", TheScreening().name(), "--revision",
         std::to_string(Decision().revision())});
  };
  acknowledge();
  EXPECT_THAT(Waiting(), SizeIs(1));
  Run({"claims", "release", upheld.materials(0).claim()});
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Waiting(), testing::Contains(testing::ContainsRegex(
                             "ALLOW +TAKEDOWN .*https://v.example/1")));
  acknowledge();
  EXPECT_THAT(Waiting(), SizeIs(1));
  StopServer();
  Run({"db", "verify"});
}

TEST_P(notice_stranger_journey, WhoDecidesSeesWhatTheUploadHolds) {
  const std::string upload = TheScreening().name();
  EXPECT_EQ(Send(Saying(upload)).exit_code, 0);
  EXPECT_THAT(Resolve({"uphold"}), HasSubstr("audio 0:"));
  // Registered owners ask for what they ask for, beside the notice.
  EXPECT_THAT(Rules(), testing::UnorderedElementsAre("NOTICE", "OWNER_POLICY"));
  EXPECT_THAT(Run({"statements", "export"}).out,
              HasSubstr("\"source_type\":\"SOURCE_TYPE_OTHER_NOTIFICATION\""));
}

// NOLINTNEXTLINE(readability-identifier-naming): called as ctest shows it.
class strike_reversed_journey : public NoticeJourney {};

TEST_P(strike_reversed_journey, WhatIsOverturnedCountsNoMore) {
  const std::string claim = TheScreening().name() + "/claims/1";
  const std::vector<std::string> objection = {"--ground", "own-work",
                                              "--statement", "I recorded it."};
  const auto object = [&](const std::string& command) {
    std::vector<std::string> words = {"disputes", command, claim};
    words.insert(words.end(), objection.begin(), objection.end());
    Run(words);
  };
  EXPECT_EQ(StrikeCount(), 0u);
  TravelTo(31);
  // Nobody contested it.
  ExpectSoon([this] { return StrikeCount(); }, testing::Eq(1u));
  EXPECT_THAT(Run({"strikes", "show", "fan"}).out, HasSubstr("warn"));
  object("open");
  EXPECT_EQ(StrikeCount(), 0u);
  Run({"claims", "decide", claim, "uphold"});
  EXPECT_EQ(StrikeCount(), 1u);
  object("appeal");
  Run({"claims", "decide", claim, "release", "--ground", "not-owned"});
  EXPECT_EQ(StrikeCount(), 0u);
  ExpectAction(v1::Decision::ALLOW);
  EXPECT_THAT(Run({"strikes", "show", "fan"}).out, Not(HasSubstr("warn")));
}

TEST_P(strike_reversed_journey, StrikesExpire) {
  TravelTo(31);
  ExpectSoon([this] { return StrikeCount(); }, testing::Eq(1u));
  TravelTo(31 + 91);
  EXPECT_EQ(StrikeCount(), 0u);
  ExpectAction(v1::Decision::TAKEDOWN);
}

INSTANTIATE_TEST_SUITE_P(Modes, notice_counter_notice_reinstated_journey,
                         testing::Bool(), ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, notice_incomplete_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, notice_stranger_journey, testing::Bool(),
                         ModeOf);
INSTANTIATE_TEST_SUITE_P(Modes, strike_reversed_journey, testing::Bool(),
                         ModeOf);

}  // namespace
}  // namespace earmark::cli
