#include "takedown/statement.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using AutomatedDecision = StatementOfReasons::AutomatedDecision;
using Measure = StatementOfReasons::Measure;
using Rule = Decision::Reason::Rule;

const absl::Time kTime =
    absl::FromCivil(absl::CivilHour(2026, 3, 1, 10), absl::UTCTimeZone());

Decision::Reason ReasonOf(Action action, const std::string& explanation,
                          const TerritorySet& territories = {},
                          Rule rule = Rule::kOwnerPolicy) {
  return {.rule = rule,
          .action = action,
          .work = index::WorkId{"lark"},
          .territories = territories,
          .explanation = explanation};
}

// Takedown in Germany, review in the rest of the world, a licence in France.
Screening SampleScreening() {
  Screening screening;
  screening.id = {"01abc"};
  screening.create_time = kTime;
  screening.decision.action = Action::kTakedown;
  screening.decision.territory_actions = {{kRestOfWorld, Action::kReview},
                                          {"DE", Action::kTakedown},
                                          {"FR", Action::kAllow}};
  screening.decision.reasons = {
      ReasonOf(Action::kTakedown, "Takedown.", TerritorySet::Of({"DE"})),
      ReasonOf(Action::kReview, "Review."),
      ReasonOf(Action::kAllow, "Licence.", TerritorySet::Of({"FR"}),
               Rule::kLicence)};
  return screening;
}

TEST(StatementTest, EachMeasureHasItsPlacesAndItsFacts) {
  const auto statements = StatementsOf(SampleScreening(), {});
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].id, "01abc-1-takedown");
  EXPECT_EQ(statements[0].measure, Measure::kTakedown);
  EXPECT_EQ(statements[0].territories, TerritorySet::Of({"DE"}));
  EXPECT_THAT(statements[0].facts, ElementsAre("Takedown. (in DE)"));
  EXPECT_EQ(statements[0].start, kTime);
  EXPECT_TRUE(statements[0].automated_detection);
  EXPECT_EQ(statements[0].automated_decision, AutomatedDecision::kFully);
  EXPECT_EQ(statements[1].id, "01abc-1-review");
  EXPECT_EQ(statements[1].measure, Measure::kReview);
  EXPECT_EQ(statements[1].territories, TerritorySet::AllBut({"DE", "FR"}));
  EXPECT_THAT(statements[1].facts, ElementsAre("Review."));
}

TEST(StatementTest, NothingIsSaidWhereNothingIsRestricted) {
  Screening screening = SampleScreening();
  screening.decision.territory_actions = {{kRestOfWorld, Action::kTrack},
                                          {"FR", Action::kAllow}};
  EXPECT_THAT(StatementsOf(screening, {}), IsEmpty());
  screening.decision.territory_actions = {{kRestOfWorld, Action::kReview}};
  EXPECT_EQ(StatementsOf(screening, {}).size(), 1u);
  screening.decision.publish_meanwhile = true;
  EXPECT_THAT(StatementsOf(screening, {}), IsEmpty());
}

TEST(StatementTest, OnlyTerritoriesOfPublicationAreNamed) {
  Screening screening = SampleScreening();
  screening.facts.territories = TerritorySet::Of({"AT", "DE"});
  screening.decision.territory_actions = {{"AT", Action::kLicensingRequired},
                                          {"DE", Action::kTakedown}};
  screening.decision.reasons = {
      ReasonOf(Action::kTakedown, "Takedown.", TerritorySet::Of({"DE"})),
      ReasonOf(Action::kLicensingRequired, "Pay.", TerritorySet::Of({"AT"}))};
  const auto statements = StatementsOf(screening, {});
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[1].measure, Measure::kLicensingRequired);
  EXPECT_EQ(statements[1].territories, TerritorySet::Of({"AT"}));
}

TEST(StatementTest, RevisionHasItsOwnStatementsFromWhenItBegan) {
  Screening screening = SampleScreening();
  screening.earlier_decisions = {
      {.decision = {}, .end_time = kTime + absl::Hours(1), .cause = ""},
      {.decision = {}, .end_time = kTime + absl::Hours(30), .cause = ""}};
  screening.decision.revision = 3;
  const auto statements = StatementsOf(screening, {});
  EXPECT_EQ(statements[0].id, "01abc-3-takedown");
  EXPECT_EQ(statements[0].start, kTime + absl::Hours(30));
}

TEST(StatementTest, WhatAPersonDecidedIsNotCalledAutomated) {
  Screening screening = SampleScreening();
  screening.decision.reasons[0].rule = Rule::kVerdict;
  EXPECT_EQ(StatementsOf(screening, {})[0].automated_decision,
            AutomatedDecision::kNot);
  screening.decision.reasons.push_back(
      ReasonOf(Action::kTakedown, "Another.", TerritorySet::Of({"DE"})));
  const StatementOfReasons both = StatementsOf(screening, {})[0];
  EXPECT_EQ(both.automated_decision, AutomatedDecision::kPartially);
  EXPECT_EQ(both.facts.size(), 2u);
}

TEST(StatementTest, LetterSaysAllThatTheLawWants) {
  const StatementSettings settings{.legal_ground = "the law",
                                   .complaints = "https://example.org/object",
                                   .dispute_bodies = "https://example.org/ods"};
  const std::string text =
      StatementText(StatementsOf(SampleScreening(), settings)[0], "clip.mp4");
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Your upload clip.mp4 is not shown, in DE, from "
                      "2026-03-01 10:00 UTC until this decision is changed."),
            HasSubstr("Why: Takedown. (in DE)\n"),
            HasSubstr("Machines found this, and decided it."),
            HasSubstr("do not allow this use"),
            HasSubstr("The ground is the law."),
            HasSubstr("within six months, free of charge, at "
                      "https://example.org/object"),
            HasSubstr("https://example.org/ods"), HasSubstr("court")));
  // No word of scores, and none of the account.
  EXPECT_THAT(text, Not(HasSubstr("score")));
}

TEST(StatementTest, WhatCouldNotBeSeenIsNotCalledAnInfringement) {
  Screening screening = SampleScreening();
  screening.decision.territory_actions = {{kRestOfWorld, Action::kReview}};
  screening.decision.reasons = {{.rule = Rule::kNotSeen,
                                 .action = Action::kReview,
                                 .explanation = "The audio is damaged."}};
  const auto statements = StatementsOf(screening, {});
  ASSERT_EQ(statements.size(), 1u);
  EXPECT_THAT(statements[0].explanation, HasSubstr("could not be seen"));
}

TEST(StatementTest, WhatANoticeLedToIsNoDoingOfMachines) {
  Screening screening;
  screening.id = {"01abc"};
  screening.create_time = kTime;
  screening.decision.action = Action::kTakedown;
  screening.decision.territory_actions = {{kRestOfWorld, Action::kTakedown}};
  Decision::Reason reason{.rule = Rule::kNotice,
                          .action = Action::kTakedown,
                          .notice = {"n1"},
                          .explanation = "A notice."};
  screening.decision.reasons = {reason};
  Claim claim;
  claim.notice = {"n1"};
  claim.notice_law = Notice::Law::kDmca;
  screening.claims = {claim};
  const StatementOfReasons by_notice = StatementsOf(screening, {}).at(0);
  EXPECT_EQ(by_notice.notice_law, Notice::Law::kDmca);
  EXPECT_FALSE(by_notice.automated_detection);
  EXPECT_EQ(by_notice.automated_decision, AutomatedDecision::kNot);
  EXPECT_THAT(StatementText(by_notice, "a.mp4"),
              AllOf(HasSubstr("Nothing of this was found or decided by "
                              "machines"),
                    HasSubstr("counter-notice"), HasSubstr("512(f)")));

  // Beside a match, machines had a part in it.
  screening.decision.reasons.push_back(ReasonOf(Action::kTakedown, "A match."));
  const StatementOfReasons both = StatementsOf(screening, {}).at(0);
  EXPECT_TRUE(both.automated_detection);
  EXPECT_EQ(both.automated_decision, AutomatedDecision::kPartially);
  screening.claims[0].notice_law = Notice::Law::kDsa;
  EXPECT_EQ(StatementsOf(screening, {}).at(0).notice_law, Notice::Law::kDsa);
}

}  // namespace
}  // namespace earmark::takedown
