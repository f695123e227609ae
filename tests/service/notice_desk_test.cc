// Notices as they are taken in: on a real database.
#include "service/notice_desk.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "service/claim_desk.h"
#include "service/digest.h"
#include "service/notice_to_proto.h"
#include "service/publication.h"
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
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
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

// How many of a sender's notices were, and none was right.
int Unfounded(const std::optional<takedown::SenderRecord>& record) {
  EXPECT_TRUE(record);
  if (!record) return -1;
  EXPECT_EQ(record->upheld, 0);
  return static_cast<int>(record->unfounded.size());
}

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

  void Withdraw(const takedown::ScreeningId& id) {
    const auto gone = publication_.Withdraw(id, {});
    EXPECT_TRUE(gone.ok()) << gone.status();
  }

  // Everything that a notice asks for but for who sends it.
  static Notice Anonymous() {
    Notice notice = NoticeOf({"https://v.example/1"});
    notice.sender.email.clear();
    return notice;
  }

  size_t NoticeCount() const { return notices_.List("", 100)->items.size(); }

  static ClaimAct Ruling(ClaimEvent event, takedown::Verdict::Ground ground) {
    return {.event = event, .actor = ClaimActor::kModerator, .ground = ground};
  }

  const ClaimAct uphold_ =
      Ruling(ClaimEvent::kUphold, takedown::Verdict::Ground::kInfringement);
  const ClaimAct release_ =
      Ruling(ClaimEvent::kRelease, takedown::Verdict::Ground::kNotOwned);
  Publication publication_{{changer_, claim_settings_.clocks, clock_}};
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
  EXPECT_EQ(Unfounded(notices_.Send(other, {})->sender), 3);
}

TEST_F(NoticeDeskTest, WhatComesBackToAnAddressIsNoticedAnew) {
  const KnownNotice first = Send({"https://v.example/1"});
  Withdraw(MaterialOf(first).id);
  EXPECT_EQ(notices_.Get(first.stored.id)->claims[0].standing.state,
            ClaimState::kExpired);
  const KnownNotice second = Send({"https://v.example/1"});
  ASSERT_THAT(second.claims, SizeIs(1));
  EXPECT_NE(MaterialOf(second).id, MaterialOf(first).id);
  EXPECT_EQ(MaterialOf(second).location, "https://v.example/1");
  Decide(second, uphold_);
  EXPECT_EQ(MaterialOf(second).decision.action, Action::kTakedown);
  // It is one material again for whoever notices it.
  EXPECT_EQ(MaterialOf(Send({"https://v.example/1"})).id,
            MaterialOf(second).id);
  Withdraw(MaterialOf(second).id);
  const KnownNotice third = Send({"https://v.example/1"});
  EXPECT_NE(MaterialOf(third).id, MaterialOf(first).id);
  EXPECT_NE(MaterialOf(third).id, MaterialOf(second).id);
}

TEST_F(NoticeDeskTest, NoticesAtOnceOfWhatCameBackAreOfOneMaterial) {
  Withdraw(MaterialOf(Send({"https://v.example/1"})).id);
  std::vector<std::string> ids(8);
  std::vector<std::thread> callers;
  callers.reserve(ids.size());
  for (std::string& id : ids) {
    callers.emplace_back([&] {
      // Attempts run out where so many write one upload: then it is sent again.
      absl::StatusOr<KnownNotice> sent = absl::AbortedError("");
      while (absl::IsAborted(sent.status())) {
        sent = notices_.Send(NoticeOf({"https://v.example/1"}), {});
      }
      if (sent.ok()) id = MaterialOf(*sent).id.value;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(ids, testing::Each(ids[0]));
  EXPECT_THAT(Get({ids[0]}).claims, SizeIs(8));
}

TEST_F(NoticeDeskTest, WithdrawnUploadKeepsNobodyFromTheRest) {
  Withdraw(Screen());
  Screen();
  const KnownNotice known =
      Send({"screenings/s1", "screenings/s2", "screenings/s1"});
  ASSERT_THAT(known.claims, SizeIs(1));
  EXPECT_EQ(known.stored.materials[0].location, "screenings/s2");
  EXPECT_THAT(known.stored.withdrawn_locations, ElementsAre("screenings/s1"));
  EXPECT_EQ(ToProto(known).state(), v1::Notice::RECEIVED);
  EXPECT_THAT(ToProto(known).withdrawn_locations(),
              ElementsAre("screenings/s1"));
  // One about nothing else is closed, and no case is made of it.
  const size_t cases = reviews_.List("", 10)->items.size();
  const KnownNotice gone = Send({"screenings/s1"});
  EXPECT_NE(gone.stored.complete_time, std::nullopt);
  EXPECT_THAT(gone.claims, IsEmpty());
  EXPECT_EQ(ToProto(gone).state(), v1::Notice::DECIDED);
  EXPECT_THAT(reviews_.List("", 10)->items, SizeIs(cases));
}

TEST_F(NoticeDeskTest, UploadIsNotTakenForAnAddressByItsId) {
  // As a pipeline could send it when such ids were not refused.
  takedown::Screening upload = Get(Screen());
  upload.id = {"sent"};
  upload.claims.clear();
  // $ printf https://v.example/2 | sha256sum
  upload.facts.upload_id = "location:a89406e3f36d5b652834c592e7aa9bf5e6d4738b";
  ASSERT_TRUE(ledger_->CommitScreening(upload).ok());
  const takedown::Screening other = MaterialOf(Send({"https://v.example/2"}));
  EXPECT_NE(other.id, upload.id);
  EXPECT_EQ(other.location, "https://v.example/2");
  EXPECT_THAT(Get(upload.id).claims, IsEmpty());
  EXPECT_EQ(MaterialOf(Send({"https://v.example/2"})).id, other.id);
}

TEST_F(NoticeDeskTest, SenderIsKnownByWhatItSaysInTheEnd) {
  for (int i = 0; i < 2; ++i) {
    const auto sent = notices_.Send(Anonymous(), {});
    ASSERT_TRUE(sent.ok()) << sent.status();
    const auto whole =
        notices_.Complete(sent->stored.id, std::nullopt,
                          {.sender = {.email = "ann@x.example"}}, {});
    ASSERT_TRUE(whole.ok()) << whole.status();
    Decide(*whole, release_);
    EXPECT_EQ(Unfounded(notices_.Get(sent->stored.id)->sender), i + 1);
  }
  EXPECT_EQ(Unfounded(Send({"https://v.example/2"}).sender), 2);
  // One that says it is somebody else before the notice is complete.
  Notice other = NoticeOf({"https://v.example/3"});
  other.sender.email = "bo@x.example";
  other.accurate = false;
  const auto sent = notices_.Send(other, {});
  const auto whole = notices_.Complete(
      sent->stored.id, std::nullopt,
      {.sender = {.email = "ann@x.example"}, .accurate = true}, {});
  EXPECT_EQ(Unfounded(whole->sender), 2);
  Decide(*whole, release_);
  EXPECT_EQ(Unfounded(Send({"https://v.example/2"}).sender), 3);
  other.accurate = true;
  EXPECT_EQ(notices_.Send(other, {})->sender, takedown::SenderRecord());
}

TEST_F(NoticeDeskTest, SendersThatCannotBeReachedShareNoRecord) {
  const auto first = notices_.Send(Anonymous(), {});
  EXPECT_EQ(first->sender, std::nullopt);
  EXPECT_EQ(first->stored.sender_token, "");
  EXPECT_THAT(notice_book_.ListOf("", "", 10)->items, IsEmpty());
}

TEST_F(NoticeDeskTest, RepeatedRequestFindsItsNoticeAfterTheSenderChanged) {
  const auto sent = notices_.Send(Anonymous(), KeyOf("once"));
  ASSERT_TRUE(sent.ok()) << sent.status();
  ASSERT_TRUE(notices_
                  .Complete(sent->stored.id, std::nullopt,
                            {.sender = {.email = "ann@x.example"}}, {})
                  .ok());
  const auto again = notices_.Send(Anonymous(), KeyOf("once"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->stored.id, sent->stored.id);
  EXPECT_EQ(NoticeCount(), 1u);
}

TEST_F(NoticeDeskTest, RequestOfBeforeTheyHadEntriesIsFound) {
  const auto sent = notices_.Send(Anonymous(), KeyOf("once"));
  for (int i = 0; i < 20; ++i) Send({absl::StrCat("https://v.example/", i)});
  index::Batch batch;
  batch.Erase(index::Table::kSenderNotices,
              index::UploadKey("request:once", sent->stored.id.value));
  ASSERT_TRUE(store_->Apply(batch).ok());
  const auto again = notices_.Send(Anonymous(), KeyOf("once"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->stored.id, sent->stored.id);
}

TEST_F(NoticeDeskTest, RecordIsMadeOfTheNewestHundredNotices) {
  Decide(Send({"https://v.example/1"}), release_);
  Notice incomplete = NoticeOf({});
  incomplete.signature.clear();
  std::optional<takedown::SenderRecord> record;
  for (int i = 0; i < 99; ++i) {
    record = notices_.Send(incomplete, {})->sender;
  }
  EXPECT_EQ(Unfounded(record), 1);
  EXPECT_EQ(notices_.Send(incomplete, {})->sender, takedown::SenderRecord());
}

TEST_F(NoticeDeskTest, SixteenNoticesMayWaitAboutOneUpload) {
  Screen();
  std::vector<KnownNotice> sent;
  for (int i = 0; i < 16; ++i) {
    Notice notice = NoticeOf({"screenings/s1"});
    notice.sender.email = absl::StrCat("ann", i, "@x.example");
    sent.push_back(*notices_.Send(notice, {}));
  }
  const Notice stranger = NoticeOf({"https://v.example/1", "screenings/s1"});
  const absl::Status full = notices_.Send(stranger, {}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_THAT(std::string(full.message()),
              testing::AllOf(HasSubstr("screenings/s1 has 16"),
                             HasSubstr("once those are decided on"),
                             Not(HasSubstr("same sender"))));
  // One that waits already is told so.
  Notice repeated = NoticeOf({"screenings/s1"});
  repeated.sender.email = "ann7@x.example";
  EXPECT_THAT(std::string(notices_.Send(repeated, {}).status().message()),
              HasSubstr(absl::StrCat("notices/", sent[7].stored.id.value,
                                     " of the same sender")));
  EXPECT_EQ(NoticeCount(), 16u);
  // Completing one is no way around.
  Notice incomplete = stranger;
  incomplete.accurate = false;
  const auto later = notices_.Send(incomplete, {});
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_TRUE(absl::IsResourceExhausted(
      notices_.Complete(later->stored.id, std::nullopt, {.accurate = true}, {})
          .status()));
  Decide(sent[3], release_);
  EXPECT_TRUE(notices_.Send(stranger, {}).ok());
}

TEST_F(NoticeDeskTest, UploadTakesOnlySoManyNoticesInAll) {
  for (int i = 0; i < 128; ++i) {
    Decide(Send({"https://v.example/1"}), release_);
  }
  const absl::Status full =
      notices_.Send(NoticeOf({"https://v.example/1"}), {}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_THAT(std::string(full.message()), HasSubstr("has had 128"));
  EXPECT_TRUE(notices_.Send(NoticeOf({"https://v.example/2"}), {}).ok());
}

TEST_F(NoticeDeskTest, UploadHoldsLittleOfWhatANoticeSays) {
  const auto upload = Screen();
  Notice notice = NoticeOf({"screenings/s1"});
  notice.works.assign(64, std::string(1024, 'x'));
  ASSERT_TRUE(notices_.Send(notice, {}).ok());
  const std::string& comment = Get(upload).claims.back().steps[0].comment;
  EXPECT_LT(comment.size(), 1200u);
  EXPECT_THAT(comment, HasSubstr("and 63 more"));
}

TEST_F(NoticeDeskTest, PagesOfLongNoticesFitIntoAMessage) {
  Notice longest = NoticeOf({});
  longest.explanation = std::string(8 << 10, 'x');
  longest.works.assign(64, std::string(1024, 'x'));
  for (int i = 0; i < 64; ++i) {
    longest.locations.push_back(absl::StrCat(std::string(1020, 'x'), i));
  }
  constexpr size_t kNotices = 15;
  for (size_t i = 0; i < kNotices; ++i) {
    ASSERT_TRUE(notices_.Send(longest, {}).ok());
  }
  std::vector<std::string> listed;
  std::string from;
  do {
    const auto page = notices_.List(from, 1000);
    ASSERT_TRUE(page.ok()) << page.status();
    v1::ListNoticesResponse response;
    for (const KnownNotice& known : page->items) {
      *response.add_notices() = ToProto(known);
      EXPECT_EQ(response.notices().rbegin()->receipt(), "");
      EXPECT_EQ(response.notices().rbegin()->decision(), "");
      listed.push_back(known.stored.id.value);
    }
    EXPECT_LT(response.ByteSizeLong(), 4u << 20);
    from = page->next;
  } while (!from.empty());
  EXPECT_THAT(listed, SizeIs(kNotices));
  EXPECT_TRUE(std::is_sorted(listed.rbegin(), listed.rend()));
  // Short ones come all at once.
  EXPECT_THAT(notices_.List("", 7)->items, SizeIs(7));
}

}  // namespace
}  // namespace earmark::service
