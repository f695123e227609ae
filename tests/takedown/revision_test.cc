#include "takedown/revision.h"

#include <utility>

#include "gtest/gtest.h"
#include "tests/takedown/sample_records.h"

namespace earmark::takedown {
namespace {

Outcome OutcomeOf(const Screening& screening) {
  return {.matches = screening.matches,
          .candidates = screening.candidates,
          .decision = screening.decision};
}

TEST(RevisionTest, SameOutcomeIsNoNews) {
  const Screening screening = SampleScreening(1);
  EXPECT_FALSE(IsNews(screening, OutcomeOf(screening)));
}

TEST(RevisionTest, ScoresPlacesAndWordsAreNoNews) {
  const Screening screening = SampleScreening(1);
  Outcome outcome = OutcomeOf(screening);
  outcome.decision.revision = 1;
  outcome.decision.reasons[0].explanation = "It is theirs, for 29.9 s.";
  outcome.matches[0].expected_false_matches *= 2;
  outcome.matches[0].score += 1;
  outcome.matches[0].query.end -= std::chrono::milliseconds(10);
  std::swap(outcome.matches[0], outcome.matches[1]);
  EXPECT_FALSE(IsNews(screening, outcome));
}

TEST(RevisionTest, AnotherRecordingOrModalityIsNews) {
  const Screening screening = SampleScreening(1);
  Outcome outcome = OutcomeOf(screening);
  outcome.matches[0].reference = {"another"};
  EXPECT_TRUE(IsNews(screening, outcome));
  outcome = OutcomeOf(screening);
  outcome.matches[0].modality = fingerprint::Modality::kVideo;
  EXPECT_TRUE(IsNews(screening, outcome));
  outcome = OutcomeOf(screening);
  outcome.matches.pop_back();
  EXPECT_TRUE(IsNews(screening, outcome));
}

TEST(RevisionTest, AnotherActionRuleOrOwnerIsNews) {
  const Screening screening = SampleScreening(1);
  Outcome outcome = OutcomeOf(screening);
  outcome.decision.territory_actions[1].action = Action::kReview;
  EXPECT_TRUE(IsNews(screening, outcome));
  outcome = OutcomeOf(screening);
  outcome.decision.reasons[0].rule = Decision::Reason::Rule::kNotManifest;
  EXPECT_TRUE(IsNews(screening, outcome));
  outcome = OutcomeOf(screening);
  outcome.decision.reasons[0].owner = OwnerId{"another"};
  EXPECT_TRUE(IsNews(screening, outcome));
}

TEST(RevisionTest, EarlierDecisionIsKept) {
  const Screening first = SampleScreening(1);
  const absl::Time now = first.create_time + absl::Hours(2);
  const Screening second =
      Revise(first, Outcome(), now, "A work was withdrawn.");
  EXPECT_EQ(second.decision.revision, first.decision.revision + 1);
  EXPECT_EQ(second.decision.action, Action::kAllow);
  EXPECT_TRUE(second.matches.empty());
  ASSERT_EQ(second.earlier_decisions.size(),
            first.earlier_decisions.size() + 1);
  EXPECT_EQ(second.earlier_decisions.front(), first.earlier_decisions.front());
  EXPECT_EQ(second.earlier_decisions.back(),
            (EarlierDecision{.decision = first.decision,
                             .end_time = now,
                             .cause = "A work was withdrawn."}));
  // What was screened, and for whom, stays as it was.
  EXPECT_EQ(second.facts, first.facts);
  EXPECT_EQ(second.fingerprint, first.fingerprint);
  EXPECT_EQ(second.create_time, first.create_time);
}

}  // namespace
}  // namespace earmark::takedown
