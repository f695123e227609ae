#include "takedown/revision.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
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

// What the platform does by a decision.
Decision Doing(Action action, bool publish_meanwhile = false) {
  Decision decision;
  decision.action = action;
  decision.territory_actions = {{"001", action}};
  decision.publish_meanwhile = publish_meanwhile;
  return decision;
}

Decision DoingIn(const std::string& territory, Action action) {
  Decision decision = Doing(action);
  decision.territory_actions = {{"001", Action::kAllow}, {territory, action}};
  return decision;
}

TEST(AwaitsAcknowledgementTest, UntilThePlatformKnowsWhatHoldsNow) {
  const Decision allow = Doing(Action::kAllow);
  const Decision track = Doing(Action::kTrack);
  const Decision license = Doing(Action::kLicensingRequired);
  const Decision hold = Doing(Action::kReview);
  const Decision look_later = Doing(Action::kReview, true);
  const Decision take_down = Doing(Action::kTakedown);
  struct Case {
    std::string name;
    // Revision 1 first; the last one is the present one.
    std::vector<Decision> revisions;
    int acknowledged = 0;
    bool awaits = false;
  };
  const std::vector<Case> cases = {
      {"the answer to the call", {allow}, 0, false},
      {"the answer is to hold it", {hold}, 0, false},
      {"a takedown at once", {take_down}, 0, true},
      {"a takedown at once, carried out", {take_down}, 1, false},
      {"a later takedown", {allow, take_down}, 0, true},
      {"a later takedown, carried out", {allow, take_down}, 2, false},
      {"a later takedown, of which only the answer before is known",
       {allow, take_down},
       1,
       true},
      {"released after it was carried out", {take_down, allow}, 1, true},
      {"released, and put back", {take_down, allow}, 2, false},
      {"released before anybody said that it was carried out",
       {take_down, allow},
       0,
       true},
      {"taken down later and released, unsaid",
       {allow, take_down, allow},
       0,
       true},
      {"taken down later and released, known from the start",
       {allow, take_down, allow},
       1,
       true},
      {"taken down, released and put back",
       {allow, take_down, allow},
       3,
       false},
      {"taken down again while the release was unsaid",
       {take_down, allow, take_down},
       1,
       true},
      {"decided again to take it down", {take_down, take_down}, 1, false},
      {"decided again to take it down, never carried out",
       {take_down, take_down},
       0,
       true},
      {"decided again to allow it", {allow, allow, allow}, 0, false},
      {"another action", {allow, track}, 0, true},
      {"rights were registered late", {allow, license}, 0, true},
      {"held now, and that is known", {allow, license, hold}, 3, false},
      {"may be published meanwhile", {hold, look_later}, 0, true},
      {"may be published no longer", {hold, look_later, hold}, 2, true},
      {"the same in another place",
       {DoingIn("DE", Action::kReview), DoingIn("AT", Action::kReview)},
       0,
       true},
      {"a takedown moves",
       {DoingIn("DE", Action::kTakedown), DoingIn("AT", Action::kTakedown)},
       1,
       true},
      {"a takedown moved, and is carried out",
       {DoingIn("DE", Action::kTakedown), DoingIn("AT", Action::kTakedown)},
       2,
       false}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    Screening screening;
    screening.decision = one.revisions.front();
    for (size_t i = 1; i < one.revisions.size(); ++i) {
      Outcome outcome;
      outcome.decision = one.revisions[i];
      screening = Revise(screening, std::move(outcome),
                         absl::UnixEpoch() + absl::Hours(i), "rights changed");
    }
    screening.acknowledged_revision = one.acknowledged;
    EXPECT_EQ(AwaitsAcknowledgement(screening), one.awaits);
    // Reasons are nothing that a platform carries out.
    screening.decision.reasons = {{.explanation = "Other words."}};
    EXPECT_EQ(AwaitsAcknowledgement(screening), one.awaits);
    screening.withdraw_time = absl::UnixEpoch() + absl::Hours(99);
    EXPECT_FALSE(AwaitsAcknowledgement(screening));
  }
}

}  // namespace
}  // namespace earmark::takedown
