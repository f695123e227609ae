#include "takedown/case.h"

#include <chrono>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using fingerprint::Coverage;
using testing::ElementsAre;
using testing::IsEmpty;
using Rule = Decision::Reason::Rule;

// An upload in review, as the end of its audio is missing.
Screening Unseen() {
  Screening screening;
  screening.audio = {Coverage::State::kDamaged, std::chrono::seconds(3),
                     std::chrono::seconds(5),
                     "ends at 3.000 s, 5.120 s were declared"};
  screening.video.state = Coverage::State::kAbsent;
  screening.decision.action = Action::kReview;
  screening.decision.reasons = {
      {.rule = Rule::kNotSeen, .action = Action::kReview}};
  screening.decision.territory_actions = {{"001", Action::kReview}};
  return screening;
}

TEST(CaseTest, SameFaultIsTheSameWords) {
  EXPECT_EQ(WithoutNumbers("ends at 3.000 s, 5.120 s were declared"),
            "ends at N s, N s were declared");
  EXPECT_EQ(WithoutNumbers("12 of 7"), "N of N");
  EXPECT_EQ(WithoutNumbers("1.2.3."), "N.");
  EXPECT_EQ(WithoutNumbers(""), "");
  // Names keep theirs.
  EXPECT_EQ(WithoutNumbers("codec h264 cannot be opened"),
            "codec h264 cannot be opened");
  EXPECT_EQ(WithoutNumbers("codec mp4v2x9 of 9"), "codec mp4v2x9 of N");
}

TEST(CaseTest, CauseNamesAllThatWasNotSeen) {
  Screening screening = Unseen();
  EXPECT_EQ(UnseenCause(screening), "audio: ends at N s, N s were declared");
  screening.video = screening.audio;
  screening.video.detail = "video is damaged at 1.250 s";
  EXPECT_EQ(UnseenCause(screening),
            "audio: ends at N s, N s were declared; "
            "video: video is damaged at N s");
  screening.video.detail = "";
  screening.audio.state = Coverage::State::kAbsent;
  EXPECT_EQ(UnseenCause(screening), "video: part of it could not be decoded");
  screening.video.state = Coverage::State::kAbsent;
  EXPECT_EQ(UnseenCause(screening), "nothing of it was seen");
}

TEST(CaseTest, CausesAndKindsHaveCasesOfTheirOwn) {
  EXPECT_EQ(CaseOfUnseen("a").value.size(), kCaseIdLength);
  EXPECT_EQ(CaseOfUnseen("a"), CaseOfUnseen("a"));
  EXPECT_NE(CaseOfUnseen("a"), CaseOfUnseen("b"));
  EXPECT_NE(CaseOfUnseen("a"), CaseOfUnread("a"));
}

TEST(CaseTest, UploadAwaitsSightWhereNothingElseIsDecided) {
  EXPECT_TRUE(AwaitsSight(Unseen()));
  Screening taken_down = Unseen();
  taken_down.decision.territory_actions = {{"001", Action::kTakedown}};
  EXPECT_FALSE(AwaitsSight(taken_down));
  taken_down.decision.territory_actions.push_back({"DE", Action::kReview});
  EXPECT_TRUE(AwaitsSight(taken_down));
  Screening allowed = Unseen();
  allowed.decision.reasons[0].action = Action::kAllow;
  EXPECT_FALSE(AwaitsSight(allowed));
  Screening other = Unseen();
  other.decision.reasons[0].rule = Rule::kNotAttested;
  EXPECT_FALSE(AwaitsSight(other));
  Screening withdrawn = Unseen();
  withdrawn.withdraw_time = absl::UnixEpoch();
  EXPECT_FALSE(AwaitsSight(withdrawn));
}

TEST(CaseTest, TwoAgreeOnWhatBothMeanForAClaim) {
  const Opinion as_wanted{.decision = ClaimEvent::kUphold};
  Opinion takedown = as_wanted;
  takedown.asked = Action::kTakedown;
  EXPECT_TRUE(AgreeOn(Action::kTakedown, as_wanted, takedown));
  EXPECT_FALSE(AgreeOn(Action::kLicensingRequired, as_wanted, takedown));
  EXPECT_TRUE(AgreeOn(Action::kLicensingRequired, as_wanted, as_wanted));
  EXPECT_TRUE(AgreeOn(Action::kLicensingRequired, takedown, takedown));
  const Opinion release{.decision = ClaimEvent::kRelease};
  EXPECT_TRUE(AgreeOn(Action::kTakedown, release, release));
  EXPECT_FALSE(AgreeOn(Action::kTakedown, release, as_wanted));
}

TEST(CaseTest, HarmsFromTheSetOneOnWantASecondOpinion) {
  EXPECT_FALSE(ReviewSettings().WantsSecondOpinion(Harm::kHighest));
  const ReviewSettings settings{.second_opinion_from = Harm::kHigh};
  EXPECT_FALSE(settings.WantsSecondOpinion(Harm::kMedium));
  EXPECT_TRUE(settings.WantsSecondOpinion(Harm::kHigh));
  EXPECT_TRUE(settings.WantsSecondOpinion(Harm::kHighest));
}

TEST(CaseTest, AnotherModeratorMustSayTheSame) {
  const Opinion ann{.moderator = "ann"};
  Opinion bob = ann;
  EXPECT_EQ(FindSame(bob, {}), nullptr);
  EXPECT_EQ(FindSame(bob, {ann}), nullptr);
  bob.moderator = "bob";
  EXPECT_NE(FindSame(bob, {ann}), nullptr);
  // Why, and in which words, each says for itself.
  bob.comment = "Same take.";
  bob.ground = Verdict::Ground::kException;
  EXPECT_NE(FindSame(bob, {ann}), nullptr);
  Opinion milder = bob;
  milder.action = Action::kLicensingRequired;
  EXPECT_EQ(FindSame(milder, {ann}), nullptr);
  Opinion other = bob;
  other.decision = ClaimEvent::kRelease;
  EXPECT_EQ(FindSame(other, {ann}), nullptr);
  // Any of several.
  EXPECT_NE(FindSame({.moderator = "cid"}, {other, ann}), nullptr);
}

TEST(CaseTest, LastWordOfAModeratorCountsUntilTheCaseIsAnotherOne) {
  const absl::Time time = absl::FromUnixSeconds(1'800'000'000);
  const Opinion ann{.moderator = "ann", .time = time};
  const Opinion bob{.moderator = "bob", .time = time + absl::Seconds(1)};
  Opinion changed = ann;
  changed.decision = ClaimEvent::kRelease;
  changed.time = time + absl::Seconds(2);
  std::vector<Opinion> opinions;
  AddOpinion(ann, opinions);
  AddOpinion(bob, opinions);
  AddOpinion(changed, opinions);
  EXPECT_THAT(opinions, ElementsAre(bob, changed));
  EXPECT_THAT(OpinionsSince(bob.time, opinions), ElementsAre(bob, changed));
  EXPECT_THAT(OpinionsSince(changed.time, opinions), ElementsAre(changed));
  EXPECT_THAT(OpinionsSince(changed.time + absl::Nanoseconds(1), opinions),
              IsEmpty());
}

}  // namespace
}  // namespace earmark::takedown
