// The flood guard on a real database, with screenings that were never uploaded
// and a clock that the tests move.
#include "service/flood_guard.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/rocksdb_store.h"
#include "takedown/redecision.h"
#include "takedown/time_ordered_id.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {
namespace {

using takedown::ReferenceRights;
using testing::HasSubstr;

const index::WorkId kWork{"lark"};
const index::ReferenceId kReference{"r1"};

class FloodGuardTest : public testing::Test {
 protected:
  // An upload of `account` in which the reference was found: at once, or
  // `found_after` so long.
  void Find(const std::string& account,
            const index::ReferenceId& reference = kReference,
            absl::Duration found_after = absl::ZeroDuration()) {
    takedown::Screening screening;
    screening.id = {*ids_.Next()};
    screening.facts.tenant = {"t"};
    screening.facts.upload_id = screening.id.value;
    screening.facts.account_token = account;
    screening.facts.territories = takedown::TerritorySet();
    screening.create_time = now_;
    screening.decision.reasons = {{.explanation = "."}};
    index::Match match;
    match.work = kWork;
    match.reference = reference;
    const absl::Time upload_time = now_;
    if (found_after == absl::ZeroDuration()) screening.matches = {match};
    ASSERT_TRUE(ledger_->CommitScreening(screening).ok());
    if (found_after > absl::ZeroDuration()) {
      const takedown::Screening before = **ledger_->FindScreening(screening.id);
      now_ += found_after;
      takedown::Screening after = before;
      after.matches = {match};
      after.earlier_decisions = {
          {.decision = before.decision, .end_time = now_, .cause = "Found."}};
      after.decision.revision = 2;
      const absl::Status committed = ledger_->CommitRevision(before, after);
      ASSERT_TRUE(committed.ok()) << committed;
      now_ -= found_after;
    }
    guard_.Note({match}, upload_time);
  }

  void FindFrom(int first, int count) {
    for (int i = first; i < first + count; ++i) {
      Find(absl::StrCat("account-", i));
    }
  }

  uint64_t Sweep() {
    const absl::StatusOr<uint64_t> quarantined = guard_.Sweep({});
    EXPECT_TRUE(quarantined.ok()) << quarantined.status();
    return quarantined.value_or(0);
  }

  ReferenceRights Rights() const {
    return *rights_.FindReferenceRights(kWork, kReference);
  }

  void Set(const ReferenceRights& after) {
    index::Batch batch;
    rights_.SetReferenceRights(kWork, kReference, Rights(), after, batch);
    ASSERT_TRUE(store_->Apply(batch).ok());
  }

  index::TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  takedown::Clock clock_ = [this] { return now_; };
  takedown::TimeOrderedIds ids_{clock_, takedown::SystemRandomBytes};
  const std::unique_ptr<index::RocksDbStore> store_ =
      *index::RocksDbStore::Open({.path = folder_ / "db", .page_bits = 8});
  const std::unique_ptr<takedown::Ledger> ledger_ =
      *takedown::Ledger::Open(*store_);
  const takedown::Rights rights_{*store_};
  const takedown::WorkUses uses_{*store_};
  takedown::Redecisions redecisions_{*store_};
  int wakes_ = 0;
  FloodGuard guard_{{uses_,
                     rights_,
                     *ledger_,
                     {.fewest_accounts = 20, .factor = 10},
                     clock_,
                     [this] { ++wakes_; }}};
};

TEST_F(FloodGuardTest, ManyAccountsPutAReferenceInQuarantine) {
  FindFrom(0, 19);
  EXPECT_EQ(Sweep(), 0);
  EXPECT_FALSE(Rights().quarantine_time);
  FindFrom(19, 1);
  EXPECT_EQ(Sweep(), 1);
  EXPECT_EQ(Rights().quarantine_time, now_);
  EXPECT_EQ(Rights().revision, 1);
  // Every use and the quarantine.
  EXPECT_EQ(*ledger_->VerifyAudit(), 21);

  const auto due = redecisions_.FirstDue(now_);
  ASSERT_TRUE(due.ok() && *due) << due.status();
  EXPECT_EQ(std::get<index::WorkId>((*due)->subject), kWork);
  EXPECT_THAT((*due)->cause, HasSubstr("of 20 accounts"));

  // Once is enough.
  FindFrom(20, 20);
  EXPECT_EQ(Sweep(), 0);
  EXPECT_EQ(Rights().revision, 1);
}

TEST_F(FloodGuardTest, OneAccountIsNoFlood) {
  for (int i = 0; i < 60; ++i) Find("busy");
  EXPECT_EQ(Sweep(), 0);
}

TEST_F(FloodGuardTest, WhatIsFoundEveryDayIsNoFlood) {
  // 20 accounts on each of seven days, then 200: not more than ten times.
  for (int day = 0; day < 7; ++day) {
    FindFrom(100 * day, 20);
    now_ += takedown::kFloodDay;
  }
  FindFrom(1000, 200);
  EXPECT_EQ(Sweep(), 0);
  FindFrom(1200, 1);
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(FloodGuardTest, FindsOfAWeekAgoAreForgotten) {
  FindFrom(0, 200);
  now_ += takedown::kFloodDay * 8;
  FindFrom(1000, 19);
  EXPECT_EQ(Sweep(), 0);
  FindFrom(2000, 1);
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(FloodGuardTest, FindsInEarlierUploadsCountOnTheDayOfTheFind) {
  for (int i = 0; i < 20; ++i) {
    Find(absl::StrCat("account-", i), kReference, absl::Hours(24 * 40));
  }
  now_ += absl::Hours(24 * 40);
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(FloodGuardTest, OtherReferencesOfTheWorkAreNotConcerned) {
  for (int i = 0; i < 20; ++i) Find(absl::StrCat("account-", i), {"r2"});
  FindFrom(0, 19);
  EXPECT_EQ(Sweep(), 1);
  EXPECT_FALSE(Rights().quarantine_time);
  EXPECT_TRUE(rights_.FindReferenceRights(kWork, {"r2"})->quarantine_time);
}

TEST_F(FloodGuardTest, WhatWasReleasedIsLeftAloneForThirtyDays) {
  Set({.release_time = now_, .revision = 1});
  now_ += takedown::kReleaseHolds - takedown::kFloodDay;
  FindFrom(0, 30);
  EXPECT_EQ(Sweep(), 0);
  now_ += takedown::kFloodDay * 9;
  FindFrom(30, 20);
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(FloodGuardTest, StopsWhenAskedAndForgetsNothing) {
  FindFrom(0, 20);
  fingerprint::Cancellation stop;
  stop.Cancel();
  EXPECT_TRUE(absl::IsCancelled(guard_.Sweep(stop).status()));
  EXPECT_EQ(Sweep(), 1);
}

TEST_F(FloodGuardTest, AsksForASweepAfterATenthOfAFlood) {
  FindFrom(0, 1);
  EXPECT_EQ(wakes_, 0);
  FindFrom(1, 1);
  EXPECT_EQ(wakes_, 1);
  EXPECT_EQ(Sweep(), 0);
  FindFrom(2, 1);
  EXPECT_EQ(wakes_, 1);
}

TEST_F(FloodGuardTest, ADamagedRecordIsAnError) {
  FindFrom(0, 20);
  index::Batch batch;
  batch.Put(index::Table::kReferenceRights,
            "lark" + std::string(1, '\0') + "r1", "\xff");
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(guard_.Sweep({}).status()));
}

}  // namespace
}  // namespace earmark::service
