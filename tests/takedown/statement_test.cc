#include "takedown/statement.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/claim_lifecycle.h"

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
          .owner = index::OwnerId{"sun"},
          .territories = territories,
          .explanation = explanation};
}

// Of the owner in ReasonOf, as it began.
Claim ActiveClaim() {
  Claim claim;
  claim.work = {"lark"};
  claim.owner = {"sun"};
  claim.standing = BeginClaim(ClaimState::kActive, Action::kTakedown,
                              /*moderated=*/true, kTime, {});
  return claim;
}

Claim ClaimByNotice(Notice::Law law) {
  Claim claim;
  claim.notice = {"n1"};
  claim.notice_law = law;
  claim.standing = BeginClaim(ClaimState::kNoticed, Action::kTakedown,
                              /*moderated=*/true, kTime, {});
  return claim;
}

// The claim after the event, which must be possible.
Claim After(Claim claim, ClaimEvent event, ClaimActor actor) {
  const absl::StatusOr<ClaimStanding> after =
      Advance(claim.standing, event, actor, kTime, {});
  EXPECT_TRUE(after.ok()) << after.status();
  if (after.ok()) claim.standing = *after;
  return claim;
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
  screening.claims = {ActiveClaim()};
  return screening;
}

// Taken down everywhere because of `reasons`.
Screening TakenDownBecause(std::vector<Decision::Reason> reasons) {
  Screening screening;
  screening.id = {"01abc"};
  screening.create_time = kTime;
  screening.decision.action = Action::kTakedown;
  screening.decision.territory_actions = {{kRestOfWorld, Action::kTakedown}};
  screening.decision.reasons = std::move(reasons);
  return screening;
}

Decision::Reason NoticeReason() {
  return {.rule = Rule::kNotice,
          .action = Action::kTakedown,
          .notice = {"n1"},
          .explanation = "A notice."};
}

Decision::Reason NotSeenReason(Action action) {
  return {.rule = Rule::kNotSeen,
          .action = action,
          .explanation = "The audio is damaged."};
}

// What the first statement's redress says at `now`.
std::string RedressAt(const Screening& screening, absl::Time now) {
  const StatementSettings settings{.complaints = "https://example.org/object"};
  return absl::StrJoin(StatementsOf(screening, settings, now).at(0).redress,
                       " ");
}

TEST(StatementTest, EachMeasureHasItsPlacesAndItsFacts) {
  const auto statements = StatementsOf(SampleScreening(), {}, kTime);
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
  EXPECT_THAT(StatementsOf(screening, {}, kTime), IsEmpty());
  screening.decision.territory_actions = {{kRestOfWorld, Action::kReview}};
  EXPECT_EQ(StatementsOf(screening, {}, kTime).size(), 1u);
  screening.decision.publish_meanwhile = true;
  EXPECT_THAT(StatementsOf(screening, {}, kTime), IsEmpty());
}

TEST(StatementTest, OnlyTerritoriesOfPublicationAreNamed) {
  Screening screening = SampleScreening();
  screening.facts.territories = TerritorySet::Of({"AT", "DE"});
  screening.decision.territory_actions = {{"AT", Action::kLicensingRequired},
                                          {"DE", Action::kTakedown}};
  screening.decision.reasons = {
      ReasonOf(Action::kTakedown, "Takedown.", TerritorySet::Of({"DE"})),
      ReasonOf(Action::kLicensingRequired, "Pay.", TerritorySet::Of({"AT"}))};
  const auto statements = StatementsOf(screening, {}, kTime);
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
  const auto statements = StatementsOf(screening, {}, kTime);
  EXPECT_EQ(statements[0].id, "01abc-3-takedown");
  EXPECT_EQ(statements[0].start, kTime + absl::Hours(30));
}

TEST(StatementTest, WhatAPersonDecidedIsNotCalledAutomated) {
  Screening screening = SampleScreening();
  screening.decision.reasons[0].rule = Rule::kVerdict;
  EXPECT_EQ(StatementsOf(screening, {}, kTime)[0].automated_decision,
            AutomatedDecision::kNot);
  screening.decision.reasons.push_back(
      ReasonOf(Action::kTakedown, "Another.", TerritorySet::Of({"DE"})));
  const StatementOfReasons both = StatementsOf(screening, {}, kTime)[0];
  EXPECT_EQ(both.automated_decision, AutomatedDecision::kPartially);
  EXPECT_EQ(both.facts.size(), 2u);
}

TEST(StatementTest, LetterSaysAllThatTheLawWants) {
  const StatementSettings settings{.matching = {.text = "the law"},
                                   .complaints = "https://example.org/object",
                                   .dispute_bodies = "https://example.org/ods"};
  const std::string text = StatementText(
      StatementsOf(SampleScreening(), settings, kTime)[0], "clip.mp4");
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Your upload clip.mp4 is not shown, in DE, from "
                      "2026-03-01 10:00 UTC until this decision is changed."),
            HasSubstr("Why: Takedown. (in DE)\n"),
            HasSubstr("Machines found this, and decided it."),
            HasSubstr("do not allow this use"),
            HasSubstr("The ground is the law."),
            // 184 days after it was decided.
            HasSubstr("You can object until 2026-09-01 10:00 UTC, free of "
                      "charge, at https://example.org/object"),
            HasSubstr("A person decides."),
            HasSubstr("https://example.org/ods"), HasSubstr("court")));
  // No word of scores, and none of the account.
  EXPECT_THAT(text, Not(HasSubstr("score")));
}

TEST(StatementTest, WhatCouldNotBeSeenIsNotCalledAnInfringement) {
  Screening screening = SampleScreening();
  screening.decision.territory_actions = {{kRestOfWorld, Action::kReview}};
  screening.decision.reasons = {NotSeenReason(Action::kReview)};
  screening.claims.clear();
  const auto statements = StatementsOf(screening, {}, kTime);
  ASSERT_EQ(statements.size(), 1u);
  EXPECT_TRUE(statements[0].not_seen);
  EXPECT_EQ(statements[0].ground.kind, StatementGround::Kind::kTerms);
  EXPECT_THAT(StatementText(statements[0], ""),
              AllOf(HasSubstr("could not be seen whether"),
                    HasSubstr("not compatible with the terms"),
                    HasSubstr("waits for a person"),
                    Not(HasSubstr("do not allow")), Not(HasSubstr("2001/29"))));
  // Nobody claims it: there is no deadline, but somebody who decides.
  EXPECT_THAT(
      RedressAt(screening, kTime + absl::Hours(24 * 400)),
      AllOf(HasSubstr("A person looks at what could not be seen"),
            HasSubstr("You can object, free of charge, at "
                      "https://example.org/object. A person decides.")));
}

TEST(StatementTest, WhatAPersonSawIsNotCalledUnseen) {
  const StatementOfReasons statement =
      StatementsOf(TakenDownBecause(
                       {{.rule = Rule::kVerdict, .action = Action::kTakedown}}),
                   {}, kTime)
          .at(0);
  EXPECT_FALSE(statement.not_seen);
  EXPECT_EQ(statement.ground.kind, StatementGround::Kind::kLaw);
  EXPECT_THAT(statement.explanation, HasSubstr("A person looked"));
}

TEST(StatementTest, GroundIsThatOfTheStrongestCause) {
  const StatementSettings settings{.dmca_notice = {.text = "dmca"},
                                   .dsa_notice = {.text = "dsa"},
                                   .matching = {.text = "matching"},
                                   .not_seen = {.text = "not seen"}};
  const auto ground = [&](std::vector<Decision::Reason> reasons,
                          Notice::Law law = Notice::Law::kDsa) {
    Screening screening = TakenDownBecause(std::move(reasons));
    screening.claims = {ClaimByNotice(law)};
    return StatementsOf(screening, settings, kTime).at(0).ground.text;
  };
  const Decision::Reason match = ReasonOf(Action::kTakedown, "A match.");
  const Decision::Reason unseen = NotSeenReason(Action::kTakedown);
  EXPECT_EQ(ground({match, unseen, NoticeReason()}), "dsa");
  EXPECT_EQ(ground({match, NoticeReason()}, Notice::Law::kDmca), "dmca");
  EXPECT_EQ(ground({unseen, match}), "matching");
  EXPECT_EQ(ground({unseen}), "not seen");
}

TEST(StatementTest, TermsAreNotCalledTheLaw) {
  StatementSettings settings;
  settings.matching = {.kind = StatementGround::Kind::kTerms,
                       .text = "section 4"};
  const StatementOfReasons on_terms =
      StatementsOf(SampleScreening(), settings, kTime).at(0);
  EXPECT_EQ(on_terms.ground.kind, StatementGround::Kind::kTerms);
  EXPECT_THAT(
      StatementText(on_terms, ""),
      AllOf(HasSubstr("do not allow this use"),
            HasSubstr("That is not compatible with the terms of the platform. "
                      "The ground in the terms of the platform is section 4."),
            Not(HasSubstr("2001/29"))));
  EXPECT_THAT(
      StatementText(StatementsOf(SampleScreening(), {}, kTime).at(0), ""),
      AllOf(HasSubstr("2001/29"), Not(HasSubstr("the terms"))));
}

TEST(StatementTest, WhatANoticeLedToIsNoDoingOfMachines) {
  Screening screening = TakenDownBecause({NoticeReason()});
  screening.claims = {After(ClaimByNotice(Notice::Law::kDmca),
                            ClaimEvent::kUphold, ClaimActor::kModerator)};
  const StatementOfReasons by_notice = StatementsOf(screening, {}, kTime).at(0);
  EXPECT_EQ(by_notice.notice_law, Notice::Law::kDmca);
  EXPECT_FALSE(by_notice.automated_detection);
  EXPECT_EQ(by_notice.automated_decision, AutomatedDecision::kNot);
  EXPECT_THAT(StatementText(by_notice, "a.mp4"),
              AllOf(HasSubstr("Nothing of this was found or decided by "
                              "machines"),
                    HasSubstr("counter-notice"), HasSubstr("512(f)")));

  // Beside a match, machines had a part in it.
  screening.decision.reasons.push_back(ReasonOf(Action::kTakedown, "A match."));
  const StatementOfReasons both = StatementsOf(screening, {}, kTime).at(0);
  EXPECT_TRUE(both.automated_detection);
  EXPECT_EQ(both.automated_decision, AutomatedDecision::kPartially);
  screening.claims[0].notice_law = Notice::Law::kDsa;
  EXPECT_EQ(StatementsOf(screening, {}, kTime).at(0).notice_law,
            Notice::Law::kDsa);
}

TEST(StatementTest, ObjectionIsOfferedAsLongAsAClaimCanBeContested) {
  constexpr absl::Duration kDay = absl::Hours(24);
  Screening screening =
      TakenDownBecause({ReasonOf(Action::kTakedown, "A match.")});
  screening.claims = {ActiveClaim()};
  EXPECT_THAT(RedressAt(screening, kTime + 184 * kDay - absl::Seconds(1)),
              HasSubstr("You can object until 2026-09-01 10:00 UTC"));
  EXPECT_THAT(RedressAt(screening, kTime + 184 * kDay),
              AllOf(Not(HasSubstr("You can object")),
                    HasSubstr("dispute settlement"), HasSubstr("court")))
      << "the rest is still possible";

  // Of two claims, the one that can be contested longer counts; of none that is
  // not behind the measure.
  Decision::Reason other = ReasonOf(Action::kTakedown, "Another.");
  other.owner = {"moon"};
  screening.decision.reasons.push_back(other);
  Claim later = ActiveClaim();
  later.owner = {"moon"};
  later.standing.contest_until += 10 * kDay;
  Claim unconcerned = ActiveClaim();
  unconcerned.work = {"finch"};
  unconcerned.standing.contest_until += 99 * kDay;
  screening.claims.insert(screening.claims.end(), {later, unconcerned});
  for (const absl::Time now : {kTime, kTime + 190 * kDay}) {
    EXPECT_THAT(RedressAt(screening, now),
                HasSubstr("You can object until 2026-09-11 10:00 UTC"));
  }
}

TEST(StatementTest, NoObjectionIsOfferedTwice) {
  Screening screening =
      TakenDownBecause({ReasonOf(Action::kTakedown, "A match.")});
  const Claim disputed =
      After(ActiveClaim(), ClaimEvent::kDispute, ClaimActor::kUploader);
  const Claim upheld =
      After(disputed, ClaimEvent::kUphold, ClaimActor::kModerator);
  const Claim appealed =
      After(upheld, ClaimEvent::kAppeal, ClaimActor::kUploader);
  const Claim noticed =
      After(appealed, ClaimEvent::kUphold, ClaimActor::kModerator);
  const auto redress = [&](const Claim& claim) {
    screening.claims = {claim};
    return RedressAt(screening, kTime);
  };
  EXPECT_THAT(redress(disputed), AllOf(Not(HasSubstr("You can object")),
                                       HasSubstr("waits to be decided on")));
  EXPECT_THAT(redress(upheld), AllOf(HasSubstr("You can object until"),
                                     Not(HasSubstr("waits"))));
  EXPECT_THAT(redress(appealed), AllOf(Not(HasSubstr("You can object")),
                                       HasSubstr("waits to be decided on")));
  // An owner's claim that came so far can be answered as a notice can.
  EXPECT_THAT(redress(noticed),
              AllOf(Not(HasSubstr("You can object")), Not(HasSubstr("waits")),
                    HasSubstr("counter-notice")));
}

TEST(StatementTest, CounterNoticeIsOfferedWhereItCanBeSent) {
  for (const Notice::Law law : {Notice::Law::kDmca, Notice::Law::kDsa}) {
    Screening screening = TakenDownBecause({NoticeReason()});
    screening.claims = {
        After(ClaimByNotice(law), ClaimEvent::kUphold, ClaimActor::kModerator)};
    EXPECT_THAT(RedressAt(screening, kTime),
                AllOf(HasSubstr("You can object until"),
                      HasSubstr("send a counter-notice")));
    screening.claims = {After(screening.claims[0], ClaimEvent::kCounterNotice,
                              ClaimActor::kUploader)};
    EXPECT_THAT(RedressAt(screening, kTime),
                AllOf(Not(HasSubstr("You can object")),
                      Not(HasSubstr("send a counter-notice"))));
  }
  EXPECT_THAT(RedressAt(SampleScreening(), kTime),
              Not(HasSubstr("counter-notice")));
}

TEST(StatementTest, WhereNobodyElseMustTheClaimantDecides) {
  Screening screening =
      TakenDownBecause({ReasonOf(Action::kTakedown, "A match.")});
  screening.claims = {ActiveClaim()};
  screening.claims[0].standing.moderated = false;
  EXPECT_THAT(RedressAt(screening, kTime),
              AllOf(HasSubstr("Who claims the work must answer"),
                    Not(HasSubstr("A person decides"))));
}

// Takedown in Germany, then everywhere but there, then nothing.
Screening LiftedScreening() {
  Screening screening = TakenDownBecause({});
  Decision first = screening.decision;
  first.territory_actions = {{"AT", Action::kAllow}, {"DE", Action::kTakedown}};
  first.reasons = {
      ReasonOf(Action::kTakedown, "First.", TerritorySet::Of({"DE"}))};
  Decision second = screening.decision;
  second.revision = 2;
  second.territory_actions = {{kRestOfWorld, Action::kReview},
                              {"DE", Action::kTrack}};
  second.reasons = {ReasonOf(Action::kReview, "Second.")};
  screening.earlier_decisions = {
      {.decision = first, .end_time = kTime + absl::Hours(1), .cause = "New."},
      {.decision = second,
       .end_time = kTime + absl::Hours(30),
       .cause = "No."}};
  screening.decision.revision = 3;
  screening.decision.action = Action::kAllow;
  screening.decision.territory_actions = {{"FR", Action::kAllow}};
  screening.decision.reasons = {ReasonOf(Action::kAllow, "Released.")};
  screening.facts.territories = TerritorySet::Of({"FR"});
  screening.claims = {
      After(ActiveClaim(), ClaimEvent::kRelease, ClaimActor::kModerator)};
  return screening;
}

TEST(StatementTest, WhatWasLiftedIsStatedAsItWas) {
  const Screening screening = LiftedScreening();
  EXPECT_THAT(StatementsOf(screening, {}, kTime), IsEmpty());
  const auto earlier = EarlierStatementsOf(screening, {}, kTime);
  ASSERT_EQ(earlier.size(), 2u);
  EXPECT_EQ(earlier[0].id, "01abc-2-review");
  EXPECT_EQ(earlier[0].start, kTime + absl::Hours(1));
  EXPECT_EQ(earlier[0].end, kTime + absl::Hours(30));
  // Where it was published then, though it is no more.
  EXPECT_EQ(earlier[0].territories, TerritorySet::AllBut({"DE"}));
  EXPECT_EQ(earlier[1].id, "01abc-1-takedown");
  EXPECT_EQ(earlier[1].start, kTime);
  EXPECT_EQ(earlier[1].end, kTime + absl::Hours(1));
  EXPECT_EQ(earlier[1].territories, TerritorySet::Of({"DE"}));
  EXPECT_THAT(earlier[1].facts, ElementsAre("First. (in DE)"));
  // It was released: there is nothing to object to.
  EXPECT_THAT(StatementText(earlier[1], "a.mp4"),
              AllOf(HasSubstr("Your upload a.mp4 was not shown, in DE, from "
                              "2026-03-01 10:00 UTC until 2026-03-01 11:00 "
                              "UTC."),
                    Not(HasSubstr("You can object"))));
}

TEST(StatementTest, PresentDecisionIsNotAmongTheEarlier) {
  Screening screening = SampleScreening();
  EXPECT_THAT(EarlierStatementsOf(screening, {}, kTime), IsEmpty());
  screening.earlier_decisions = {{.decision = screening.decision,
                                  .end_time = kTime + absl::Hours(1),
                                  .cause = ""}};
  screening.decision.revision = 2;
  std::vector<std::string> ids;
  for (const auto& statements : {StatementsOf(screening, {}, kTime),
                                 EarlierStatementsOf(screening, {}, kTime)}) {
    for (const StatementOfReasons& statement : statements) {
      ids.push_back(statement.id);
    }
  }
  EXPECT_THAT(ids, ElementsAre("01abc-2-takedown", "01abc-2-review",
                               "01abc-1-takedown", "01abc-1-review"));
}

}  // namespace
}  // namespace earmark::takedown
