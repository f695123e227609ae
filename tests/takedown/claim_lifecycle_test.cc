// The table of docs/claims.md is the oracle: every state, event and actor is
// tried, with everything that may matter, and whatever the table lacks must be
// refused.
#include "takedown/claim_lifecycle.h"

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/claim_words.h"
#include "tests/takedown/claim_table.h"

namespace earmark::takedown {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Actor = ClaimActor;
using Event = ClaimEvent;
using State = ClaimState;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const ClaimClocks kClocks;

std::vector<State> AllStates() {
  std::vector<State> states;
  for (int i = 1; i <= static_cast<int>(State::kExpired); ++i) {
    states.push_back(static_cast<State>(i));
  }
  return states;
}

std::vector<Event> AllEvents() {
  std::vector<Event> events;
  for (int i = 1; i <= static_cast<int>(Event::kUndo); ++i) {
    events.push_back(static_cast<Event>(i));
  }
  return events;
}

std::vector<Actor> AllActors() {
  return {Actor::kClaimant, Actor::kUploader, Actor::kModerator, Actor::kClock};
}

bool Holds(const std::string& condition, const ClaimStanding& claim) {
  if (condition == "moderated") return claim.moderated;
  if (condition == "not moderated") return !claim.moderated;
  if (condition == "not answered") return !claim.answered;
  if (condition == "not appealed") return !claim.appealed;
  if (condition == "not confirmed") return !claim.confirmed;
  if (condition == "strike") return claim.strike_time.has_value();
  if (condition == "not by a DSA notice") return !claim.no_counter_notice;
  if (condition == "in time") return kNow < claim.contest_until;
  if (condition == "due") return claim.deadline && *claim.deadline <= kNow;
  ADD_FAILURE() << "docs/claims.md has an unknown condition: " << condition;
  return false;
}

// Where the table says that the claim goes.
std::optional<std::string> Expected(const ClaimTable& table,
                                    const ClaimStanding& claim, Event event,
                                    Actor actor) {
  if (event == Event::kUndo) {
    if (actor != Actor::kModerator || !claim.undo) return std::nullopt;
    return ClaimStateWord(claim.undo->state);
  }
  const auto [first, last] =
      table.equal_range({ClaimStateWord(claim.state), ClaimActorWord(actor),
                         ClaimEventWord(event)});
  std::optional<std::string> then;
  for (auto row = first; row != last; ++row) {
    bool holds = true;
    for (const std::string& condition : row->second.conditions) {
      holds = holds && Holds(condition, claim);
    }
    if (!holds) continue;
    EXPECT_FALSE(then) << "two rows of docs/claims.md hold";
    then = row->second.then;
  }
  return then;
}

// Claims in `state` with all that may matter.
std::vector<ClaimStanding> VariantsOf(State state) {
  std::vector<ClaimStanding> variants;
  for (int bits = 0; bits < 512; ++bits) {
    const auto bit = [&](int place) { return (bits >> place & 1) != 0; };
    ClaimStanding claim;
    claim.state = state;
    claim.since = kNow - absl::Hours(1);
    claim.moderated = bit(0);
    claim.answered = bit(1);
    claim.appealed = bit(2);
    claim.contest_until = bit(3) ? kNow : kNow + absl::Microseconds(1);
    if (bit(4)) {
      claim.deadline = bit(5) ? kNow : kNow + absl::Microseconds(1);
    } else if (bit(5)) {
      claim.undo = {State::kDisputed, Action::kTakedown, true};
    }
    claim.confirmed = bit(6);
    claim.no_counter_notice = bit(7);
    if (bit(8)) claim.strike_time = claim.since;
    variants.push_back(claim);
  }
  return variants;
}

TEST(ClaimLifecycleTest, GoesWhereTheTableSaysAndNowhereElse) {
  const auto read = ReadClaimTable(EARMARK_SOURCE_DIR "/docs/claims.md");
  ASSERT_TRUE(read.ok()) << read.status();
  const ClaimTable& table = *read;
  EXPECT_GT(table.size(), 40u);
  std::set<std::tuple<std::string, std::string, std::string>> reached;
  for (const State state : AllStates()) {
    for (const ClaimStanding& claim : VariantsOf(state)) {
      for (const Actor actor : AllActors()) {
        std::vector<Event> possible;
        for (const Event event : AllEvents()) {
          SCOPED_TRACE(absl::StrCat(ClaimStateWord(state), " ",
                                    ClaimActorWord(actor), " ",
                                    ClaimEventWord(event)));
          const auto after = Advance(claim, event, actor, kNow, kClocks);
          const std::optional<std::string> expected =
              Expected(table, claim, event, actor);
          if (!expected) {
            EXPECT_TRUE(absl::IsFailedPrecondition(after.status()));
            EXPECT_FALSE(after.status().message().empty());
            continue;
          }
          possible.push_back(event);
          ASSERT_TRUE(after.ok()) << after.status();
          EXPECT_EQ(ClaimStateWord(after->state), *expected);
          reached.insert({ClaimStateWord(state), ClaimActorWord(actor),
                          ClaimEventWord(event)});
        }
        EXPECT_EQ(PossibleEvents(claim, actor, kNow), possible);
      }
    }
  }
  for (const auto& [key, row] : table) {
    EXPECT_TRUE(reached.contains(key))
        << std::get<0>(key) << " is never " << std::get<2>(key);
  }
}

class ClaimStoryTest : public testing::Test {
 protected:
  void Begin(State state, bool moderated) {
    claim_ = BeginClaim(state, Action::kTakedown, moderated, now_, clocks_);
  }

  // What follows from it.
  std::vector<ClaimEffect> Do(Actor actor, Event event) {
    const auto after = Advance(claim_, event, actor, now_, clocks_);
    EXPECT_TRUE(after.ok()) << after.status();
    if (!after.ok()) return {};
    const std::vector<ClaimEffect> effects = EffectsOf(claim_, *after);
    claim_ = *after;
    return effects;
  }

  absl::Status Try(Actor actor, Event event) const {
    return Advance(claim_, event, actor, now_, clocks_).status();
  }

  // Lets the deadline pass, to the microsecond.
  std::vector<ClaimEffect> PassDeadline() {
    EXPECT_TRUE(claim_.deadline);
    if (!claim_.deadline) return {};
    now_ = *claim_.deadline - absl::Microseconds(1);
    EXPECT_FALSE(Try(Actor::kClock, Event::kDeadline).ok());
    now_ = *claim_.deadline;
    const std::vector<ClaimEffect> effects =
        Do(Actor::kClock, Event::kDeadline);
    // It is fired once.
    EXPECT_FALSE(Try(Actor::kClock, Event::kDeadline).ok());
    return effects;
  }

  ClaimClocks clocks_;
  absl::Time now_ = kNow;
  ClaimStanding claim_;
};

TEST_F(ClaimStoryTest, OwnerWhoDoesNotAnswerADisputeLosesTheClaim) {
  Begin(State::kActive, false);
  EXPECT_TRUE(Restricts(claim_));
  now_ += absl::Hours(5);
  EXPECT_THAT(Do(Actor::kUploader, Event::kDispute),
              ElementsAre(ClaimEffect::kLift));
  EXPECT_EQ(claim_.deadline, now_ + absl::Hours(24 * 30));
  EXPECT_THAT(PassDeadline(), ElementsAre(ClaimEffect::kCountOverturned));
  EXPECT_EQ(claim_.state, State::kReleased);
}

TEST_F(ClaimStoryTest, WhatAModeratorConfirmedStaysDownWhileItIsDisputed) {
  Begin(State::kPendingReview, true);
  EXPECT_FALSE(Restricts(claim_));
  EXPECT_TRUE(AwaitsModerator(claim_));
  EXPECT_THAT(Do(Actor::kModerator, Event::kUphold),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kCloseCase,
                          ClaimEffect::kCountUpheld));
  EXPECT_THAT(Do(Actor::kUploader, Event::kDispute),
              ElementsAre(ClaimEffect::kOpenCase, ClaimEffect::kUncountUpheld));
  EXPECT_TRUE(Restricts(claim_));
}

TEST_F(ClaimStoryTest,
       WhereALawWantsItAModeratorDecidesHoweverTheOwnerAnswers) {
  Begin(State::kActive, true);
  Do(Actor::kUploader, Event::kDispute);
  EXPECT_THAT(Do(Actor::kClaimant, Event::kUphold), IsEmpty());
  EXPECT_EQ(claim_.state, State::kDisputed);
  EXPECT_EQ(claim_.deadline, std::nullopt);
  EXPECT_FALSE(Restricts(claim_));
  // Once is enough.
  EXPECT_FALSE(Try(Actor::kClaimant, Event::kUphold).ok());
  EXPECT_THAT(Do(Actor::kModerator, Event::kUphold),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kCloseCase,
                          ClaimEffect::kAddStrike, ClaimEffect::kCountUpheld));
  // A new objection is a new question to the owner.
  Do(Actor::kUploader, Event::kAppeal);
  EXPECT_EQ(claim_.deadline, now_ + absl::Hours(24 * 7));
  EXPECT_TRUE(Restricts(claim_));
}

TEST_F(ClaimStoryTest, UploadReturnsTenBusinessDaysAfterTheCounterNotice) {
  Begin(State::kActive, false);
  Do(Actor::kUploader, Event::kDispute);
  EXPECT_THAT(Do(Actor::kClaimant, Event::kUphold),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kAddStrike));
  Do(Actor::kUploader, Event::kAppeal);
  Do(Actor::kClaimant, Event::kUphold);
  EXPECT_EQ(claim_.state, State::kTakedownNoticed);
  EXPECT_FALSE(Try(Actor::kUploader, Event::kAppeal).ok());
  // Friday, the 15th of January; the 18th is a holiday.
  now_ = absl::FromCivil(absl::CivilHour(2027, 1, 15, 9), absl::UTCTimeZone());
  EXPECT_THAT(Do(Actor::kUploader, Event::kCounterNotice),
              ElementsAre(ClaimEffect::kForwardCounterNotice));
  EXPECT_EQ(claim_.deadline,
            absl::FromCivil(absl::CivilDay(2027, 2, 2), absl::UTCTimeZone()));
  EXPECT_THAT(PassDeadline(),
              ElementsAre(ClaimEffect::kLift, ClaimEffect::kRemoveStrike,
                          ClaimEffect::kCountOverturned));
  EXPECT_EQ(claim_.state, State::kReinstated);
}

TEST_F(ClaimStoryTest, ModeratorSaysWhatIsDoneAndUndoingBringsTheWishBack) {
  claim_ =
      BeginClaim(State::kPendingReview, Action::kReview, true, now_, clocks_);
  const auto upheld = Advance(claim_, Event::kUphold, Actor::kModerator, now_,
                              clocks_, {.action = Action::kLicensingRequired});
  ASSERT_TRUE(upheld.ok());
  EXPECT_EQ(upheld->action, Action::kLicensingRequired);
  EXPECT_THAT(EffectsOf(claim_, *upheld),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kCloseCase,
                          ClaimEffect::kCountUpheld));
  const auto undone =
      Advance(*upheld, Event::kUndo, Actor::kModerator, now_, clocks_);
  ASSERT_TRUE(undone.ok());
  EXPECT_EQ(undone->action, Action::kReview);
  EXPECT_EQ(undone->state, State::kPendingReview);
}

TEST_F(ClaimStoryTest, ModeratorMayConfirmWhatAMachineTookDown) {
  Begin(State::kActive, true);
  EXPECT_THAT(Do(Actor::kModerator, Event::kUphold),
              ElementsAre(ClaimEffect::kCountUpheld));
  EXPECT_EQ(claim_.state, State::kActive);
  EXPECT_FALSE(Try(Actor::kModerator, Event::kUphold).ok());
  Do(Actor::kUploader, Event::kDispute);
  EXPECT_TRUE(Restricts(claim_));
}

TEST_F(ClaimStoryTest,
       WrongMatchAndWhatRestrictsNothingAreNotHeldAgainstOwners) {
  Begin(State::kActive, true);
  const auto released = Advance(claim_, Event::kRelease, Actor::kModerator,
                                now_, clocks_, {.wrong_match = true});
  ASSERT_TRUE(released.ok());
  EXPECT_THAT(EffectsOf(claim_, *released), ElementsAre(ClaimEffect::kLift));
  for (const Action action : {Action::kTrack, Action::kReview}) {
    claim_ = BeginClaim(State::kActive, action, true, now_, clocks_);
    const auto given_up =
        Advance(claim_, Event::kRelease, Actor::kModerator, now_, clocks_);
    ASSERT_TRUE(given_up.ok());
    EXPECT_THAT(EffectsOf(claim_, *given_up),
                Not(testing::Contains(ClaimEffect::kCountOverturned)));
  }
}

TEST_F(ClaimStoryTest, CourtKeepsTheUploadDown) {
  Begin(State::kNoticed, false);
  EXPECT_THAT(Do(Actor::kModerator, Event::kUphold),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kCloseCase,
                          ClaimEffect::kAddStrike, ClaimEffect::kCountUpheld));
  Do(Actor::kUploader, Event::kCounterNotice);
  EXPECT_THAT(Do(Actor::kClaimant, Event::kLitigation), IsEmpty());
  EXPECT_EQ(claim_.deadline, std::nullopt);
  EXPECT_TRUE(Restricts(claim_));
  EXPECT_THAT(
      Do(Actor::kModerator, Event::kRelease),
      ElementsAre(ClaimEffect::kLift, ClaimEffect::kRemoveStrike,
                  ClaimEffect::kUncountUpheld, ClaimEffect::kCountOverturned));
}

TEST_F(ClaimStoryTest, TakedownThatNobodyContestsIsAStrikeUntilItIsOverturned) {
  Begin(State::kActive, false);
  EXPECT_THAT(PassDeadline(), ElementsAre(ClaimEffect::kAddStrike));
  EXPECT_EQ(claim_.state, State::kActive);
  EXPECT_THAT(Do(Actor::kUploader, Event::kDispute),
              ElementsAre(ClaimEffect::kLift, ClaimEffect::kRemoveStrike));
}

TEST_F(ClaimStoryTest, OnlyTakedownsAreStrikesAndOnlyRestrictionsRestrict) {
  for (const Action action :
       {Action::kTrack, Action::kLicensingRequired, Action::kTakedown}) {
    claim_ = BeginClaim(State::kActive, action, false, now_, clocks_);
    EXPECT_EQ(Restricts(claim_), action != Action::kTrack);
    EXPECT_EQ(claim_.deadline.has_value(), action == Action::kTakedown);
    Do(Actor::kUploader, Event::kDispute);
    Do(Actor::kClaimant, Event::kUphold);
    EXPECT_EQ(claim_.strike_time.has_value(), action == Action::kTakedown);
  }
}

TEST_F(ClaimStoryTest, ObjectionsArePossibleForSixMonthsFromEachDecision) {
  Begin(State::kActive, false);
  now_ += kClocks.contest - absl::Microseconds(1);
  EXPECT_TRUE(Try(Actor::kUploader, Event::kDispute).ok());
  now_ += absl::Microseconds(1);
  const absl::Status late = Try(Actor::kUploader, Event::kDispute);
  EXPECT_THAT(std::string(late.message()),
              AllOf(HasSubstr("until 2027-07-18"), HasSubstr("moderator")));
  now_ = kNow + absl::Hours(24 * 100);
  Do(Actor::kUploader, Event::kDispute);
  now_ += absl::Hours(24 * 20);
  Do(Actor::kClaimant, Event::kUphold);
  now_ += kClocks.contest - absl::Microseconds(1);
  EXPECT_TRUE(Try(Actor::kUploader, Event::kAppeal).ok());
}

TEST_F(ClaimStoryTest, DecisionIsUndoneWithAllThatFollowed) {
  Begin(State::kPendingReview, true);
  Do(Actor::kModerator, Event::kUphold);
  Do(Actor::kUploader, Event::kDispute);
  const ClaimStanding disputed = claim_;
  const std::vector<ClaimEffect> done = Do(Actor::kModerator, Event::kRelease);
  EXPECT_THAT(done, ElementsAre(ClaimEffect::kLift, ClaimEffect::kCloseCase,
                                ClaimEffect::kCountOverturned));
  now_ += absl::Hours(2);
  EXPECT_THAT(Do(Actor::kModerator, Event::kUndo),
              ElementsAre(ClaimEffect::kRestrict, ClaimEffect::kOpenCase,
                          ClaimEffect::kUncountOverturned));
  ClaimStanding expected = disputed;
  expected.since = now_;
  expected.deadline = now_ + absl::Hours(24 * 30);
  EXPECT_EQ(claim_, expected);
  EXPECT_FALSE(Try(Actor::kModerator, Event::kUndo).ok());
}

TEST_F(ClaimStoryTest, DecisionThatWasActedOnIsNotUndone) {
  Begin(State::kPendingReview, false);
  Do(Actor::kModerator, Event::kUphold);
  Do(Actor::kUploader, Event::kDispute);
  EXPECT_FALSE(Try(Actor::kModerator, Event::kUndo).ok());
}

TEST_F(ClaimStoryTest, CounterNoticeCountsFromItsReceiptWhateverIsUndone) {
  Begin(State::kNoticed, false);
  Do(Actor::kModerator, Event::kUphold);
  Do(Actor::kUploader, Event::kCounterNotice);
  const auto deadline = claim_.deadline;
  now_ += absl::Hours(48);
  Do(Actor::kModerator, Event::kRelease);
  now_ += absl::Hours(48);
  Do(Actor::kModerator, Event::kUndo);
  EXPECT_EQ(claim_.state, State::kCounterNoticed);
  EXPECT_EQ(claim_.deadline, deadline);
}

TEST_F(ClaimStoryTest, WhoSentANoticeIsNotAskedToAnswerAppeals) {
  Begin(State::kNoticed, true);
  EXPECT_TRUE(claim_.noticed);
  Do(Actor::kModerator, Event::kUphold);
  Do(Actor::kUploader, Event::kAppeal);
  EXPECT_EQ(claim_.deadline, std::nullopt);
  EXPECT_FALSE(Try(Actor::kClaimant, Event::kUphold).ok());
  Do(Actor::kModerator, Event::kUphold);
  EXPECT_EQ(claim_.state, State::kTakedownNoticed);
}

TEST_F(ClaimStoryTest, WhoeverDeletesTheUploadKeepsTheStrike) {
  Begin(State::kActive, false);
  EXPECT_THAT(Do(Actor::kClock, Event::kExpiry),
              ElementsAre(ClaimEffect::kLift));
  Begin(State::kActive, false);
  Do(Actor::kUploader, Event::kDispute);
  Do(Actor::kClaimant, Event::kUphold);
  const auto strike_time = claim_.strike_time;
  ASSERT_TRUE(strike_time);
  now_ += absl::Hours(1);
  EXPECT_THAT(Do(Actor::kClock, Event::kExpiry),
              ElementsAre(ClaimEffect::kLift));
  EXPECT_EQ(claim_.strike_time, strike_time);
  // It can still be found to be wrong.
  EXPECT_THAT(
      Do(Actor::kModerator, Event::kRelease),
      ElementsAre(ClaimEffect::kRemoveStrike, ClaimEffect::kCountOverturned));
  Do(Actor::kModerator, Event::kUndo);
  EXPECT_EQ(claim_.state, State::kExpired);
  EXPECT_EQ(claim_.strike_time, strike_time);
}

TEST_F(ClaimStoryTest, WhoeverIsTooLateIsToldWhatItCanDo) {
  Begin(State::kActive, false);
  EXPECT_THAT(std::string(Try(Actor::kUploader, Event::kAppeal).message()),
              AllOf(HasSubstr("ACTIVE"), HasSubstr("appeal"),
                    HasSubstr("it can do dispute")));
  Do(Actor::kClaimant, Event::kRelease);
  EXPECT_THAT(std::string(Try(Actor::kUploader, Event::kDispute).message()),
              AllOf(HasSubstr("WITHDRAWN"), HasSubstr("nothing"),
                    Not(HasSubstr("dispute, "))));
}

}  // namespace
}  // namespace earmark::takedown
