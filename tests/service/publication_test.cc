// What platforms do with uploads after they were screened, on a real database.
#include "service/publication.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "service/claim_desk.h"
#include "service/digest.h"
#include "service/internal/revise.h"
#include "tests/service/claimed_uploads.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::ClaimState;
using takedown::Screening;
using takedown::ScreeningId;
using takedown::TerritorySet;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// sun owns the lark in the United States, where a machine alone takes it down.
class PublicationTest : public ClaimedUploads {
 protected:
  PublicationTest() {
    index::Batch batch;
    rights_.SetOwnerships(
        kLark, *rights_.OwnershipsOf(kLark),
        {{.owner = {"sun"}, .territories = TerritorySet::Of({"US"})}}, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
    SetAttested(true);
  }

  Screening Withdraw(const ScreeningId& id) {
    const auto screening = publication_.Withdraw(id, {});
    EXPECT_TRUE(screening.ok()) << screening.status();
    return screening.value_or(Screening());
  }
  Screening PublishIn(const ScreeningId& id, const TerritorySet& territories) {
    const auto screening =
        publication_.SetTerritories(id, territories, std::nullopt, {});
    EXPECT_TRUE(screening.ok()) << screening.status();
    return screening.value_or(Screening());
  }
  Screening Acknowledge(const ScreeningId& id, int revision) {
    const auto screening = publication_.Acknowledge(id, revision, {});
    EXPECT_TRUE(screening.ok()) << screening.status();
    return screening.value_or(Screening());
  }

  // What is counted of the list, up to `limit`.
  takedown::Ledger::Unacknowledged Count(size_t limit = 10) const {
    return *ledger_->CountUnacknowledged({"t"}, limit);
  }

  // The key under which a screening of takedowns is listed.
  static std::string KeyOf(const ScreeningId& id) {
    return index::UploadKey("t", id.value);
  }

  // The ids of what waits for the platform, in the order of the list.
  std::vector<std::string> Unacknowledged() const {
    std::vector<std::string> ids;
    std::string from;
    do {
      const auto page = *ledger_->ListUnacknowledged({"t"}, from, 2);
      for (const Screening& screening : page.items) {
        ids.push_back(screening.id.value);
      }
      from = page.next;
    } while (!from.empty());
    return ids;
  }

  Publication publication_{{changer_, claim_settings_.clocks, clock_}};
};

TEST_F(PublicationTest, WithdrawnUploadEndsItsClaimsAndIsDecidedOnNoMore) {
  const ScreeningId id = Screen();
  ASSERT_EQ(Get(id).claims[0].standing.state, ClaimState::kActive);
  now_ += absl::Hours(1);
  const Screening withdrawn = Withdraw(id);
  EXPECT_EQ(withdrawn.withdraw_time, now_);
  EXPECT_EQ(withdrawn.claims[0].standing.state, ClaimState::kExpired);
  EXPECT_EQ(withdrawn.claims[0].standing.deadline, std::nullopt);
  EXPECT_EQ(withdrawn.decision.revision, 1);
  EXPECT_EQ(Get(id), withdrawn);
  now_ += absl::Hours(1);
  EXPECT_EQ(Withdraw(id), withdrawn);

  const absl::Status moved =
      publication_
          .SetTerritories(id, TerritorySet::Of({"CA"}), std::nullopt, {})
          .status();
  EXPECT_TRUE(absl::IsFailedPrecondition(moved));
  EXPECT_THAT(moved.message(), HasSubstr("was withdrawn at"));
  // Rights change, and it is left alone.
  SetAttested(false);
  const auto revised =
      ReviseIfNews(*ledger_, rights_, clock_, id, "rights changed",
                   [&](const Screening& screening) {
                     return decider_.DecideAgain(screening);
                   });
  ASSERT_TRUE(revised.ok()) << revised.status();
  EXPECT_FALSE(*revised);
  EXPECT_THAT(Unacknowledged(), IsEmpty());
}

TEST_F(PublicationTest, OtherTerritoriesAreDecidedOnAnew) {
  const ScreeningId id = Screen();
  ASSERT_EQ(Get(id).decision.action, Action::kTakedown);
  const Screening elsewhere = PublishIn(id, TerritorySet::Of({"CA"}));
  EXPECT_EQ(elsewhere.decision.action, Action::kAllow);
  EXPECT_EQ(elsewhere.decision.revision, 2);
  EXPECT_EQ(elsewhere.claims[0].standing.state, ClaimState::kExpired);
  EXPECT_THAT(elsewhere.earlier_decisions[0].cause,
              HasSubstr("other territories"));
  EXPECT_EQ(PublishIn(id, TerritorySet::Of({"CA"})), elsewhere);
  const Screening back = PublishIn(id, TerritorySet::Of({"CA", "US"}));
  EXPECT_EQ(back.decision.action, Action::kTakedown);
  EXPECT_EQ(back.claims[0].standing.state, ClaimState::kActive);
  EXPECT_TRUE(absl::IsAborted(
      publication_.SetTerritories(id, TerritorySet(), 2, {}).status()));
}

TEST_F(PublicationTest, TakedownsAreListedUntilThePlatformCarriedThemOut) {
  Screen();
  Screen();
  Screen();
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s2", "s1"));
  EXPECT_EQ(Acknowledge({"s2"}, 1).acknowledged_revision, 1);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s1"));
  EXPECT_EQ(Count().takedowns, 2u);
  EXPECT_EQ(Count().since, now_);
  // What was released before anybody said that it was taken down may be down:
  // it comes after all takedowns.
  PublishIn({"s1"}, TerritorySet::Of({"CA"}));
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s1"));
  EXPECT_EQ(Count().takedowns, 1u);
  EXPECT_EQ(Count().others, 1u);
  Acknowledge({"s1"}, 2);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3"));
  PublishIn({"s2"}, TerritorySet::Of({"CA"}));
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s2"));
  EXPECT_EQ(Count().others, 1u);
  PublishIn({"s2"}, TerritorySet::Of({"US"}));
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s2"));
  // An earlier revision says nothing of the present one.
  EXPECT_EQ(Acknowledge({"s2"}, 2).acknowledged_revision, 2);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s2"));
  EXPECT_EQ(Acknowledge({"s2"}, 3).acknowledged_revision, 3);
  EXPECT_EQ(Acknowledge({"s2"}, 1).acknowledged_revision, 3);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3"));

  for (const int revision : {0, 2, -1}) {
    const absl::Status status =
        publication_.Acknowledge({"s3"}, revision, {}).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_THAT(status.message(), HasSubstr("must be from 1 to 1, got"));
  }
  EXPECT_TRUE(
      absl::IsNotFound(publication_.Acknowledge({"s9"}, 1, {}).status()));
}

TEST_F(PublicationTest, TakedownsAreListedBeforeOtherChangesAndCountedApart) {
  for (int i = 0; i < 4; ++i) Screen();
  PublishIn({"s2"}, TerritorySet::Of({"CA"}));
  PublishIn({"s4"}, TerritorySet::Of({"CA"}));
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s1", "s4", "s2"));
  EXPECT_EQ(Count().takedowns, 2u);
  EXPECT_EQ(Count().others, 2u);
  EXPECT_EQ(Count(1).takedowns, 1u);
  EXPECT_EQ(Count(1).others, 1u);
  // Of the last one it is not known what was carried out; then it is.
  Acknowledge({"s4"}, 1);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s1", "s4", "s2"));
  Acknowledge({"s4"}, 2);
  Withdraw({"s2"});
  EXPECT_THAT(Unacknowledged(), ElementsAre("s3", "s1"));
  EXPECT_EQ(Count().others, 0u);
  EXPECT_TRUE(store_->Verify().ok());
}

TEST_F(PublicationTest,
       WhatAnOlderVersionListedOrDidNotIsMendedByItsNextChange) {
  Screen();
  Screen();
  Acknowledge({"s1"}, 1);
  PublishIn({"s1"}, TerritorySet::Of({"CA"}));
  Acknowledge({"s2"}, 1);
  const auto revised = ReviseIfNews(
      *ledger_, rights_, clock_, {"s2"}, "rights changed",
      [](const Screening& screening) -> absl::StatusOr<takedown::Outcome> {
        takedown::Outcome outcome{.matches = screening.matches,
                                  .candidates = screening.candidates,
                                  .decision = screening.decision,
                                  .claims = screening.claims};
        ++outcome.decision.reasons.front().policy_version;
        return outcome;
      });
  ASSERT_TRUE(revised.ok()) << revised.status();
  ASSERT_TRUE(*revised);
  EXPECT_THAT(Unacknowledged(), ElementsAre("s1"));
  // It listed takedowns alone, and these by the number of their revision.
  index::Batch batch;
  batch.Erase(index::Table::kUnacknowledged, index::UploadKey("t", "!s1"));
  batch.Put(index::Table::kUnacknowledged, KeyOf({"s2"}), "");
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_TRUE(store_->Verify().ok());
  EXPECT_THAT(Unacknowledged(), IsEmpty());
  EXPECT_EQ(Count().takedowns, 0u);
  EXPECT_EQ(Count().since, std::nullopt);

  PublishIn({"s1"}, TerritorySet::Of({"AU"}));
  EXPECT_THAT(Unacknowledged(), ElementsAre("s1"));
  EXPECT_EQ(Count().others, 1u);
  Acknowledge({"s2"}, 2);
  EXPECT_EQ(*store_->Get(index::Table::kUnacknowledged, KeyOf({"s2"})),
            std::nullopt);
}

TEST_F(PublicationTest, RepeatedRequestsChangeNothingTwice) {
  const ScreeningId id = Screen();
  const RequestKey key{"one", Sha256("one")};
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(publication_.Withdraw(id, key).ok());
  }
  EXPECT_THAT(Get(id).claims[0].steps, SizeIs(2));
}

}  // namespace
}  // namespace earmark::service
