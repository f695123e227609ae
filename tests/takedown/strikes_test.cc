#include "takedown/strikes.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

TEST(StrikesTest, CountUntilTheirLifetimeIsOver) {
  const absl::Time time = absl::FromUnixSeconds(1'800'000'000);
  const StrikeSettings settings;
  const absl::Time end = time + absl::Hours(24 * 90);
  EXPECT_TRUE(Counts(time, time, settings));
  EXPECT_TRUE(Counts(time, end - absl::Nanoseconds(1), settings));
  EXPECT_FALSE(Counts(time, end, settings));
}

// One after the other, each done the day after the one before was found.
std::vector<Lapse> Lapses(int count) {
  std::vector<Lapse> lapses;
  for (int i = 0; i < count; ++i) {
    const absl::Time done =
        absl::FromUnixSeconds(1'800'000'000) + i * absl::Hours(48);
    lapses.push_back({.done = done, .found = done + absl::Hours(24)});
  }
  return lapses;
}

TEST(StrikesTest, WarnBeforeTheyRecommendToSuspend) {
  StrikeSettings settings;
  EXPECT_EQ(AdviceFor(Lapses(0), settings), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor(Lapses(1), settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(Lapses(2), settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(Lapses(3), settings), AccountAdvice::kSuspend);
  settings.suspend_at = 2;
  EXPECT_EQ(AdviceFor(Lapses(2), settings), AccountAdvice::kSuspend);
}

TEST(StrikesTest, NobodyIsSuspendedForWhatWasDoneBeforeTheWarning) {
  std::vector<Lapse> lapses = Lapses(9);
  for (Lapse& lapse : lapses) {
    lapse.done = lapses[0].found - absl::Nanoseconds(1);
  }
  EXPECT_EQ(AdviceFor(lapses, {}), AccountAdvice::kWarn);
  // In whatever order they are looked at.
  lapses[3].done = lapses[0].found;
  EXPECT_EQ(AdviceFor(lapses, {}), AccountAdvice::kSuspend);
  std::reverse(lapses.begin(), lapses.end());
  EXPECT_EQ(AdviceFor(lapses, {}), AccountAdvice::kSuspend);
}

class ObjectionsTest : public testing::Test {
 protected:
  void Object() {
    objected_ = now_;
    Add(ClaimEvent::kDispute, ClaimActor::kUploader, ClaimState::kDisputed);
    claim_.steps.back().objection = Objection();
  }
  void Add(ClaimEvent event, ClaimActor actor, ClaimState state) {
    claim_.steps.push_back(
        {.event = event, .actor = actor, .time = now_, .state = state});
    now_ += absl::Hours(1);
  }
  std::optional<Finding> Find() const {
    return FindObjection(claim_, now_, {});
  }
  // By what was just decided on the last objection.
  Finding Just(bool upheld) const {
    return {
        .upheld = upheld, .done = objected_, .found = claim_.steps.back().time};
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  absl::Time objected_;
  Claim claim_;
};

TEST_F(ObjectionsTest, CountOnceTheyAreDecidedOn) {
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kActive);
  EXPECT_EQ(Find(), std::nullopt);
  Object();
  EXPECT_EQ(Find(), std::nullopt);
  // The owner is no judge.
  Add(ClaimEvent::kUphold, ClaimActor::kClaimant, ClaimState::kUpheld);
  EXPECT_EQ(Find(), std::nullopt);
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  EXPECT_EQ(Find(), Just(false));
  now_ += absl::Hours(24 * 90);
  EXPECT_EQ(Find(), std::nullopt);
}

TEST_F(ObjectionsTest, WhoeverGivesUpMakesThemRight) {
  Object();
  Add(ClaimEvent::kDeadline, ClaimActor::kClock, ClaimState::kReleased);
  EXPECT_EQ(Find(), Just(true));
}

TEST_F(ObjectionsTest, WhoeverDecidesOtherwiseLaterIsRight) {
  Object();
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  Add(ClaimEvent::kRelease, ClaimActor::kModerator, ClaimState::kReleased);
  EXPECT_EQ(Find(), Just(true));
}

TEST_F(ObjectionsTest, OfSeveralTheLastCounts) {
  Object();
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  Object();
  EXPECT_EQ(Find(), std::nullopt);
  Add(ClaimEvent::kRelease, ClaimActor::kModerator, ClaimState::kReleased);
  EXPECT_EQ(Find(), Just(true));
  // It was a mistake.
  Add(ClaimEvent::kUndo, ClaimActor::kModerator, ClaimState::kAppealed);
  EXPECT_EQ(Find(), std::nullopt);
  Add(ClaimEvent::kUphold, ClaimActor::kModerator,
      ClaimState::kTakedownNoticed);
  EXPECT_EQ(Find(), Just(false));
  // What becomes of the takedown later says nothing of the objection.
  const auto before = Find();
  Add(ClaimEvent::kDeadline, ClaimActor::kClock, ClaimState::kReinstated);
  EXPECT_EQ(Find(), before);
}

TEST(SenderRecordTest, WhatWasSentAtOnceIsOneThing) {
  const absl::Time time = absl::FromUnixSeconds(1'800'000'000);
  const Finding wrong{.upheld = false, .done = time, .found = time};
  const Finding right{.upheld = true, .done = time, .found = time};
  SenderRecord record;
  Add({}, record);
  EXPECT_EQ(record, SenderRecord());
  Add({wrong, wrong, wrong}, record);
  EXPECT_EQ(record, (SenderRecord{0, {{time, time}}}));
  // It is not unfounded if a part of it is right.
  Add({wrong, right, right}, record);
  EXPECT_EQ(record, (SenderRecord{1, {{time, time}}}));
}

TEST(SenderRecordTest, AdvisesNothingAsLongAsMoreWereRight) {
  EXPECT_EQ(AdviceFor(SenderRecord{}, {}), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor(SenderRecord{1, Lapses(1)}, {}), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(SenderRecord{5, Lapses(4)}, {}), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor(SenderRecord{4, Lapses(4)}, {}), AccountAdvice::kSuspend);
}

}  // namespace
}  // namespace earmark::takedown
