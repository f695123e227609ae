// The letters to who sent a notice, and what its notices came to.
#include "takedown/notice_answer.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::takedown {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Actor = ClaimActor;
using Event = ClaimEvent;
using Ground = Verdict::Ground;

const absl::Time kNow =
    absl::FromCivil(absl::CivilHour(2026, 3, 2, 10), absl::UTCTimeZone());

StoredNotice SampleNotice() {
  StoredNotice stored;
  stored.id = {"n1"};
  stored.create_time = kNow;
  stored.notice = {.sender = {.name = "Ann Owner", .email = "ann@x.example"},
                   .signature = "Ann Owner",
                   .works = {"The Lark", "The Wren"},
                   .locations = {"https://v.example/1"},
                   .not_authorised = true,
                   .accurate = true,
                   .authorised_to_act = true};
  stored.materials = {{"https://v.example/1", {{"s"}, 1}}};
  return stored;
}

// A claim of the notice, with which things happen.
class NoticedClaim {
 public:
  NoticedClaim() {
    claim_.standing = BeginClaim(ClaimState::kNoticed, Action::kTakedown, true,
                                 kNow, ClaimClocks());
    claim_.steps.push_back({.time = kNow});
  }

  NoticedClaim& Do(Event event, Actor actor,
                   std::optional<Ground> ground = std::nullopt) {
    now_ += absl::Hours(1);
    claim_.standing =
        *Advance(claim_.standing, event, actor, now_, ClaimClocks());
    claim_.steps.push_back(
        {.event = event, .actor = actor, .time = now_, .ground = ground});
    if (event == Event::kCounterNotice) {
      claim_.steps.back().counter_notice =
          CounterNotice{.sender = {.name = "Fan", .address = "Lane 1"},
                        .signature = "F. Fan",
                        .material = "my clip"};
    }
    return *this;
  }

  const Claim& claim() const { return claim_; }
  std::string Letter() const {
    return DecisionLetter(SampleNotice(), {claim_}, {});
  }

 private:
  Claim claim_;
  absl::Time now_ = kNow;
};

TEST(NoticeAnswerTest, SubjectNamesLawAndWorksAndNobody) {
  EXPECT_EQ(SubjectOf(SampleNotice().notice),
            "17 USC 512(c)(3): The Lark; The Wren");
  EXPECT_EQ(SubjectOf({.law = Notice::Law::kDsa}),
            "Article 16 of Regulation (EU) 2022/2065");
}

TEST(NoticeAnswerTest, SubjectNamesAsManyWorksAsOneKibibyteHolds) {
  // With what stands between them, ten of these are 1018 bytes.
  Notice notice;
  notice.works.assign(64, std::string(100, 'x'));
  const std::string subject = SubjectOf(notice);
  EXPECT_THAT(subject, EndsWith("; " + notice.works[0] + "; and 54 more"));
  EXPECT_LT(subject.size(), 1100u);
  // One alone is cut between two characters.
  notice.works = {"x"};
  for (int i = 0; i < 1000; ++i) notice.works[0] += "\u00e9";
  EXPECT_THAT(SubjectOf(notice), EndsWith("\u00e9\u00e9..."));
  EXPECT_LT(SubjectOf(notice).size(), 1100u);
}

TEST(NoticeAnswerTest, ReceiptOfACompleteNoticeAsksForNothing) {
  const std::string letter = ReceiptLetter(SampleNotice());
  EXPECT_THAT(letter, AllOf(HasSubstr("Ann Owner,\n"), HasSubstr("notices/n1"),
                            HasSubstr("2026-03-02"),
                            HasSubstr("A person will look at it"),
                            Not(HasSubstr("missing"))));
}

TEST(NoticeAnswerTest, ReceiptOfAnIncompleteNoticeAsksForWhatIsMissingAlone) {
  StoredNotice stored = SampleNotice();
  stored.notice.signature.clear();
  stored.notice.authorised_to_act = false;
  const std::string letter = ReceiptLetter(stored);
  EXPECT_THAT(letter,
              AllOf(HasSubstr("512(c)(3)(A)(i): Sign it"),
                    HasSubstr("512(c)(3)(A)(vi): State, under penalty"),
                    Not(HasSubstr("(A)(ii)")), Not(HasSubstr("(A)(v):")),
                    Not(HasSubstr("will look at it"))));
}

TEST(NoticeAnswerTest, NothingIsSaidOfADecisionBeforeThereIsOne) {
  EXPECT_THAT(NoticedClaim().Letter(), IsEmpty());
}

TEST(NoticeAnswerTest, DecisionSaysWhatWhoAndWhatCanBeDone) {
  const std::string letter =
      NoticedClaim().Do(Event::kUphold, Actor::kModerator).Letter();
  EXPECT_THAT(letter,
              AllOf(HasSubstr("decided on by a person"),
                    HasSubstr("https://v.example/1 is not shown any more."),
                    HasSubstr("No machine took part"),
                    HasSubstr("complain within six months"),
                    HasSubstr("out-of-court dispute settlement"),
                    HasSubstr("would get a copy")));
}

TEST(NoticeAnswerTest, PersonIsNotSaidToHaveDecidedWhatNobodyDecided) {
  const auto closed = [](const std::string& end) {
    return AllOf(HasSubstr("is closed, and nothing was decided on it"),
                 HasSubstr("https://v.example/1 " + end),
                 Not(HasSubstr("by a person")), Not(HasSubstr("No machine")),
                 Not(HasSubstr("complain")), Not(HasSubstr("court")));
  };
  EXPECT_THAT(NoticedClaim().Do(Event::kExpiry, Actor::kClock).Letter(),
              closed("is there no more."));
  EXPECT_THAT(NoticedClaim().Do(Event::kRelease, Actor::kClaimant).Letter(),
              closed("is left alone, as you took the notice back."));
  // One did, before the upload was withdrawn.
  EXPECT_THAT(NoticedClaim()
                  .Do(Event::kUphold, Actor::kModerator)
                  .Do(Event::kExpiry, Actor::kClock)
                  .Letter(),
              AllOf(HasSubstr("decided on by a person"),
                    HasSubstr("is there no more"), HasSubstr("complain")));
}

TEST(NoticeAnswerTest, UndoneDecisionLeavesTheOneBefore) {
  NoticedClaim claim;
  claim.Do(Event::kUphold, Actor::kModerator)
      .Do(Event::kAppeal, Actor::kUploader)
      .Do(Event::kRelease, Actor::kModerator, Ground::kNotOwned)
      .Do(Event::kUndo, Actor::kModerator);
  EXPECT_THAT(claim.Letter(), HasSubstr("decided on by a person"));
  EXPECT_TRUE(
      FindingOf(SampleNotice(), claim.claim(), kNow + absl::Hours(5), {})
          ->upheld);
  EXPECT_THAT(NoticedClaim()
                  .Do(Event::kUphold, Actor::kModerator)
                  .Do(Event::kUndo, Actor::kModerator)
                  .Letter(),
              IsEmpty());
}

TEST(NoticeAnswerTest, WhatWaitsIsNotDecidedByWhatIsGone) {
  StoredNotice stored = SampleNotice();
  stored.withdrawn_locations = {"screenings/gone"};
  EXPECT_THAT(ReceiptLetter(stored), HasSubstr("A person will look at it"));
  EXPECT_THAT(DecisionLetter(stored, {NoticedClaim().claim()}, {}),
              AllOf(HasSubstr("is not decided on yet"),
                    HasSubstr("https://v.example/1 waits for a person"),
                    HasSubstr("screenings/gone is there no more."),
                    Not(HasSubstr("complain"))));
  NoticedClaim upheld;
  upheld.Do(Event::kUphold, Actor::kModerator);
  EXPECT_THAT(DecisionLetter(stored, {upheld.claim()}, {}),
              AllOf(HasSubstr("decided on by a person"),
                    HasSubstr("screenings/gone is there no more.")));
  // Nothing is left of it.
  stored.materials.clear();
  EXPECT_THAT(ReceiptLetter(stored),
              AllOf(HasSubstr("nothing to decide on"),
                    Not(HasSubstr("A person will look at it"))));
  EXPECT_THAT(DecisionLetter(stored, {}, {}),
              AllOf(HasSubstr("nothing was decided on it"),
                    HasSubstr("screenings/gone is there no more.")));
}

TEST(NoticeAnswerTest, WhatIsLeftIsSaidWithItsGround) {
  const auto letter = [](Ground ground) {
    return NoticedClaim()
        .Do(Event::kRelease, Actor::kModerator, ground)
        .Letter();
  };
  EXPECT_THAT(letter(Ground::kWrongMatch),
              HasSubstr("stays, or is shown again, as it does not hold"));
  EXPECT_THAT(letter(Ground::kException), HasSubstr("as the law allows"));
  EXPECT_THAT(letter(Ground::kPermitted), HasSubstr("may use it"));
  EXPECT_THAT(letter(Ground::kNotOwned), HasSubstr("is not the right of"));
}

TEST(NoticeAnswerTest, SenderGetsACopyOfTheCounterNoticeAndTheInstantOfReturn) {
  NoticedClaim claim;
  claim.Do(Event::kUphold, Actor::kModerator)
      .Do(Event::kCounterNotice, Actor::kUploader);
  EXPECT_THAT(
      claim.Letter(),
      AllOf(HasSubstr("was received at 2026-03-02T12:00:00+00:00"),
            // The tenth business day is the 16th, and counts whole.
            HasSubstr("returns at 2026-03-17T00:00:00+00:00 unless"),
            HasSubstr("Fan, Lane 1"), HasSubstr("Signed: F. Fan."),
            HasSubstr("512(g)(2)(C)"), Not(HasSubstr("would get a copy"))));
  EXPECT_THAT(claim.Do(Event::kLitigation, Actor::kClaimant).Letter(),
              HasSubstr("while a court is called upon"));
}

TEST(NoticeAnswerTest, RecordCountsWhatModeratorsDecidedLately) {
  const auto record_of = [](const std::vector<NoticedClaim>& claims,
                            absl::Time now) {
    SenderRecord record;
    for (const NoticedClaim& claim : claims) {
      const auto finding = FindingOf(SampleNotice(), claim.claim(), now, {});
      if (finding) Add({*finding}, record);
    }
    return record;
  };
  NoticedClaim upheld;
  upheld.Do(Event::kUphold, Actor::kModerator);
  NoticedClaim unfounded;
  unfounded.Do(Event::kRelease, Actor::kModerator, Ground::kNotOwned);
  NoticedClaim arguable;
  arguable.Do(Event::kRelease, Actor::kModerator, Ground::kException);
  NoticedClaim undone;
  undone.Do(Event::kRelease, Actor::kModerator, Ground::kNotOwned)
      .Do(Event::kUndo, Actor::kModerator);
  NoticedClaim withdrawn;
  withdrawn.Do(Event::kRelease, Actor::kClaimant);
  const std::vector<NoticedClaim> all = {upheld, unfounded, arguable, undone,
                                         withdrawn};
  const SenderRecord record = record_of(all, kNow + absl::Hours(24));
  EXPECT_EQ(record.upheld, 1);
  ASSERT_THAT(record.unfounded, SizeIs(1));
  EXPECT_EQ(record.unfounded[0].found, unfounded.claim().steps.back().time);
  EXPECT_EQ(record_of(all, kNow + absl::Hours(24 * 91)), SenderRecord());
}

}  // namespace
}  // namespace earmark::takedown
