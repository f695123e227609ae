// Notices as they are taken in: on a real database.
#include "service/notice_desk.h"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/claim_desk.h"
#include "service/digest.h"
#include "service/review_desk.h"
#include "takedown/claim_lifecycle.h"
#include "tests/service/claimed_uploads.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimState;
using takedown::Notice;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Notice NoticeOf(const std::vector<std::string>& locations) {
  return {.sender = {.name = "Ann", .email = "ann@x.example"},
          .signature = "Ann",
          .works = {"A song that nobody registered"},
          .locations = locations,
          .not_authorised = true,
          .accurate = true,
          .authorised_to_act = true};
}

RequestKey KeyOf(const std::string& id) { return {id, Sha256(id)}; }

class NoticeDeskTest : public ClaimedUploads {
 protected:
  KnownNotice Send(const std::vector<std::string>& locations) {
    const auto sent = notices_.Send(NoticeOf(locations), {});
    EXPECT_TRUE(sent.ok()) << sent.status();
    return *sent;
  }

  takedown::Screening MaterialOf(const KnownNotice& known, size_t place = 0) {
    return Get(known.stored.materials.at(place).claim.screening);
  }

  void Decide(const KnownNotice& known, const ClaimAct& act, size_t place = 0) {
    const auto done = claims_.Act(known.stored.materials.at(place).claim, act,
                                  std::nullopt, {});
    EXPECT_TRUE(done.ok()) << done.status();
  }

  size_t NoticeCount() const { return notices_.List("", 100)->items.size(); }

  static ClaimAct Ruling(ClaimEvent event, takedown::Verdict::Ground ground) {
    return {.event = event, .actor = ClaimActor::kModerator, .ground = ground};
  }

  const ClaimAct uphold_ =
      Ruling(ClaimEvent::kUphold, takedown::Verdict::Ground::kInfringement);
  const ClaimAct release_ =
      Ruling(ClaimEvent::kRelease, takedown::Verdict::Ground::kNotOwned);
};

TEST_F(NoticeDeskTest, OpensAClaimOnEachUploadAndRestrictsNothingYet) {
  const auto first = Screen("fan");
  const auto second = Screen("other");
  const takedown::Decision before = Get(first).decision;
  const KnownNotice known =
      Send({"screenings/s1", "screenings/s2", "screenings/s1"});
  ASSERT_THAT(known.stored.materials, SizeIs(2));
  EXPECT_EQ(Get(first).decision, before);
  EXPECT_EQ(Get(second).claims.back().standing.state, ClaimState::kNoticed);
  EXPECT_EQ(Get(second).claims.back().notice, known.stored.id);
  // One case, with the notice, beside that of the owner.
  const auto cases = reviews_.List("", 10);
  int notice_cases = 0;
  for (const KnownCase& waiting : cases->items) {
    if (!waiting.first->claim().standing.noticed) continue;
    ++notice_cases;
    EXPECT_THAT(waiting.claims, SizeIs(2));
    EXPECT_EQ(reviews_.Get(waiting.id)->notice->stored, known.stored);
  }
  EXPECT_EQ(notice_cases, 1);
}

TEST_F(NoticeDeskTest, TakesDownWhatAPersonUpholdsUntilThatIsUndone) {
  const KnownNotice known = Send({"https://v.example/1"});
  EXPECT_EQ(MaterialOf(known).decision.action, Action::kAllow);
  EXPECT_EQ(MaterialOf(known).location, "https://v.example/1");
  Decide(known, uphold_);
  EXPECT_EQ(MaterialOf(known).decision.action, Action::kTakedown);
  EXPECT_EQ(MaterialOf(known).decision.reasons[0].notice, known.stored.id);
  Decide(known, {.event = ClaimEvent::kUndo, .actor = ClaimActor::kModerator});
  EXPECT_EQ(MaterialOf(known).decision.action, Action::kAllow);
  EXPECT_EQ(MaterialOf(known).claims[0].standing.state, ClaimState::kNoticed);
}

TEST_F(NoticeDeskTest, OwnersHaveNothingToDoWithIt) {
  const auto upload = Screen();
  const takedown::Action wanted = Get(upload).decision.action;
  const takedown::ClaimRecord before = Claims("sun");
  const KnownNotice known = Send({"screenings/s1"});
  Decide(known, release_);
  EXPECT_EQ(Claims("sun"), before);
  EXPECT_THAT(claim_index_.ListOf({""}, "", 10)->items, IsEmpty());
  // Their claims go on beside it.
  EXPECT_EQ(Get(upload).decision.action, wanted);
}

TEST_F(NoticeDeskTest, AppealWaitsForAModeratorHoweverLongItTakes) {
  const KnownNotice known = Send({"https://v.example/1"});
  Decide(known, uphold_);
  Decide(known, {.event = ClaimEvent::kAppeal,
                 .actor = ClaimActor::kUploader,
                 .objection = takedown::Objection{.statement = "Mine."}});
  now_ += absl::Hours(24 * 365);
  EXPECT_EQ(*claims_.PassDeadlines({}), 0u);
  EXPECT_EQ(MaterialOf(known).claims[0].standing.state, ClaimState::kAppealed);
  EXPECT_THAT(reviews_.List("", 10)->items, SizeIs(1));
}

TEST_F(NoticeDeskTest, SameAddressIsTheSameMaterial) {
  const KnownNotice first = Send({"https://v.example/1"});
  const KnownNotice second = Send({"https://v.example/1"});
  EXPECT_EQ(MaterialOf(first).id, MaterialOf(second).id);
  EXPECT_THAT(MaterialOf(first).claims, SizeIs(2));
  // Two notices are upheld, and one of them alone is undone.
  Decide(first, uphold_);
  Decide(second, uphold_);
  Decide(first, {.event = ClaimEvent::kUndo, .actor = ClaimActor::kModerator});
  EXPECT_EQ(MaterialOf(first).decision.action, Action::kTakedown);
}

TEST_F(NoticeDeskTest, StrikesAreOfTheAccountIfThereIsOne) {
  Screen("fan");
  const KnownNotice known = Send({"screenings/s1", "https://v.example/1"});
  Decide(known, uphold_);
  Decide(known, uphold_, 1);
  EXPECT_THAT(claims_.StandingOf("fan")->strikes, SizeIs(1));
  EXPECT_THAT(claims_.StandingOf("")->strikes, IsEmpty());
}

TEST_F(NoticeDeskTest, WhatIsWrongIsRefusedAndNothingIsLeft) {
  Screen();
  const absl::Status missing =
      notices_.Send(NoticeOf({"screenings/s1", "screenings/nine"}), {})
          .status();
  EXPECT_TRUE(absl::IsNotFound(missing)) << missing;
  EXPECT_THAT(std::string(missing.message()), HasSubstr("screenings/nine"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      notices_.Send(NoticeOf({"screenings/a/b"}), {}).status()));
  EXPECT_EQ(NoticeCount(), 0u);
  for (const takedown::Claim& claim : Get({"s1"}).claims) {
    EXPECT_NE(claim.standing.state, ClaimState::kNoticed);
  }
  EXPECT_TRUE(absl::IsNotFound(notices_.Get({"n"}).status()));
}

TEST_F(NoticeDeskTest, IncompleteOneOpensNothingBeforeItIsComplete) {
  Notice notice = NoticeOf({"https://v.example/1"});
  notice.signature = "  ";
  notice.accurate = false;
  const auto sent = notices_.Send(notice, {});
  ASSERT_TRUE(sent.ok()) << sent.status();
  EXPECT_EQ(sent->stored.complete_time, std::nullopt);
  EXPECT_THAT(sent->stored.materials, IsEmpty());
  const auto half = notices_.Complete(sent->stored.id, std::nullopt,
                                      {.signature = "Ann"}, {});
  ASSERT_TRUE(half.ok()) << half.status();
  EXPECT_EQ(half->stored.complete_time, std::nullopt);
  now_ += absl::Hours(1);
  const auto whole =
      notices_.Complete(sent->stored.id, std::nullopt, {.accurate = true}, {});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->stored.complete_time, now_);
  EXPECT_EQ(whole->stored.notice.signature, "Ann");
  EXPECT_EQ(whole->stored.revision, 3);
  ASSERT_THAT(whole->claims, SizeIs(1));
  const absl::Status lawless =
      notices_.Complete(sent->stored.id, Notice::Law::kDsa, {}, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(lawless)) << lawless;
  EXPECT_THAT(std::string(lawless.message()), HasSubstr("is by the law DMCA"));
  const absl::Status again =
      notices_.Complete(sent->stored.id, std::nullopt, {.signature = "Bo"}, {})
          .status();
  EXPECT_TRUE(absl::IsFailedPrecondition(again)) << again;
}

TEST_F(NoticeDeskTest, RepeatedRequestsTakeItInOnce) {
  std::vector<std::string> ids(8);
  std::vector<std::thread> callers;
  callers.reserve(ids.size());
  for (std::string& id : ids) {
    callers.emplace_back([&] {
      const auto sent = notices_.Send(
          NoticeOf({"https://v.example/1", "https://v.example/2"}),
          KeyOf("once"));
      if (sent.ok()) id = sent->stored.id.value;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(ids, testing::Each(ids[0]));
  EXPECT_NE(ids[0], "");
  EXPECT_EQ(NoticeCount(), 1u);
  EXPECT_EQ(notices_.Send(NoticeOf({"https://v.example/1"}), KeyOf("other"))
                ->claims.size(),
            1u);
}

TEST_F(NoticeDeskTest, SenderHasARecordOfItsOwn) {
  for (int i = 0; i < 3; ++i) {
    const KnownNotice known = Send({absl::StrCat("https://v.example/", i)});
    Decide(known, release_);
  }
  Notice other = NoticeOf({"https://v.example/9"});
  other.sender.email = "bo@x.example";
  const auto sent = notices_.Send(other, {});
  EXPECT_EQ(sent->sender, takedown::SenderRecord());
  // However it writes its address.
  other.sender.email = " ANN@x.example";
  EXPECT_EQ(notices_.Send(other, {})->sender, (takedown::SenderRecord{0, 3}));
}

}  // namespace
}  // namespace earmark::service
