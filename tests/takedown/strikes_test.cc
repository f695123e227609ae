#include "takedown/strikes.h"

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

TEST(StrikesTest, WarnBeforeTheyRecommendToSuspend) {
  StrikeSettings settings;
  EXPECT_EQ(AdviceFor(0, settings), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor(1, settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(2, settings), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor(3, settings), AccountAdvice::kSuspend);
  settings.suspend_at = 2;
  EXPECT_EQ(AdviceFor(2, settings), AccountAdvice::kSuspend);
}

class ObjectionsTest : public testing::Test {
 protected:
  void Object() {
    Add(ClaimEvent::kDispute, ClaimActor::kUploader, ClaimState::kDisputed);
    claim_.steps.back().objection = Objection();
  }
  void Add(ClaimEvent event, ClaimActor actor, ClaimState state) {
    claim_.steps.push_back(
        {.event = event, .actor = actor, .time = now_, .state = state});
    now_ += absl::Hours(1);
  }
  SenderRecord Count() const {
    SenderRecord record;
    CountObjection(claim_, now_, {}, record);
    return record;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Claim claim_;
  const SenderRecord none_{};
  const SenderRecord upheld_{.upheld = 1};
  const SenderRecord unfounded_{.unfounded = 1};
};

TEST_F(ObjectionsTest, CountOnceTheyAreDecidedOn) {
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kActive);
  EXPECT_EQ(Count(), none_);
  Object();
  EXPECT_EQ(Count(), none_);
  // The owner is no judge.
  Add(ClaimEvent::kUphold, ClaimActor::kClaimant, ClaimState::kUpheld);
  EXPECT_EQ(Count(), none_);
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  EXPECT_EQ(Count(), unfounded_);
  now_ += absl::Hours(24 * 90);
  EXPECT_EQ(Count(), none_);
}

TEST_F(ObjectionsTest, WhoeverGivesUpMakesThemRight) {
  Object();
  Add(ClaimEvent::kDeadline, ClaimActor::kClock, ClaimState::kReleased);
  EXPECT_EQ(Count(), upheld_);
}

TEST_F(ObjectionsTest, WhoeverDecidesOtherwiseLaterIsRight) {
  Object();
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  Add(ClaimEvent::kRelease, ClaimActor::kModerator, ClaimState::kReleased);
  EXPECT_EQ(Count(), upheld_);
}

TEST_F(ObjectionsTest, OfSeveralTheLastCounts) {
  Object();
  Add(ClaimEvent::kUphold, ClaimActor::kModerator, ClaimState::kUpheld);
  Object();
  EXPECT_EQ(Count(), none_);
  Add(ClaimEvent::kRelease, ClaimActor::kModerator, ClaimState::kReleased);
  EXPECT_EQ(Count(), upheld_);
  // It was a mistake.
  Add(ClaimEvent::kUndo, ClaimActor::kModerator, ClaimState::kAppealed);
  EXPECT_EQ(Count(), none_);
  Add(ClaimEvent::kUphold, ClaimActor::kModerator,
      ClaimState::kTakedownNoticed);
  EXPECT_EQ(Count(), unfounded_);
  // What becomes of the takedown later says nothing of the objection.
  Add(ClaimEvent::kDeadline, ClaimActor::kClock, ClaimState::kReinstated);
  EXPECT_EQ(Count(), unfounded_);
}

TEST(SenderRecordTest, AdvisesNothingAsLongAsMoreWereRight) {
  EXPECT_EQ(AdviceFor(SenderRecord{}, {}), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor({.upheld = 1, .unfounded = 1}, {}), AccountAdvice::kWarn);
  EXPECT_EQ(AdviceFor({.upheld = 5, .unfounded = 4}, {}), AccountAdvice::kNone);
  EXPECT_EQ(AdviceFor({.upheld = 4, .unfounded = 4}, {}),
            AccountAdvice::kSuspend);
}

}  // namespace
}  // namespace earmark::takedown
