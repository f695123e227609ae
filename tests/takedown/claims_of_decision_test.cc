// Which claims decisions open, change and end.
#include "takedown/claims_of_decision.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::takedown {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

class ClaimsOfDecisionTest : public testing::Test {
 protected:
  ClaimsOfDecisionTest() {
    inputs_.now = absl::FromUnixSeconds(1'800'000'000);
    inputs_.territories = TerritorySet::Of({"US", "CA", "DE"});
  }

  static Reason Wanted(Action wanted, Rule rule, Action action,
                       const std::vector<std::string>& territories = {},
                       const std::string& owner = "sun") {
    return {.rule = rule,
            .action = action,
            .work = WorkId{"lark"},
            .owner = OwnerId{owner},
            .wanted = wanted,
            .territories = TerritorySet::Of(territories)};
  }
  // The owner has its way.
  static Reason Done(Action wanted,
                     const std::vector<std::string>& territories = {}) {
    return Wanted(wanted, Rule::kOwnerPolicy, wanted, territories);
  }

  // A decision for `reasons`, an hour after the last.
  void Decide(const std::vector<Reason>& reasons) {
    inputs_.now += absl::Hours(1);
    Decision decision;
    decision.reasons = reasons;
    inputs_.claims = ClaimsAfter(inputs_, decision, settings_);
  }

  void Advance(ClaimEvent event, ClaimActor actor) {
    Claim& claim = inputs_.claims[0];
    claim.standing = *takedown::Advance(claim.standing, event, actor,
                                        inputs_.now, settings_.clocks);
  }

  const Claim& Only() const {
    EXPECT_THAT(inputs_.claims, SizeIs(1));
    return inputs_.claims.at(0);
  }
  ClaimState State() const { return Only().standing.state; }

  DecisionInputs inputs_;
  ClaimSettings settings_;
};

TEST_F(ClaimsOfDecisionTest, WhatIsWantedAndNotPermittedIsClaimed) {
  Decide({Done(Action::kTakedown, {"US"})});
  const Claim& claim = Only();
  EXPECT_EQ(claim.work, WorkId{"lark"});
  EXPECT_EQ(claim.owner, OwnerId{"sun"});
  EXPECT_EQ(claim.territories, TerritorySet::Of({"US"}));
  EXPECT_EQ(claim.standing.state, ClaimState::kActive);
  EXPECT_EQ(claim.standing.action, Action::kTakedown);
  EXPECT_FALSE(claim.standing.moderated);
  EXPECT_EQ(claim.standing.contest_until,
            inputs_.now + settings_.clocks.contest);
  ASSERT_THAT(claim.steps, SizeIs(1));
  EXPECT_EQ(claim.steps[0].event, std::nullopt);
  EXPECT_EQ(claim.steps[0].time, inputs_.now);
  EXPECT_EQ(claim.revision, 1);
}

TEST_F(ClaimsOfDecisionTest, NothingIsClaimedOfWhatNobodyWantsOrIsPermitted) {
  Reason no_rights = Done(Action::kTakedown);
  no_rights.owner.reset();
  no_rights.wanted.reset();
  Decide({no_rights, Done(Action::kAllow),
          Wanted(Action::kTakedown, Rule::kLicence, Action::kAllow),
          Wanted(Action::kTakedown, Rule::kOwnAccount, Action::kAllow),
          Wanted(Action::kTakedown, Rule::kVerdict, Action::kAllow)});
  EXPECT_THAT(inputs_.claims, IsEmpty());
}

TEST_F(ClaimsOfDecisionTest, StrongestWishInAllItsPlacesIsOneClaim) {
  Decide(
      {Done(Action::kTrack, {"CA"}), Done(Action::kTakedown, {"US"}),
       Wanted(Action::kTakedown, Rule::kLicence, Action::kAllow, {"DE"}),
       Wanted(Action::kTrack, Rule::kOwnerPolicy, Action::kTrack, {}, "moon")});
  ASSERT_THAT(inputs_.claims, SizeIs(2));
  EXPECT_EQ(inputs_.claims[0].owner, OwnerId{"moon"});
  EXPECT_EQ(inputs_.claims[1].territories, TerritorySet::Of({"CA", "US"}));
  EXPECT_EQ(inputs_.claims[1].standing.action, Action::kTakedown);
}

TEST_F(ClaimsOfDecisionTest, WhatAMachineDoubtsWaitsForAModerator) {
  Decide(
      {Wanted(Action::kTakedown, Rule::kNotManifest, Action::kReview, {"US"})});
  EXPECT_EQ(State(), ClaimState::kPendingReview);
  EXPECT_TRUE(Only().standing.moderated);
  // The doubt is gone.
  Decide({Done(Action::kTakedown, {"US"})});
  EXPECT_EQ(State(), ClaimState::kActive);
  EXPECT_EQ(Only().standing.since, inputs_.now);
  EXPECT_THAT(Only().steps, SizeIs(2));
  EXPECT_EQ(Only().revision, 2);
}

TEST_F(ClaimsOfDecisionTest, EuropeanLawWantsAModeratorWhereItHolds) {
  Decide({Done(Action::kTakedown, {"US", "DE"})});
  EXPECT_TRUE(Only().standing.moderated);
  // Everywhere, but it is not published there.
  inputs_.claims.clear();
  inputs_.territories = TerritorySet::Of({"US", "CA"});
  Decide({Done(Action::kTakedown)});
  EXPECT_FALSE(Only().standing.moderated);
  EXPECT_EQ(Only().territories, inputs_.territories);
}

TEST_F(ClaimsOfDecisionTest, FollowsTheOwnerUntilSomebodyActs) {
  Decide({Done(Action::kTrack)});
  Decide({Done(Action::kTrack)});
  EXPECT_EQ(Only().revision, 1);
  Decide({Done(Action::kTakedown)});
  EXPECT_EQ(Only().standing.action, Action::kTakedown);
  Advance(ClaimEvent::kDispute, ClaimActor::kUploader);
  const ClaimStanding disputed = Only().standing;
  Decide({Done(Action::kTrack)});
  EXPECT_EQ(Only().standing, disputed);
}

TEST_F(ClaimsOfDecisionTest, ExpiresWithWhatItRestsOnAndBeginsAnewWithIt) {
  Decide({Done(Action::kTakedown)});
  Decide({});
  EXPECT_EQ(State(), ClaimState::kExpired);
  EXPECT_EQ(Only().steps.back().event, ClaimEvent::kExpiry);
  const Claim expired = Only();
  Decide({});
  EXPECT_EQ(Only(), expired);
  Decide({Done(Action::kTakedown)});
  EXPECT_EQ(State(), ClaimState::kActive);
  EXPECT_EQ(Only().standing.since, inputs_.now);
}

TEST_F(ClaimsOfDecisionTest, WhatWasObjectedToGoesOnWhateverIsWantedMeanwhile) {
  using Event = ClaimEvent;
  using Actor = ClaimActor;
  const std::pair<Event, Actor> way[] = {
      {Event::kDispute, Actor::kUploader},
      {Event::kUphold, Actor::kClaimant},
      {Event::kAppeal, Actor::kUploader},
      {Event::kUphold, Actor::kClaimant},
      {Event::kCounterNotice, Actor::kUploader},
      {Event::kLitigation, Actor::kClaimant}};
  Decide({Done(Action::kTakedown, {"US"})});
  for (const auto& [event, actor] : way) {
    Advance(event, actor);
    const Claim before = Only();
    SCOPED_TRACE(static_cast<int>(before.standing.state));
    Decide({});
    EXPECT_EQ(Only(), before);
    Decide({Wanted(Action::kTakedown, Rule::kLicence, Action::kAllow, {"US"})});
    EXPECT_EQ(Only(), before);
    Decide({Done(Action::kTakedown, {"US"})});
    EXPECT_EQ(Only(), before);
  }
}

TEST_F(ClaimsOfDecisionTest, ModeratorDecidesOnceItHoldsWhereTheLawWantsThat) {
  Decide({Done(Action::kTakedown, {"US"})});
  Advance(ClaimEvent::kDispute, ClaimActor::kUploader);
  const Claim disputed = Only();
  ASSERT_FALSE(disputed.standing.moderated);
  // What a person must look at as it is disputed is not moderated for that.
  Decide({Wanted(Action::kTakedown, Rule::kDisputed, Action::kReview, {"US"})});
  EXPECT_EQ(Only(), disputed);
  Decide({Wanted(Action::kTakedown, Rule::kDisputed, Action::kReview,
                 {"US", "DE"})});
  EXPECT_TRUE(Only().standing.moderated);
  EXPECT_EQ(Only().territories, TerritorySet::Of({"US", "DE"}));
  EXPECT_EQ(Only().revision, disputed.revision + 1);
  EXPECT_EQ(Only().standing.deadline, disputed.standing.deadline);
  EXPECT_TRUE(AwaitsModerator(Only().standing));
  // It stays so: somebody may be at work on it.
  Decide({Wanted(Action::kTakedown, Rule::kDisputed, Action::kReview, {"US"})});
  EXPECT_TRUE(Only().standing.moderated);
}

TEST_F(ClaimsOfDecisionTest, StrikeOutlivesWhatItRestedOn) {
  Decide({Done(Action::kTakedown)});
  inputs_.now += settings_.clocks.uncontested;
  Advance(ClaimEvent::kDeadline, ClaimActor::kClock);
  const auto strike_time = Only().standing.strike_time;
  ASSERT_TRUE(strike_time);
  Decide({});
  EXPECT_EQ(State(), ClaimState::kExpired);
  EXPECT_EQ(Only().standing.strike_time, strike_time);
}

TEST_F(ClaimsOfDecisionTest, WhatAPersonReleasedIsNotClaimedAgain) {
  Decide({Done(Action::kTakedown)});
  Advance(ClaimEvent::kRelease, ClaimActor::kModerator);
  const Claim released = Only();
  Decide({});
  EXPECT_EQ(Only(), released);
  Decide({Wanted(Action::kTakedown, Rule::kClaimOver, Action::kAllow)});
  EXPECT_EQ(Only(), released);
}

TEST_F(ClaimsOfDecisionTest, ModeratorsWordStandsUntilMoreIsWantedThanATrack) {
  Decide({Done(Action::kTrack)});
  Advance(ClaimEvent::kUphold, ClaimActor::kModerator);
  ASSERT_TRUE(Only().standing.confirmed);
  Decide({Done(Action::kTakedown)});
  EXPECT_FALSE(Only().standing.confirmed);
  EXPECT_EQ(Only().standing.action, Action::kTakedown);
  Advance(ClaimEvent::kUphold, ClaimActor::kModerator);
  const ClaimStanding confirmed = Only().standing;
  Decide({Done(Action::kTrack)});
  EXPECT_EQ(Only().standing, confirmed);
}

TEST_F(ClaimsOfDecisionTest, ClaimThatBeginsUnderAVerdictIsConfirmed) {
  Decide({Wanted(Action::kReview, Rule::kVerdict, Action::kTakedown)});
  EXPECT_EQ(State(), ClaimState::kActive);
  EXPECT_EQ(Only().standing.action, Action::kTakedown);
  EXPECT_TRUE(Only().standing.confirmed);
}

TEST_F(ClaimsOfDecisionTest, WhatANoticeOpenedStaysAsItIs) {
  Claim noticed;
  noticed.notice = {"n"};
  noticed.standing = BeginClaim(ClaimState::kNoticed, Action::kTakedown, true,
                                inputs_.now, ClaimClocks());
  noticed.steps = {{.time = inputs_.now}};
  inputs_.claims = {noticed};
  const ClaimSettings settings;
  const std::vector<Claim> claims = ClaimsAfter(inputs_, Decision(), settings);
  ASSERT_THAT(claims, SizeIs(1));
  EXPECT_EQ(claims[0], noticed);
}

}  // namespace
}  // namespace earmark::takedown
