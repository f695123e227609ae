// What people decide, on a real database, with screenings that were never
// uploaded.
#include "service/moderation.h"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/digest.h"
#include "tests/service/claimed_uploads.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::Decision;
using takedown::Owner;
using takedown::Screening;
using testing::HasSubstr;
using Ground = takedown::Verdict::Ground;
using Rule = Decision::Reason::Rule;

class ModerationTest : public ClaimedUploads {
 protected:
  static VerdictChange Allow(const takedown::ScreeningId& id, Ground ground) {
    return {.screening = id,
            .work = kLark,
            .action = Action::kAllow,
            .ground = ground,
            .comment = "Seen."};
  }
  static VerdictChange Forbid(const takedown::ScreeningId& id) {
    return {.screening = id,
            .work = kLark,
            .action = Action::kTakedown,
            .ground = Ground::kInfringement,
            .comment = ""};
  }
  static VerdictChange TakeBack(const takedown::ScreeningId& id) {
    VerdictChange change;
    change.screening = id;
    change.work = kLark;
    return change;
  }

  Screening Change(const VerdictChange& change) {
    const auto changed = moderation_.Change(change, std::nullopt, {});
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.value_or(Screening());
  }
};

TEST_F(ModerationTest, VerdictIsARevisionThatSaysWhy) {
  const takedown::ScreeningId id = Screen();
  ASSERT_EQ((*ledger_->FindScreening(id))->decision.action, Action::kReview);
  now_ += absl::Seconds(5);
  const Screening forbidden = Change(Forbid(id));
  EXPECT_EQ(forbidden.decision.action, Action::kTakedown);
  EXPECT_EQ(forbidden.decision.revision, 2);
  EXPECT_EQ(forbidden.decision.reasons[0].rule, Rule::kVerdict);
  EXPECT_THAT(forbidden.decision.reasons[0].explanation,
              HasSubstr("a person looked and decided on TAKEDOWN"));
  EXPECT_EQ(forbidden.earlier_decisions[0].end_time, now_);
  EXPECT_EQ(**ledger_->FindScreening(id), forbidden);

  const Screening allowed = Change(Allow(id, Ground::kException));
  EXPECT_NE(allowed.decision.action, Action::kTakedown);
  EXPECT_THAT(allowed.earlier_decisions[1].cause, HasSubstr("Seen."));
  const Screening back = Change(TakeBack(id));
  EXPECT_EQ(back.decision.action, Action::kReview);
  EXPECT_EQ(back.decision.revision, 4);
  EXPECT_TRUE(back.verdicts.empty());
  EXPECT_EQ(*ledger_->VerifyAudit(), 4);
}

TEST_F(ModerationTest, VerdictsCountForThoseWhoAskedForARestriction) {
  const takedown::ScreeningId id = Screen();
  Change(Forbid(id));
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.upheld = 1}));
  EXPECT_EQ(Claims("moon"), takedown::ClaimRecord());
  // Another verdict replaces it, for the same claimants.
  Change(Allow(id, Ground::kPermitted));
  EXPECT_EQ(Claims("sun"), (takedown::ClaimRecord{.overturned = 1}));
  // The machine was wrong, not the owner.
  Change(Allow(id, Ground::kWrongMatch));
  EXPECT_EQ(Claims("sun"), takedown::ClaimRecord());
  Change(Forbid(id));
  Change(TakeBack(id));
  EXPECT_EQ(Claims("sun"), takedown::ClaimRecord());
}

TEST_F(ModerationTest, TooManyOverturnedClaimsEndInProbation) {
  Change(Allow(Screen(), Ground::kNotOwned));
  EXPECT_EQ((*rights_.FindOwner({"sun"}))->trust, Owner::Trust::kTrusted);
  EXPECT_EQ(changes_, 0);
  Change(Allow(Screen(), Ground::kException));
  const Owner owner = **rights_.FindOwner({"sun"});
  EXPECT_EQ(owner.trust, Owner::Trust::kProbation);
  EXPECT_EQ(owner.revision, 3);
  EXPECT_EQ(changes_, 1);
  const auto due = *redecisions_.FirstDue(now_);
  ASSERT_TRUE(due);
  EXPECT_EQ(std::get<index::OwnerId>(due->subject), index::OwnerId{"sun"});
  EXPECT_THAT(due->cause, HasSubstr("2 of its claims were overturned"));
}

TEST_F(ModerationTest, RefusesWhatMakesNoSense) {
  const takedown::ScreeningId id = Screen();
  const auto status = [&](const VerdictChange& change) {
    return moderation_.Change(change, std::nullopt, {}).status();
  };
  EXPECT_TRUE(absl::IsNotFound(status(Forbid({"nothing"}))));
  VerdictChange other = Forbid(id);
  other.work = {"wren"};
  EXPECT_TRUE(absl::IsFailedPrecondition(status(other)));
  EXPECT_THAT(status(other).message(), HasSubstr("only of: works/lark"));
  other.work.reset();
  EXPECT_THAT(status(other).message(), HasSubstr("was seen"));
  EXPECT_TRUE(absl::IsFailedPrecondition(status(TakeBack(id))));
  EXPECT_EQ((*ledger_->FindScreening(id))->decision.revision, 1);
}

TEST_F(ModerationTest, OfTwoModeratorsOneIsFirst) {
  const takedown::ScreeningId id = Screen();
  std::vector<absl::Status> statuses(8);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] {
      VerdictChange change = Forbid(id);
      change.comment = absl::StrCat("moderator ", i);
      statuses[i] = moderation_.Change(change, 1, {}).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int first = 0;
  for (const absl::Status& status : statuses) {
    first += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_TRUE(absl::IsAborted(status)) << status;
      EXPECT_THAT(status.message(), HasSubstr("look at what changed"));
    }
  }
  EXPECT_EQ(first, 1);
  EXPECT_EQ(Claims("sun").upheld, 1);
}

TEST_F(ModerationTest, RepeatedRequestsChangeNothingTwice) {
  const takedown::ScreeningId id = Screen();
  const RequestKey key{"one", Sha256("one")};
  for (int i = 0; i < 3; ++i) {
    const auto changed = moderation_.Change(Forbid(id), 1, key);
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(changed->decision.revision, 2);
  }
  // The same again, under no id, is there already.
  EXPECT_EQ(Change(Forbid(id)).decision.revision, 2);
  EXPECT_EQ(Claims("sun").upheld, 1);
  EXPECT_EQ(
      moderation_.Change(Forbid(id), 1, {"one", Sha256("two")}).status().code(),
      absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace earmark::service
