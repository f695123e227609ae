// What waits for moderators, on a real database, with uploads that were never
// sent.
#include "service/review_desk.h"

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/claim_to_proto.h"
#include "service/digest.h"
#include "tests/service/claimed_uploads.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::CaseId;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimState;
using takedown::Harm;
using takedown::HarmOf;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using testing::SizeIs;
using Ground = takedown::Verdict::Ground;

const ClaimAct kUphold{.event = ClaimEvent::kUphold,
                       .actor = ClaimActor::kModerator,
                       .ground = Ground::kInfringement};
const ClaimAct kRelease{.event = ClaimEvent::kRelease,
                        .actor = ClaimActor::kModerator,
                        .ground = Ground::kNotOwned};
const ClaimAct kDispute{.event = ClaimEvent::kDispute,
                        .actor = ClaimActor::kUploader,
                        .objection = takedown::Objection{.statement = "Mine."}};

// Nobody attested to the lark, so that a person must look before a takedown.
class ReviewDeskTest : public ClaimedUploads {
 protected:
  // The cases in their order, each as its first claim's screening and how many
  // claims it has.
  std::vector<std::string> Cases() {
    std::vector<std::string> cases;
    std::string from;
    do {
      const auto page = *reviews_.List(from, 2);
      for (const KnownCase& known : page.items) {
        cases.push_back(absl::StrCat(known.first->screening.id.value, " ",
                                     known.claims.size()));
      }
      from = page.next;
    } while (!from.empty());
    return cases;
  }

  CaseId CaseAt(size_t place) {
    return reviews_.List("", 10)->items.at(place).id;
  }

  void Do(const takedown::ScreeningId& id, const ClaimAct& act) {
    const auto done = claims_.Act({id, ClaimOfSun(id)}, act, std::nullopt, {});
    EXPECT_TRUE(done.ok()) << done.status();
  }

  // sun's claim comes after moon's.
  int ClaimOfSun(const takedown::ScreeningId& id) const {
    return Get(id).claims[0].owner.value == "sun" ? 1 : 2;
  }

  // With moderators who must agree on what harms so much.
  void WantSecondOpinions(Harm from) {
    review_.second_opinion_from = from;
    agreed_claims_.emplace(ClaimDesk::Parts{changer_,
                                            claim_index_,
                                            *ledger_,
                                            claim_settings_.clocks,
                                            {},
                                            review_,
                                            clock_});
    agreed_moderation_.emplace(
        Moderation::Parts{changer_, claim_settings_.clocks, review_, clock_});
    agreed_desk_.emplace(ReviewDesk::Parts{
        case_index_, *agreed_claims_, decider_, rights_, notices_,
        *agreed_moderation_, unread_files_, *ledger_, review_, clock_});
  }
  absl::StatusOr<KnownCase> Say(const CaseId& id, const std::string& moderator,
                                const ClaimAct& act) {
    now_ += absl::Minutes(1);
    const auto taken = agreed_desk_->Take(id, moderator, {});
    EXPECT_TRUE(taken.ok()) << taken.status();
    return agreed_desk_->Resolve(id, moderator, act, {});
  }
  std::vector<std::string> Opinions(const CaseId& id) {
    std::vector<std::string> words;
    const KnownCase known = *agreed_desk_->Get(id);
    for (const takedown::Opinion& opinion : known.opinions) {
      words.push_back(absl::StrCat(
          opinion.moderator, " ",
          opinion.decision == ClaimEvent::kUphold ? "upholds" : "releases"));
    }
    return words;
  }

  // An upload whose audio ends too early, and in which nothing was found.
  takedown::ScreeningId ScreenDamaged(int seconds) {
    return ScreenUnseen(
        {fingerprint::Coverage::State::kDamaged, std::chrono::seconds(seconds),
         std::chrono::seconds(60),
         absl::StrCat("ends at ", seconds, ".000 s, 60.000 s were declared")});
  }
  takedown::ScreeningId ScreenUnseen(const fingerprint::Coverage& audio) {
    takedown::Screening screening;
    screening.id = {absl::StrCat("d", ++screenings_)};
    screening.facts.tenant = {"t"};
    screening.facts.upload_id = screening.id.value;
    screening.facts.account_token = "fan";
    screening.create_time = now_;
    screening.content[0] = static_cast<uint8_t>(screenings_);
    screening.audio = audio;
    screening.video.state = fingerprint::Coverage::State::kAbsent;
    screening.decision = decider_.DecideAgain(screening)->decision;
    EXPECT_EQ(screening.decision.action, Action::kReview);
    EXPECT_TRUE(ledger_->CommitScreening(screening).ok());
    return screening.id;
  }

  takedown::ReviewSettings review_;
  std::optional<ClaimDesk> agreed_claims_;
  std::optional<Moderation> agreed_moderation_;
  std::optional<ReviewDesk> agreed_desk_;
};

TEST_F(ReviewDeskTest, WhatHarmsMostAndWaitedLongestComesFirst) {
  for (int i = 0; i < 3; ++i) {
    content_[0] = static_cast<uint8_t>(i);
    Screen();
    now_ += absl::Seconds(1);
  }
  EXPECT_THAT(Cases(), ElementsAre("s1 1", "s2 1", "s3 1"));
  // Kept back by a moderator, and objected to.
  Do({"s3"}, kUphold);
  EXPECT_THAT(Cases(), ElementsAre("s1 1", "s2 1"));
  Do({"s3"}, kDispute);
  EXPECT_THAT(Cases(), ElementsAre("s3 1", "s1 1", "s2 1"));
  EXPECT_EQ(HarmOf(reviews_.List("", 1)->items[0].first->claim().standing),
            Harm::kHighest);
  EXPECT_TRUE(store_->Verify().ok());
}

TEST_F(ReviewDeskTest, UploadsOfTheSameBytesAreOneCase) {
  for (int i = 0; i < 3; ++i) {
    Screen(absl::StrCat("account", i));
    now_ += absl::Seconds(1);
  }
  content_[5] = 1;
  Screen();
  EXPECT_THAT(Cases(), ElementsAre("s1 3", "s4 1"));
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  const auto resolved = reviews_.Resolve(id, "ann", kUphold, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->claims, SizeIs(3));
  for (const char* screening : {"s1", "s2", "s3"}) {
    EXPECT_EQ(Get({screening}).decision.action, Action::kTakedown);
  }
  EXPECT_EQ(Get({"s4"}).decision.action, Action::kReview);
  EXPECT_THAT(Cases(), ElementsAre("s4 1"));
  EXPECT_TRUE(absl::IsNotFound(reviews_.Get(id).status()));
  EXPECT_EQ(Claims("sun").upheld, 3);
}

TEST_F(ReviewDeskTest, WhoTakesACaseHasItUntilItExpires) {
  Screen();
  const CaseId id = CaseAt(0);
  const absl::Status untaken =
      reviews_.Resolve(id, "ann", kUphold, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(untaken));
  EXPECT_THAT(untaken.message(), HasSubstr("ann has not taken cases/"));

  const auto taken = reviews_.Take(id, "ann", {});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->lease->expire_time, now_ + absl::Minutes(15));
  EXPECT_EQ(reviews_.Get(id)->lease->moderator, "ann");
  for (const absl::Status& other :
       {reviews_.Take(id, "bob", {}).status(),
        reviews_.Resolve(id, "bob", kUphold, {}).status(),
        reviews_.GiveBack(id, "bob", {}).status()}) {
    EXPECT_TRUE(absl::IsAborted(other)) << other;
    EXPECT_THAT(other.message(), HasSubstr("is taken by ann until"));
    EXPECT_THAT(other.message(), HasSubstr("take another"));
  }
  // It is renewed, and given back.
  now_ += absl::Minutes(14);
  EXPECT_EQ(reviews_.Take(id, "ann", {})->lease->expire_time,
            now_ + absl::Minutes(15));
  ASSERT_TRUE(reviews_.GiveBack(id, "ann", {}).ok());
  EXPECT_EQ(reviews_.Get(id)->lease, std::nullopt);

  // It expires, and then it is another's.
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  now_ += absl::Minutes(15);
  EXPECT_EQ(reviews_.Get(id)->lease, std::nullopt);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      reviews_.Resolve(id, "ann", kUphold, {}).status()));
  ASSERT_TRUE(reviews_.Take(id, "bob", {}).ok());
  EXPECT_TRUE(reviews_.Resolve(id, "bob", kRelease, {}).ok());
  EXPECT_EQ(Get({"s1"})
                .claims[static_cast<size_t>(ClaimOfSun({"s1"})) - 1]
                .standing.state,
            ClaimState::kReleased);
}

TEST_F(ReviewDeskTest, OfThoseWhoTakeACaseAtOnceOneHasIt) {
  Screen();
  const CaseId id = CaseAt(0);
  std::vector<absl::Status> statuses(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] {
      statuses[i] = reviews_.Take(id, absl::StrCat("m", i), {}).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int first = 0;
  for (const absl::Status& status : statuses) {
    first += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_TRUE(absl::IsAborted(status)) << status;
    }
  }
  EXPECT_EQ(first, 1);
}

TEST_F(ReviewDeskTest, CaseThatIsTakenMeanwhileIsNotTakenAgain) {
  Screen();
  const CaseId id = CaseAt(0);
  // Bob takes it while Ann is shown what it is about.
  bool taken = false;
  const Decider interrupted{
      {matcher_, *catalogue_, rights_, uses_, {}, claim_settings_, [&] {
         if (!std::exchange(taken, true)) {
           EXPECT_TRUE(reviews_.Take(id, "bob", {}).ok());
         }
         return now_;
       }}};
  ReviewDesk desk{{case_index_,
                   claims_,
                   interrupted,
                   rights_,
                   notices_,
                   moderation_,
                   unread_files_,
                   *ledger_,
                   {},
                   clock_}};
  EXPECT_TRUE(absl::IsAborted(desk.Take(id, "ann", {}).status()));
  EXPECT_TRUE(taken);
  EXPECT_EQ(reviews_.Get(id)->lease->moderator, "bob");
}

TEST_F(ReviewDeskTest, RepeatedRequestsChangeNothingTwice) {
  Screen();
  const CaseId id = CaseAt(0);
  const RequestKey take{"take", Sha256("take")};
  const RequestKey resolve{"resolve", Sha256("resolve")};
  for (int i = 0; i < 2; ++i) {
    const auto taken = reviews_.Take(id, "ann", take);
    ASSERT_TRUE(taken.ok()) << taken.status();
    EXPECT_THAT(taken->reasons, Not(IsEmpty()));
    EXPECT_THAT(taken->ownerships, Not(IsEmpty()));
  }
  for (int i = 0; i < 2; ++i) {
    const auto resolved = reviews_.Resolve(id, "ann", kUphold, resolve);
    ASSERT_TRUE(resolved.ok()) << resolved.status();
    EXPECT_EQ(resolved->id, id);
  }
  EXPECT_EQ(Get({"s1"}).decision.revision, 2);
  EXPECT_EQ(Claims("sun").upheld, 1);
  EXPECT_THAT(Cases(), IsEmpty());
}

TEST_F(ReviewDeskTest, CaseHasWhatIsNeededToDecide) {
  takedown::Licence licence;
  licence.id = {"short"};
  licence.owner = {"sun"};
  licence.longest_use = std::chrono::seconds(10);
  licence.create_time = licence.update_time = now_;
  index::Batch batch;
  rights_.SetLicence(std::nullopt, licence, batch);
  licence.id = {"elsewhere"};
  licence.works = {{"wren"}};
  rights_.SetLicence(std::nullopt, licence, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  Screen();
  const auto known = reviews_.Get(CaseAt(0));
  ASSERT_TRUE(known.ok()) << known.status();
  using Reason = takedown::Decision::Reason;
  const takedown::Claim& claim = known->first->claim();
  EXPECT_THAT(known->reasons,
              AllOf(Not(IsEmpty()),
                    Each(AllOf(Field(&Reason::work, Optional(claim.work)),
                               Field(&Reason::owner, Optional(claim.owner))))));
  EXPECT_THAT(known->ownerships, SizeIs(2));
  EXPECT_THAT(known->near_licences, ElementsAre(takedown::NearLicence{
                                        {"short"}, "It is for shorter uses."}));
}

TEST_F(ReviewDeskTest, WhereTwoMustAgreeOneAloneDecidesNothing) {
  WantSecondOpinions(Harm::kHigh);
  Screen();
  Screen("other");
  const CaseId id = CaseAt(0);
  EXPECT_TRUE(agreed_desk_->Get(id)->wants_second_opinion);
  ClaimAct uphold = kUphold;
  uphold.comment = "Same take.";
  const auto said = Say(id, "ann", uphold);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_THAT(said->claims, SizeIs(2));
  EXPECT_EQ(said->lease, std::nullopt);
  EXPECT_THAT(Opinions(id), ElementsAre("ann upholds"));
  EXPECT_EQ(said->opinions[0].action, Action::kTakedown);
  EXPECT_EQ(said->opinions[0].comment, "Same take.");
  EXPECT_EQ(Get({"s1"}).decision.action, Action::kReview);
  // Nor twice.
  ASSERT_TRUE(Say(id, "ann", kUphold).ok());
  EXPECT_THAT(Opinions(id), ElementsAre("ann upholds"));
  EXPECT_EQ(Get({"s1"}).decision.action, Action::kReview);

  const auto agreed = Say(id, "bob", kUphold);
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  EXPECT_FALSE(agreed->wants_second_opinion);
  EXPECT_THAT(agreed->claims, SizeIs(2));
  EXPECT_EQ(agreed->first->claim().standing.state, ClaimState::kActive);
  EXPECT_EQ(Get({"s1"}).decision.action, Action::kTakedown);
  EXPECT_EQ(Get({"s2"}).decision.action, Action::kTakedown);
  EXPECT_THAT(*case_index_.FindOpinions(id), IsEmpty());
}

TEST_F(ReviewDeskTest, WhoDisagreesIsHeardUntilTwoAgree) {
  WantSecondOpinions(Harm::kHigh);
  Screen();
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(Say(id, "ann", kUphold).ok());
  ASSERT_TRUE(Say(id, "bob", kRelease).ok());
  EXPECT_THAT(Opinions(id), ElementsAre("ann upholds", "bob releases"));
  EXPECT_EQ(Get({"s1"}).decision.action, Action::kReview);
  // Ann was convinced.
  ASSERT_TRUE(Say(id, "ann", kRelease).ok());
  EXPECT_EQ(Get({"s1"}).decision.action, Action::kTrack);
  EXPECT_THAT(Cases(), IsEmpty());
}

TEST_F(ReviewDeskTest, OpinionsAreOfTheCaseAsItStood) {
  WantSecondOpinions(Harm::kHigh);
  const takedown::ScreeningId id = Screen();
  const CaseId one = CaseAt(0);
  ASSERT_TRUE(Say(one, "ann", kUphold).ok());
  ASSERT_TRUE(Say(one, "bob", kUphold).ok());
  now_ += absl::Hours(1);
  Do(id, kDispute);
  ASSERT_EQ(CaseAt(0), one);
  EXPECT_THAT(Opinions(one), IsEmpty());
  ASSERT_TRUE(Say(one, "ann", kRelease).ok());
  EXPECT_EQ(Get(id).decision.action, Action::kTakedown);
  ASSERT_TRUE(Say(one, "cid", kRelease).ok());
  EXPECT_EQ(Get(id).decision.action, Action::kTrack);
}

TEST_F(ReviewDeskTest, OpinionIsOfWhatWasThereWhenItWasGiven) {
  WantSecondOpinions(Harm::kHigh);
  const takedown::ScreeningId first = Screen();
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(Say(id, "ann", kUphold).ok());
  // Ann has not seen the second upload.
  now_ += absl::Minutes(1);
  const takedown::ScreeningId second = Screen("other");
  const auto agreed = Say(id, "bob", kUphold);
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  EXPECT_THAT(agreed->claims, SizeIs(1));
  EXPECT_TRUE(agreed->waits_on);
  EXPECT_EQ(Get(first).decision.action, Action::kTakedown);
  EXPECT_EQ(Get(second).decision.action, Action::kReview);
  // Bob has.
  EXPECT_THAT(Opinions(id), ElementsAre("bob upholds"));
  const auto rest = Say(id, "ann", kUphold);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_FALSE(rest->waits_on);
  EXPECT_EQ(Get(second).decision.action, Action::kTakedown);
  EXPECT_THAT(Cases(), IsEmpty());
}

TEST_F(ReviewDeskTest, WhatCameSinceTheCaseWasTakenWaitsOn) {
  const takedown::ScreeningId first = Screen();
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  now_ += absl::Minutes(1);
  const takedown::ScreeningId second = Screen("other");
  const auto resolved = reviews_.Resolve(id, "ann", kUphold, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->claims, SizeIs(1));
  EXPECT_TRUE(resolved->waits_on);
  EXPECT_EQ(Get(first).decision.action, Action::kTakedown);
  EXPECT_EQ(Get(second).decision.action, Action::kReview);
  EXPECT_EQ(Cases(), (std::vector<std::string>{"s2 1"}));
}

TEST_F(ReviewDeskTest, WhatWasSeenIsDecidedOnAlthoughTheClockWentBackBefore) {
  const takedown::ScreeningId id = Screen();
  const CaseId one = CaseAt(0);
  now_ -= absl::Hours(1);
  ASSERT_TRUE(reviews_.Take(one, "ann", {}).ok());
  const auto resolved = reviews_.Resolve(one, "ann", kUphold, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_FALSE(resolved->waits_on);
  EXPECT_EQ(Get(id).decision.action, Action::kTakedown);
}

TEST_F(ReviewDeskTest, NobodyDecidesOnAnObjectionThatWasNotSeen) {
  const takedown::ScreeningId id = Screen();
  const CaseId one = CaseAt(0);
  ASSERT_TRUE(reviews_.Take(one, "ann", {}).ok());
  // Although the clock went back.
  now_ -= absl::Hours(1);
  Do(id, kDispute);
  ASSERT_EQ(CaseAt(0), one);
  const absl::Status unseen =
      reviews_.Resolve(one, "ann", kUphold, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(unseen)) << unseen;
  EXPECT_THAT(unseen.message(),
              HasSubstr("take it, look at it, and try again"));
  const auto state = [&] {
    return Get(id)
        .claims[static_cast<size_t>(ClaimOfSun(id)) - 1]
        .standing.state;
  };
  EXPECT_EQ(state(), ClaimState::kDisputed);
  ASSERT_TRUE(reviews_.Take(one, "ann", {}).ok());
  ASSERT_TRUE(reviews_.Resolve(one, "ann", kUphold, {}).ok());
  EXPECT_EQ(state(), ClaimState::kUpheld);
}

TEST_F(ReviewDeskTest, OpinionsDoNotOutliveWhatTheyWereOf) {
  WantSecondOpinions(Harm::kHigh);
  const takedown::ScreeningId id = Screen();
  const CaseId one = CaseAt(0);
  ASSERT_TRUE(Say(one, "ann", kUphold).ok());
  // Although the clock went back.
  now_ -= absl::Hours(1);
  Do(id, kDispute);
  EXPECT_THAT(Opinions(one), IsEmpty());
  ASSERT_TRUE(Say(one, "bob", kUphold).ok());
  EXPECT_THAT(Opinions(one), ElementsAre("bob upholds"));
  EXPECT_EQ(Get(id).decision.action, Action::kReview);
}

TEST_F(ReviewDeskTest, TwoAgreeOnEachClaimOrItWaitsOn) {
  WantSecondOpinions(Harm::kMedium);
  const takedown::ScreeningId first = Screen();
  const CaseId id = CaseAt(0);
  // Of the same bytes, sun asks for a licence only.
  const auto before = *rights_.OwnershipsOf(kLark);
  auto after = before;
  after[0].policy = {"licensing-required"};
  index::Batch batch;
  rights_.SetOwnerships(kLark, before, after, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  purpose_ = takedown::Purpose::kQuotation;
  const takedown::ScreeningId second = Screen("other");
  ASSERT_EQ(Cases(), (std::vector<std::string>{"s1 2"}));
  ASSERT_TRUE(Say(id, "ann", kUphold).ok());
  ClaimAct takedown = kUphold;
  takedown.action = Action::kTakedown;
  const auto agreed = Say(id, "bob", takedown);
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  EXPECT_EQ(Get(first).decision.action, Action::kTakedown);
  EXPECT_EQ(Get(second).decision.action, Action::kReview);
  EXPECT_TRUE(agreed->waits_on);
}

TEST_F(ReviewDeskTest, WhatTwoAgreedOnNobodyOverrulesAlone) {
  WantSecondOpinions(Harm::kHigh);
  const takedown::ScreeningId id = Screen();
  const takedown::ClaimName claim{id, ClaimOfSun(id)};
  const CaseId one = CaseAt(0);
  ASSERT_TRUE(Say(one, "ann", kRelease).ok());
  ASSERT_TRUE(Say(one, "bob", kRelease).ok());
  const VerdictChange takedown{.screening = id,
                               .work = kLark,
                               .action = Action::kTakedown,
                               .ground = Ground::kInfringement};
  const absl::Status verdict =
      agreed_moderation_->Change(takedown, std::nullopt, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(verdict)) << verdict;
  EXPECT_THAT(verdict.message(),
              HasSubstr("two moderators agreed on this: take back what they "
                        "decided, and resolve cases/"));
  // It waits again for two once it is undone.
  const ClaimAct undo{.event = ClaimEvent::kUndo,
                      .actor = ClaimActor::kModerator};
  ASSERT_TRUE(agreed_claims_->Act(claim, undo, std::nullopt, {}).ok());
  ASSERT_TRUE(Say(one, "ann", kUphold).ok());
  EXPECT_EQ(Get(id).decision.action, Action::kReview);
  ASSERT_TRUE(Say(one, "bob", kUphold).ok());
  EXPECT_EQ(Get(id).decision.action, Action::kTakedown);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      agreed_claims_->Act(claim, kRelease, std::nullopt, {}).status()));
}

TEST_F(ReviewDeskTest, CaseThatIsNotThereIsNotResolved) {
  Screen();
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  ASSERT_TRUE(reviews_.Resolve(id, "ann", kRelease, {}).ok());
  EXPECT_TRUE(
      absl::IsNotFound(reviews_.Resolve(id, "ann", kRelease, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(
      reviews_.Resolve({"none"}, "ann", kRelease, {}).status()));
}

TEST_F(ReviewDeskTest, MoreThanOnePageIsDecidedOn) {
  for (size_t i = 0; i < kMaxItemsShown + 1; ++i) ScreenDamaged(3);
  const CaseId id = CaseAt(0);
  EXPECT_TRUE(reviews_.Get(id)->unread->has_more_screenings);
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  const auto resolved = reviews_.Resolve(id, "ann", kRelease, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->unread->screenings, SizeIs(kMaxItemsShown));
  EXPECT_TRUE(resolved->unread->has_more_screenings);
  EXPECT_THAT(reviews_.List("", 10)->items, IsEmpty());
}

TEST_F(ReviewDeskTest, WhatTwoMustAgreeOnNobodyDecidesOtherwise) {
  WantSecondOpinions(Harm::kHigh);
  const takedown::ScreeningId id = Screen();
  const takedown::ClaimName claim{id, ClaimOfSun(id)};
  for (const absl::Status& alone :
       {agreed_claims_->Act(claim, kRelease, std::nullopt, {}).status(),
        agreed_moderation_
            ->Change({.screening = id,
            .work = kLark,
            .action = Action::kAllow,
            .ground = Ground::kNotOwned},
                     std::nullopt, {})
            .status()}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(alone)) << alone;
    EXPECT_THAT(alone.message(),
                HasSubstr(absl::StrCat("two moderators must agree on this: "
                                       "resolve cases/",
                                       CaseAt(0).value)));
  }
  // What is milder is decided by one.
  WantSecondOpinions(Harm::kHighest);
  EXPECT_FALSE(agreed_desk_->Get(CaseAt(0))->wants_second_opinion);
  EXPECT_TRUE(agreed_claims_->Act(claim, kRelease, std::nullopt, {}).ok());
}

TEST_F(ReviewDeskTest, BadOpinionIsRefusedAtOnce) {
  WantSecondOpinions(Harm::kLow);
  AddOwner("star", "review");
  index::Batch batch;
  rights_.SetOwnerships(kLark, *rights_.OwnershipsOf(kLark),
                        {{.owner = {"star"}}}, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  Screen();
  const CaseId id = CaseAt(0);
  const absl::Status refused = Say(id, "ann", kUphold).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("the owner asks that somebody"));
  EXPECT_THAT(Opinions(id), IsEmpty());
}

TEST_F(ReviewDeskTest, RepeatedOpinionIsNotedOnce) {
  WantSecondOpinions(Harm::kHigh);
  Screen();
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(agreed_desk_->Take(id, "ann", {}).ok());
  const RequestKey request{"say", Sha256("say")};
  for (int i = 0; i < 2; ++i) {
    const auto said = agreed_desk_->Resolve(id, "ann", kUphold, request);
    ASSERT_TRUE(said.ok()) << said.status();
    EXPECT_TRUE(said->wants_second_opinion);
    EXPECT_THAT(said->opinions, SizeIs(1));
  }
}

TEST_F(ReviewDeskTest, WhatCouldNotBeSeenForOneCauseIsOneCase) {
  const takedown::ScreeningId first = ScreenDamaged(3);
  now_ += absl::Seconds(1);
  const takedown::ScreeningId second = ScreenDamaged(40);
  const std::vector<KnownCase> cases = reviews_.List("", 10)->items;
  ASSERT_THAT(cases, SizeIs(1));
  const CaseId id = cases[0].id;
  EXPECT_EQ(cases[0].next->harm, Harm::kLow);
  ASSERT_TRUE(cases[0].unread.has_value());
  EXPECT_EQ(cases[0].unread->cause, "audio: ends at N s, N s were declared");
  EXPECT_THAT(cases[0].unread->screenings, ElementsAre(first, second));
  ASSERT_THAT(reviews_.Get(id)->reasons, SizeIs(1));
  EXPECT_EQ(reviews_.Get(id)->reasons[0].rule,
            takedown::Decision::Reason::Rule::kNotSeen);

  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  const absl::Status too_little =
      reviews_.Resolve(id, "ann", kUphold, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(too_little));
  EXPECT_THAT(too_little.message(), HasSubstr("nobody asks for anything"));
  const auto resolved = reviews_.Resolve(id, "ann", kRelease, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->unread->screenings, SizeIs(2));
  EXPECT_EQ(Get(first).decision.action, Action::kAllow);
  EXPECT_EQ(Get(second).decision.action, Action::kAllow);
  EXPECT_THAT(reviews_.List("", 10)->items, IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(reviews_.Get(id).status()));
  // What is taken back waits again.
  ASSERT_TRUE(moderation_
                  .Change({.screening = first,
                           .work = std::nullopt,
                           .action = std::nullopt},
                          std::nullopt, {})
                  .ok());
  EXPECT_THAT(reviews_.Get(id)->unread->screenings, ElementsAre(first));
  EXPECT_TRUE(store_->Verify().ok());
}

TEST_F(ReviewDeskTest, CaseWithoutAClaimSaysWhatCanBeSaidOfIt) {
  const takedown::ScreeningId unseen = ScreenDamaged(3);
  ASSERT_TRUE(unread_files_.Note("the file is broken", "u1", now_).ok());
  const auto options = [&](const CaseId& id) {
    std::vector<std::string> words;
    const v1::Case proto =
        ToProto(*reviews_.Get(id), now_, claim_settings_.clocks, {}, {});
    for (const v1::Claim::Option& option : proto.options()) {
      EXPECT_EQ(option.actor(), v1::Claim::MODERATOR);
      words.push_back(v1::Claim::Event_Name(option.event()));
      if (option.action() != v1::Decision::ACTION_UNSPECIFIED) {
        absl::StrAppend(&words.back(), " ",
                        v1::Decision::Action_Name(option.action()));
      }
      if (option.restricts()) words.back() += ", kept back";
    }
    return words;
  };
  const CaseId of_upload =
      takedown::CaseOfUnseen("audio: ends at N s, N s were declared");
  EXPECT_THAT(options(of_upload),
              ElementsAre("UPHOLD LICENSING_REQUIRED, kept back",
                          "UPHOLD TAKEDOWN, kept back", "RELEASE"));
  EXPECT_THAT(options(takedown::CaseOfUnread("the file is broken")),
              ElementsAre("RELEASE"));
  // So it is.
  ClaimAct license = kUphold;
  license.action = Action::kLicensingRequired;
  ASSERT_TRUE(reviews_.Take(of_upload, "ann", {}).ok());
  const auto resolved = reviews_.Resolve(of_upload, "ann", license, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(Get(unseen).decision.action, Action::kLicensingRequired);
  // What is resolved has no options.
  EXPECT_TRUE(ToProto(*resolved, now_, claim_settings_.clocks, {}, {})
                  .options()
                  .empty());
}

TEST_F(ReviewDeskTest, CaseOfAnUploadInWhichThereWasNothingToSeeIsResolved) {
  const takedown::ScreeningId id =
      ScreenUnseen({fingerprint::Coverage::State::kSeen, {}, {}, ""});
  const CaseId one = CaseAt(0);
  EXPECT_EQ(reviews_.Get(one)->unread->cause, "nothing of it was seen");
  ASSERT_TRUE(reviews_.Take(one, "ann", {}).ok());
  const auto resolved = reviews_.Resolve(one, "ann", kRelease, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(Get(id).decision.action, Action::kAllow);
  EXPECT_THAT(reviews_.List("", 10)->items, IsEmpty());
}

TEST_F(ReviewDeskTest, VerdictThatAnotherGaveMeanwhileIsNotReplaced) {
  const takedown::ScreeningId first = ScreenDamaged(3);
  const takedown::ScreeningId second = ScreenDamaged(4);
  const CaseId id = CaseAt(0);
  ASSERT_TRUE(reviews_.Take(id, "ann", {}).ok());
  ASSERT_TRUE(moderation_
                  .Change({.screening = first,
                           .work = std::nullopt,
                           .action = Action::kTakedown,
                           .ground = Ground::kInfringement},
                          std::nullopt, {})
                  .ok());
  const absl::Status late = moderation_
                                .Change({.screening = first,
                                         .work = std::nullopt,
                                         .action = Action::kAllow,
                                         .ground = Ground::kPermitted,
                                         .of_case = true},
                                        std::nullopt, {})
                                .status();
  EXPECT_TRUE(absl::IsFailedPrecondition(late)) << late;
  ASSERT_TRUE(reviews_.Resolve(id, "ann", kRelease, {}).ok());
  EXPECT_EQ(Get(first).decision.action, Action::kTakedown);
  EXPECT_EQ(Get(second).decision.action, Action::kAllow);
}

TEST_F(ReviewDeskTest, TwoAgreeOnWhatCouldNotBeSeenToo) {
  WantSecondOpinions(Harm::kLow);
  const takedown::ScreeningId first = ScreenDamaged(3);
  const takedown::ScreeningId second = ScreenDamaged(4);
  const CaseId id = CaseAt(0);
  const VerdictChange allow{.screening = first,
                            .work = std::nullopt,
                            .action = Action::kAllow,
                            .ground = Ground::kPermitted};
  const absl::Status alone =
      agreed_moderation_->Change(allow, std::nullopt, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(alone)) << alone;
  ClaimAct takedown = kUphold;
  takedown.action = Action::kTakedown;
  ASSERT_TRUE(Say(id, "ann", takedown).ok());
  EXPECT_THAT(Opinions(id), ElementsAre("ann upholds"));
  EXPECT_EQ(Get(first).decision.action, Action::kReview);
  ASSERT_TRUE(Say(id, "bob", takedown).ok());
  EXPECT_EQ(Get(first).decision.action, Action::kTakedown);
  EXPECT_EQ(Get(second).decision.action, Action::kTakedown);
  const absl::Status overruled =
      agreed_moderation_->Change(allow, std::nullopt, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(overruled)) << overruled;
  EXPECT_THAT(overruled.message(), HasSubstr("two moderators agreed"));
}

TEST_F(ReviewDeskTest, FilesThatCouldNotBeReadAreLookedAtAndClosed) {
  WantSecondOpinions(Harm::kLow);
  for (const char* upload : {"u1", "u2"}) {
    ASSERT_TRUE(unread_files_.Note("the file is broken", upload, now_).ok());
  }
  const std::vector<KnownCase> cases = agreed_desk_->List("", 10)->items;
  ASSERT_THAT(cases, SizeIs(1));
  const CaseId id = cases[0].id;
  EXPECT_EQ(cases[0].unread->cause, "the file is broken");
  EXPECT_EQ(cases[0].unread->files->count, 2);
  // There is nothing that two could agree on.
  EXPECT_FALSE(cases[0].wants_second_opinion);
  ASSERT_TRUE(agreed_desk_->Take(id, "ann", {}).ok());
  const absl::Status upheld =
      agreed_desk_->Resolve(id, "ann", kUphold, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(upheld)) << upheld;
  EXPECT_THAT(upheld.message(), HasSubstr("nothing was screened"));
  // One more comes while somebody looks.
  ASSERT_TRUE(unread_files_.Note("the file is broken", "u3", now_).ok());
  ASSERT_TRUE(agreed_desk_->Resolve(id, "ann", kRelease, {}).ok());
  EXPECT_THAT(agreed_desk_->List("", 10)->items, IsEmpty());
  EXPECT_EQ(*unread_files_.Find(id), std::nullopt);
}

}  // namespace
}  // namespace earmark::service
