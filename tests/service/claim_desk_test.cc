// What becomes of claims, on a real database, with uploads that were never
// sent.
#include "service/claim_desk.h"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "service/claim_to_proto.h"
#include "service/digest.h"
#include "service/in_flight.h"
#include "service/moderation.h"
#include "service/publication.h"
#include "service/redecider.h"
#include "tests/service/claimed_uploads.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimName;
using takedown::ClaimState;
using takedown::Objection;
using takedown::Screening;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ground = takedown::Verdict::Ground;
using Rule = takedown::Decision::Reason::Rule;

const ClaimAct kDispute{
    .event = ClaimEvent::kDispute,
    .actor = ClaimActor::kUploader,
    .objection = Objection{.ground = Objection::Ground::kOwnWork,
                           .statement = "I recorded it."}};
const ClaimAct kAppeal{
    .event = ClaimEvent::kAppeal,
    .actor = ClaimActor::kUploader,
    .objection = Objection{.ground = Objection::Ground::kOwnWork,
                           .statement = "I did."}};
const ClaimAct kStandBy{.event = ClaimEvent::kUphold,
                        .actor = ClaimActor::kClaimant};
const ClaimAct kGiveUp{.event = ClaimEvent::kRelease,
                       .actor = ClaimActor::kClaimant};
const ClaimAct kUphold{.event = ClaimEvent::kUphold,
                       .actor = ClaimActor::kModerator,
                       .ground = Ground::kInfringement};
const ClaimAct kRelease{.event = ClaimEvent::kRelease,
                        .actor = ClaimActor::kModerator,
                        .ground = Ground::kException};
const ClaimAct kUndo{.event = ClaimEvent::kUndo,
                     .actor = ClaimActor::kModerator};

class ClaimDeskTest : public ClaimedUploads {
 protected:
  // sun owns all of the lark and attested to it, so that a machine alone takes
  // it down in the United States; elsewhere a moderator has a say.
  ClaimDeskTest() {
    index::Batch batch;
    rights_.SetOwnerships(kLark, *rights_.OwnershipsOf(kLark),
                          {{.owner = {"sun"}}}, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
    SetAttested(true);
    territories_ = takedown::TerritorySet::Of({"US"});
  }

  KnownClaim Do(const ClaimName& name, const ClaimAct& act) {
    const auto claim = claims_.Act(name, act, std::nullopt, {});
    EXPECT_TRUE(claim.ok()) << claim.status();
    return claim.ok() ? *claim : *claims_.Get(name);
  }
  absl::Status Try(const ClaimName& name, const ClaimAct& act) {
    return claims_.Act(name, act, std::nullopt, {}).status();
  }

  // Does what each option says, and compares; returns the options of the
  // moderator, as they are typed.
  std::vector<std::string> TryOptions(const ClaimName& name) {
    const KnownClaim known = *claims_.Get(name);
    const v1::Claim proto = ToProto(known, now_, claim_settings_.clocks);
    std::vector<std::string> of_moderator;
    for (const v1::Claim::Option& option : proto.options()) {
      SCOPED_TRACE(option.ShortDebugString());
      ClaimAct act{.event = static_cast<ClaimEvent>(option.event()),
                   .actor = static_cast<ClaimActor>(option.actor())};
      if (option.action() != v1::Decision::ACTION_UNSPECIFIED) {
        act.action = static_cast<Action>(option.action());
      }
      const auto done = claims_.Try(known, act);
      EXPECT_TRUE(done.ok()) << done.status();
      if (!done.ok()) continue;
      EXPECT_EQ(static_cast<int>(done->standing.state), option.state());
      EXPECT_EQ(takedown::Restricts(done->standing), option.restricts());
      if (option.actor() != v1::Claim::MODERATOR) continue;
      of_moderator.push_back(v1::Claim::Event_Name(option.event()));
      if (act.action) {
        absl::StrAppend(&of_moderator.back(), " ",
                        v1::Decision::Action_Name(option.action()));
      }
    }
    return of_moderator;
  }

  // Decides again on uploads of the lark.
  void DecideAgain() {
    index::Batch batch;
    takedown::Redecisions::Add({now_, kLark, "Its rights changed."}, batch);
    ASSERT_TRUE(store_->Apply(batch).ok());
    ASSERT_TRUE(redecider_.DecideNext(stop_)->scanned);
  }

  // How many deadlines passed.
  uint64_t PassDeadlines() { return claims_.PassDeadlines(stop_).value_or(99); }

  const fingerprint::Cancellation stop_;
  InFlight in_flight_;
  Redecider redecider_{
      {redecisions_, uses_, rights_, decider_, *ledger_, in_flight_, clock_}};
};

TEST_F(ClaimDeskTest, DisputeLiftsWhatOnlyAMachineDecided) {
  const ClaimName name{Screen(), 1};
  ASSERT_EQ(Get(name.screening).decision.action, Action::kTakedown);
  now_ += absl::Hours(1);
  const KnownClaim disputed = Do(name, kDispute);
  EXPECT_EQ(disputed.claim().standing.state, ClaimState::kDisputed);
  EXPECT_EQ(disputed.screening.decision.action, Action::kReview);
  EXPECT_EQ(disputed.screening.decision.reasons[0].rule, Rule::kDisputed);
  EXPECT_THAT(disputed.screening.earlier_decisions.back().cause,
              HasSubstr("The uploader's dispute changed the claim of the owner "
                        "\"sun\" on the work \"lark\": it is now DISPUTED"));
  EXPECT_EQ(Get(name.screening), disputed.screening);
  const Claim::Step& step = disputed.claim().steps.back();
  EXPECT_EQ(step.objection, kDispute.objection);
  EXPECT_EQ(step.time, now_);

  // The owner stands by it, and is believed where no law wants more.
  const KnownClaim upheld = Do(name, kStandBy);
  EXPECT_EQ(upheld.claim().standing.state, ClaimState::kUpheld);
  EXPECT_EQ(upheld.screening.decision.action, Action::kTakedown);
  // The uploader appeals, and the owner gives it up.
  Do(name, kAppeal);
  const KnownClaim released = Do(name, kGiveUp);
  EXPECT_EQ(released.claim().standing.state, ClaimState::kReleased);
  EXPECT_EQ(released.screening.decision.action, Action::kAllow);
  EXPECT_EQ(released.screening.decision.reasons[0].rule, Rule::kClaimOver);
  EXPECT_THAT(released.screening.decision.reasons[0].explanation,
              HasSubstr("but its claim was released"));
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.overturned = 1}));
  EXPECT_EQ(*ledger_->VerifyAudit(), 5);
}

TEST_F(ClaimDeskTest, WhereTheLawWantsItAModeratorDecides) {
  territories_ = takedown::TerritorySet::Of({"US", "DE"});
  const ClaimName name{Screen(), 1};
  Do(name, kDispute);
  const KnownClaim answered = Do(name, kStandBy);
  EXPECT_EQ(answered.claim().standing.state, ClaimState::kDisputed);
  EXPECT_EQ(answered.screening.decision.revision, 2);
  const KnownClaim upheld = Do(name, kUphold);
  EXPECT_EQ(upheld.claim().standing.state, ClaimState::kUpheld);
  EXPECT_EQ(upheld.screening.decision.action, Action::kTakedown);
  EXPECT_EQ(upheld.screening.decision.reasons[0].rule, Rule::kVerdict);
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.upheld = 1}));
  // What a person confirmed stays down while it is appealed.
  EXPECT_EQ(Do(name, kAppeal).screening.decision.action, Action::kTakedown);

  const KnownClaim released = Do(name, kRelease);
  EXPECT_EQ(released.screening.decision.action, Action::kAllow);
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.overturned = 1}));
  const KnownClaim undone = Do(name, kUndo);
  EXPECT_EQ(undone.claim().standing.state, ClaimState::kAppealed);
  EXPECT_EQ(undone.screening.decision.action, Action::kTakedown);
  EXPECT_EQ(Claims("sun"), takedown::ClaimRecord());
  EXPECT_THAT(undone.claim().steps, SizeIs(7));
}

TEST_F(ClaimDeskTest, ClaimThatNobodyAnswersIsReleasedOnce) {
  const ClaimName name{Screen(), 1};
  const ClaimName other{Screen(), 1};
  Do(name, kDispute);
  now_ += absl::Hours(1);
  Do(other, kDispute);
  now_ += absl::Hours(24 * 30 - 1) - absl::Microseconds(1);
  EXPECT_EQ(PassDeadlines(), 0);
  now_ += absl::Microseconds(1);
  EXPECT_EQ(PassDeadlines(), 1);
  EXPECT_EQ(PassDeadlines(), 0);
  const Screening released = Get(name.screening);
  EXPECT_EQ(released.claims[0].standing.state, ClaimState::kReleased);
  EXPECT_EQ(released.decision.action, Action::kAllow);
  EXPECT_THAT(released.earlier_decisions.back().cause,
              HasSubstr("Nobody acted in time"));
  EXPECT_EQ(Get(other.screening).claims[0].standing.state,
            ClaimState::kDisputed);
  // A clock that goes back fires nothing, and one that leaps nothing twice.
  now_ -= absl::Hours(1000);
  EXPECT_EQ(PassDeadlines(), 0);
  now_ += absl::Hours(24 * 365);
  EXPECT_EQ(PassDeadlines(), 1);
  EXPECT_EQ(PassDeadlines(), 0);
}

TEST_F(ClaimDeskTest, TakedownThatNobodyContestsBecomesAStrike) {
  const ClaimName name{Screen(), 1};
  now_ += absl::Hours(24 * 30);
  EXPECT_EQ(PassDeadlines(), 1);
  const Screening screening = Get(name.screening);
  EXPECT_EQ(screening.claims[0].standing.strike_time, now_);
  // It is no news for the pipeline.
  EXPECT_EQ(screening.decision.revision, 1);
  EXPECT_FALSE(Do(name, kDispute).claim().standing.strike_time);
}

TEST_F(ClaimDeskTest, StrikesCountUntilTheyExpireOrAreReversed) {
  using takedown::AccountAdvice;
  const auto standing = [&] { return *claims_.StandingOf("fan"); };
  const auto count = [&] { return standing().strikes.size(); };
  EXPECT_EQ(standing().advice, AccountAdvice::kNone);
  std::vector<ClaimName> names;
  for (int i = 0; i < 3; ++i) {
    names.push_back({Screen("fan"), 1});
    now_ += absl::Hours(24);
  }
  Screen("other");
  now_ += absl::Hours(24 * 27);
  EXPECT_EQ(PassDeadlines(), 1);
  EXPECT_EQ(standing().advice, AccountAdvice::kWarn);
  now_ += absl::Hours(24 * 2);
  EXPECT_EQ(PassDeadlines(), 2);
  EXPECT_EQ(standing().strikes[0].create_time, now_);
  // All were uploaded before there was a reason for a warning.
  EXPECT_EQ(standing().advice, AccountAdvice::kWarn);
  const ClaimName later{Screen("fan"), 1};
  Do(later, kDispute);
  Do(later, kUphold);
  EXPECT_EQ(count(), 4);
  EXPECT_EQ(standing().advice, AccountAdvice::kSuspend);
  Do(later, kGiveUp);
  EXPECT_EQ(claims_.StandingOf("other")->strikes.size(), 0);

  // One is overturned.
  Do(names[1], kRelease);
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(standing().advice, AccountAdvice::kWarn);
  Do(names[1], kUndo);
  EXPECT_EQ(count(), 3);
  now_ += absl::Hours(24 * 88) - absl::Microseconds(1);
  EXPECT_EQ(count(), 3);
  now_ += absl::Microseconds(1);
  EXPECT_EQ(count(), 2);
  now_ += absl::Hours(24 * 2);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(standing().advice, AccountAdvice::kNone);
}

TEST_F(ClaimDeskTest, ObjectionsOfAnAccountAreCountedOnceDecidedOn) {
  territories_ = {};
  const auto standing = [&] { return *claims_.StandingOf("fan"); };
  const ClaimName name{Screen(), 1};
  EXPECT_EQ(standing().objections, takedown::SenderRecord());
  Do(name, kDispute);
  EXPECT_EQ(standing().objections, takedown::SenderRecord());
  const ClaimAct uphold{.event = ClaimEvent::kUphold,
                        .actor = ClaimActor::kModerator};
  Do(name, uphold);
  EXPECT_THAT(standing().objections.unfounded, SizeIs(1));
  EXPECT_EQ(standing().objections.upheld, 0);
  EXPECT_EQ(standing().objection_advice, takedown::AccountAdvice::kWarn);
  EXPECT_EQ(claims_.StandingOf("other")->objections, takedown::SenderRecord());
}

TEST_F(ClaimDeskTest, ListsTheNewestOfAnOwnerFirst) {
  for (int i = 0; i < 5; ++i) {
    Screen();
    now_ += absl::Seconds(1);
  }
  std::vector<std::string> names;
  std::string from;
  do {
    const auto page = *claims_.List({"sun"}, from, 2);
    for (const KnownClaim& claim : page.items) {
      names.push_back(claim.screening.id.value);
      EXPECT_EQ(claim.number, 1);
    }
    from = page.next;
  } while (!from.empty());
  EXPECT_THAT(names, ElementsAre("s5", "s4", "s3", "s2", "s1"));
  EXPECT_THAT(claims_.List({"moon"}, "", 10)->items, IsEmpty());
  EXPECT_THAT(claims_.ListOn({"s3"}, "", 10)->items, SizeIs(1));
  EXPECT_TRUE(absl::IsNotFound(claims_.ListOn({"s9"}, "", 10).status()));
}

TEST_F(ClaimDeskTest, RefusesWhatCannotBeDone) {
  const ClaimName name{Screen(), 1};
  EXPECT_TRUE(absl::IsNotFound(Try({{"s9"}, 1}, kDispute)));
  EXPECT_TRUE(absl::IsNotFound(Try({name.screening, 2}, kDispute)));
  EXPECT_TRUE(absl::IsNotFound(Try({name.screening, 0}, kDispute)));
  const absl::Status early = Try(name, kAppeal);
  EXPECT_TRUE(absl::IsFailedPrecondition(early));
  EXPECT_THAT(early.message(), HasSubstr("it can do dispute"));
  const absl::Status stale = claims_.Act(name, kDispute, 2, {}).status();
  EXPECT_TRUE(absl::IsAborted(stale));
  EXPECT_THAT(stale.message(), HasSubstr("claims/1 is stale: it is now \"1\""));
  EXPECT_EQ(Get(name.screening).decision.revision, 1);
}

TEST_F(ClaimDeskTest, WhoUpholdsThatSomebodyLooksSaysWhatFollows) {
  AddOwner("careful", "review");
  index::Batch batch;
  rights_.SetOwnerships(kLark, *rights_.OwnershipsOf(kLark),
                        {{.owner = {"careful"}}}, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  const ClaimName name{Screen(), 1};
  EXPECT_EQ(Get(name.screening).claims[0].standing.state,
            ClaimState::kPendingReview);
  EXPECT_THAT(TryOptions(name), ElementsAre("UPHOLD LICENSING_REQUIRED",
                                            "UPHOLD TAKEDOWN", "RELEASE"));
  const absl::Status unsaid = Try(name, kUphold);
  EXPECT_TRUE(absl::IsFailedPrecondition(unsaid));
  EXPECT_THAT(unsaid.message(), HasSubstr("LICENSING_REQUIRED or TAKEDOWN"));
  ClaimAct said = kUphold;
  said.action = Action::kLicensingRequired;
  EXPECT_EQ(Do(name, said).screening.decision.action,
            Action::kLicensingRequired);
  EXPECT_EQ(Do(name, kUndo).screening.decision.action, Action::kReview);
}

TEST_F(ClaimDeskTest, OptionsAreWhatCanBeDone) {
  territories_ = takedown::TerritorySet::Of({"US", "DE"});
  const ClaimName name{Screen(), 1};
  EXPECT_THAT(TryOptions(name), ElementsAre("UPHOLD", "RELEASE"));
  Do(name, kDispute);
  EXPECT_THAT(TryOptions(name), ElementsAre("UPHOLD", "RELEASE"));
  Do(name, kUphold);
  EXPECT_THAT(TryOptions(name), ElementsAre("RELEASE", "UNDO"));
  Do(name, kAppeal);
  Do(name, kUphold);
  EXPECT_THAT(TryOptions(name), ElementsAre("RELEASE", "UNDO"));
  Do(name, kRelease);
  EXPECT_THAT(TryOptions(name), ElementsAre("UNDO"));
  // Nothing is decided any more on what is gone.
  Publication publication{{changer_, claim_settings_.clocks, clock_}};
  ASSERT_TRUE(publication.Withdraw(name.screening, {}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Try(name, kUndo)));
  EXPECT_THAT(TryOptions(name), IsEmpty());
}

TEST_F(ClaimDeskTest, RepeatedRequestsChangeNothingTwice) {
  const ClaimName name{Screen(), 1};
  const RequestKey key{"one", Sha256("one")};
  for (int i = 0; i < 3; ++i) {
    const auto claim = claims_.Act(name, kDispute, 1, key);
    ASSERT_TRUE(claim.ok()) << claim.status();
    EXPECT_EQ(claim->claim().revision, 2);
  }
  EXPECT_THAT(Get(name.screening).claims[0].steps, SizeIs(2));
}

TEST_F(ClaimDeskTest, OfAllWhoActAtOnceOneIsFirst) {
  const ClaimName name{Screen(), 1};
  Do(name, kDispute);
  const ClaimAct acts[] = {kStandBy, kGiveUp, kUphold, kRelease};
  std::vector<absl::Status> statuses(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] {
      statuses[i] = claims_.Act(name, acts[i % 4], 2, {}).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int first = 0;
  for (const absl::Status& status : statuses) {
    first += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_TRUE(absl::IsAborted(status)) << status;
      EXPECT_THAT(status.message(), HasSubstr("look at what changed"));
    }
  }
  EXPECT_EQ(first, 1);
  EXPECT_THAT(Get(name.screening).claims[0].steps, SizeIs(3));
}

TEST_F(ClaimDeskTest, VerdictOnTheWorkDecidesOnItsClaims) {
  const ClaimName name{Screen(), 1};
  VerdictChange allow{.screening = name.screening,
                      .work = kLark,
                      .action = Action::kAllow,
                      .ground = Ground::kException,
                      .comment = "A parody."};
  ASSERT_TRUE(moderation_.Change(allow, std::nullopt, {}).ok());
  EXPECT_EQ(Get(name.screening).claims[0].standing.state,
            ClaimState::kReleased);
  EXPECT_EQ(Get(name.screening).claims[0].steps.back().comment, "A parody.");
  allow.action.reset();
  ASSERT_TRUE(moderation_.Change(allow, std::nullopt, {}).ok());
  EXPECT_EQ(Get(name.screening).claims[0].standing.state, ClaimState::kActive);
  EXPECT_EQ(Get(name.screening).decision.action, Action::kTakedown);

  // What the moderator says of the claim alone comes last.
  allow.action = Action::kTakedown;
  allow.ground = Ground::kInfringement;
  ASSERT_TRUE(moderation_.Change(allow, std::nullopt, {}).ok());
  EXPECT_EQ(Do(name, kDispute).screening.decision.action, Action::kTakedown);
  EXPECT_EQ(Do(name, kRelease).screening.decision.action, Action::kAllow);
}

TEST_F(ClaimDeskTest, VerdictThatIsTakenBackLeavesWhatWasDecidedOtherwise) {
  const ClaimName name{Screen(), 1};
  const auto standing = [&] { return Get(name.screening).claims[0].standing; };
  VerdictChange verdict{.screening = name.screening,
                        .work = kLark,
                        .action = Action::kTakedown,
                        .ground = Ground::kInfringement};
  ASSERT_TRUE(moderation_.Change(verdict, std::nullopt, {}).ok());
  ASSERT_TRUE(standing().confirmed);
  now_ += absl::Hours(1);
  Do(name, kDispute);
  now_ += absl::Hours(1);
  Do(name, kRelease);
  verdict.action.reset();
  ASSERT_TRUE(moderation_.Change(verdict, std::nullopt, {}).ok());
  EXPECT_EQ(standing().state, ClaimState::kReleased);
  EXPECT_EQ(Get(name.screening).decision.action, Action::kAllow);
}

TEST_F(ClaimDeskTest, StrikeOfADeletedUploadCanStillBeReversed) {
  const ClaimName name{Screen(), 1};
  Do(name, kDispute);
  Do(name, kUphold);
  Publication publication{{changer_, claim_settings_.clocks, clock_}};
  ASSERT_TRUE(publication.Withdraw(name.screening, {}).ok());
  EXPECT_THAT(claims_.StandingOf("fan")->strikes, SizeIs(1));
  const takedown::Screening before = Get(name.screening);
  const KnownClaim released = Do(name, kRelease);
  EXPECT_EQ(released.claim().standing.state, ClaimState::kReleased);
  EXPECT_EQ(released.screening.decision, before.decision);
  EXPECT_EQ(released.screening.withdraw_time, before.withdraw_time);
  EXPECT_THAT(claims_.StandingOf("fan")->strikes, IsEmpty());
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.overturned = 1}));
  Do(name, kUndo);
  EXPECT_THAT(claims_.StandingOf("fan")->strikes, SizeIs(1));
  EXPECT_THAT(TryOptions(name), ElementsAre("RELEASE"));
  // Nothing else is.
  EXPECT_TRUE(absl::IsFailedPrecondition(
      claims_.Act(name, kDispute, std::nullopt, {}).status()));
  EXPECT_TRUE(store_->Verify().ok());
}

TEST_F(ClaimDeskTest, OneClaimThatFailsDoesNotHoldUpTheDeadlinesOfOthers) {
  const takedown::ScreeningId damaged = Screen();
  const takedown::ScreeningId other = Screen();
  index::Batch batch;
  batch.Put(index::Table::kScreenings, index::ScreeningKey(damaged.value),
            "\xff");
  ASSERT_TRUE(store_->Apply(batch).ok());
  now_ += absl::Hours(24 * 30);
  EXPECT_TRUE(absl::IsDataLoss(claims_.PassDeadlines(stop_).status()));
  EXPECT_TRUE(Get(other).claims[0].standing.strike_time);
}

TEST_F(ClaimDeskTest, ClaimThatEndsByItselfLeavesTheRecordOfItsOwner) {
  const ClaimName name{Screen(), 1};
  Do(name, kUphold);
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.upheld = 1}));
  takedown::Licence licence;
  licence.id = {"fans"};
  licence.owner = {"sun"};
  licence.create_time = licence.update_time = now_;
  index::Batch batch;
  rights_.SetLicence(std::nullopt, licence, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  DecideAgain();
  EXPECT_EQ(Get(name.screening).claims[0].standing.state, ClaimState::kExpired);
  EXPECT_EQ(Claims("sun"), takedown::ClaimRecord());
}

// The verdict was given before there was a claim.
class ClaimUnderAVerdictTest : public ClaimDeskTest {
 protected:
  ClaimUnderAVerdictTest() : name_{Screen(), 2} {
    Judge(Action::kTakedown);
    AddOwner("star", "takedown");
    index::Batch batch;
    rights_.SetOwnerships(kLark, *rights_.OwnershipsOf(kLark),
                          {{.owner = {"sun"}}, {.owner = {"star"}}}, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
    DecideAgain();
    EXPECT_TRUE(StandingOfStar().confirmed);
  }

  // nullopt: takes the verdict back.
  void Judge(std::optional<Action> action) {
    const VerdictChange change{.screening = name_.screening,
                               .work = kLark,
                               .action = action,
                               .ground = Ground::kInfringement,
                               .comment = ""};
    const auto changed = moderation_.Change(change, std::nullopt, {});
    EXPECT_TRUE(changed.ok()) << changed.status();
  }
  takedown::ClaimStanding StandingOfStar() const {
    return Get(name_.screening).claims.at(1).standing;
  }

  const ClaimName name_;
};

TEST_F(ClaimUnderAVerdictTest, CountsForItsOwner) {
  EXPECT_EQ(Claims("star"), (takedown::ClaimRecord{.upheld = 1}));
  Do(name_, kRelease);
  EXPECT_EQ(Claims("star"), (takedown::ClaimRecord{.overturned = 1}));
}

TEST_F(ClaimUnderAVerdictTest, FollowsTheVerdict) {
  Judge(Action::kLicensingRequired);
  EXPECT_EQ(StandingOfStar().action, Action::kLicensingRequired);
  EXPECT_EQ(Get(name_.screening).decision.action, Action::kLicensingRequired);
  Judge(std::nullopt);
  // Both owners claim the whole.
  EXPECT_EQ(StandingOfStar().state, ClaimState::kPendingReview);
  EXPECT_FALSE(StandingOfStar().confirmed);
  EXPECT_EQ(Get(name_.screening).decision.action, Action::kReview);
  EXPECT_EQ(Claims("star"), takedown::ClaimRecord());
}

}  // namespace
}  // namespace earmark::service
