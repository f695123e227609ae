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
      const auto page = *desk_.List(from, 2);
      for (const KnownCase& known : page.items) {
        cases.push_back(absl::StrCat(known.first->screening.id.value, " ",
                                     known.claims.size()));
      }
      from = page.next;
    } while (!from.empty());
    return cases;
  }

  CaseId CaseAt(size_t place) { return desk_.List("", 10)->items.at(place).id; }

  void Do(const takedown::ScreeningId& id, const ClaimAct& act) {
    const auto done = claims_.Act({id, ClaimOfSun(id)}, act, std::nullopt, {});
    EXPECT_TRUE(done.ok()) << done.status();
  }

  // sun's claim comes after moon's.
  int ClaimOfSun(const takedown::ScreeningId& id) const {
    return Get(id).claims[0].owner.value == "sun" ? 1 : 2;
  }

  const takedown::ClaimIndex claim_index_{*store_};
  ClaimDesk claims_{
      {changer_, claim_index_, *ledger_, claim_settings_.clocks, {}, clock_}};
  const takedown::CaseIndex case_index_{*store_};
  ReviewDesk desk_{
      {case_index_, claims_, decider_, rights_, notices_, *ledger_, clock_}};
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
  EXPECT_EQ(HarmOf(desk_.List("", 1)->items[0].first->claim().standing),
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
  ASSERT_TRUE(desk_.Take(id, "ann", {}).ok());
  const auto resolved = desk_.Resolve(id, "ann", kUphold, {});
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_THAT(resolved->claims, SizeIs(3));
  for (const char* screening : {"s1", "s2", "s3"}) {
    EXPECT_EQ(Get({screening}).decision.action, Action::kTakedown);
  }
  EXPECT_EQ(Get({"s4"}).decision.action, Action::kReview);
  EXPECT_THAT(Cases(), ElementsAre("s4 1"));
  EXPECT_TRUE(absl::IsNotFound(desk_.Get(id).status()));
  EXPECT_EQ(Claims("sun").upheld, 3);
}

TEST_F(ReviewDeskTest, WhoTakesACaseHasItUntilItExpires) {
  Screen();
  const CaseId id = CaseAt(0);
  const absl::Status untaken = desk_.Resolve(id, "ann", kUphold, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(untaken));
  EXPECT_THAT(untaken.message(), HasSubstr("ann has not taken cases/"));

  const auto taken = desk_.Take(id, "ann", {});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->lease->expire_time, now_ + absl::Minutes(15));
  EXPECT_EQ(desk_.Get(id)->lease->moderator, "ann");
  for (const absl::Status& other :
       {desk_.Take(id, "bob", {}).status(),
        desk_.Resolve(id, "bob", kUphold, {}).status(),
        desk_.GiveBack(id, "bob", {}).status()}) {
    EXPECT_TRUE(absl::IsAborted(other)) << other;
    EXPECT_THAT(other.message(), HasSubstr("is taken by ann until"));
    EXPECT_THAT(other.message(), HasSubstr("take another"));
  }
  // It is renewed, and given back.
  now_ += absl::Minutes(14);
  EXPECT_EQ(desk_.Take(id, "ann", {})->lease->expire_time,
            now_ + absl::Minutes(15));
  ASSERT_TRUE(desk_.GiveBack(id, "ann", {}).ok());
  EXPECT_EQ(desk_.Get(id)->lease, std::nullopt);

  // It expires, and then it is another's.
  ASSERT_TRUE(desk_.Take(id, "ann", {}).ok());
  now_ += absl::Minutes(15);
  EXPECT_EQ(desk_.Get(id)->lease, std::nullopt);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      desk_.Resolve(id, "ann", kUphold, {}).status()));
  ASSERT_TRUE(desk_.Take(id, "bob", {}).ok());
  EXPECT_TRUE(desk_.Resolve(id, "bob", kRelease, {}).ok());
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
      statuses[i] = desk_.Take(id, absl::StrCat("m", i), {}).status();
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
           EXPECT_TRUE(desk_.Take(id, "bob", {}).ok());
         }
         return now_;
       }}};
  ReviewDesk desk{
      {case_index_, claims_, interrupted, rights_, notices_, *ledger_, clock_}};
  EXPECT_TRUE(absl::IsAborted(desk.Take(id, "ann", {}).status()));
  EXPECT_TRUE(taken);
  EXPECT_EQ(desk_.Get(id)->lease->moderator, "bob");
}

TEST_F(ReviewDeskTest, RepeatedRequestsChangeNothingTwice) {
  Screen();
  const CaseId id = CaseAt(0);
  const RequestKey take{"take", Sha256("take")};
  const RequestKey resolve{"resolve", Sha256("resolve")};
  for (int i = 0; i < 2; ++i) {
    const auto taken = desk_.Take(id, "ann", take);
    ASSERT_TRUE(taken.ok()) << taken.status();
    EXPECT_THAT(taken->reasons, Not(IsEmpty()));
    EXPECT_THAT(taken->ownerships, Not(IsEmpty()));
  }
  for (int i = 0; i < 2; ++i) {
    const auto resolved = desk_.Resolve(id, "ann", kUphold, resolve);
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
  const auto known = desk_.Get(CaseAt(0));
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

}  // namespace
}  // namespace earmark::service
