// What a ledger makes of a store that fails.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "tests/takedown/faulty_store.h"
#include "tests/takedown/sample_records.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using index::Table;

absl::Status CreateOwner(Ledger& ledger, index::Store& store,
                         const std::string& id) {
  Owner owner = SampleOwner();
  owner.id = {id};
  Event event = SampleEvent();
  event.resource = absl::StrCat("owners/", id);
  event.request_id.clear();
  index::Batch batch;
  Rights(store).CreateOwner(owner, batch);
  return ledger.Commit(batch, event);
}

class LedgerFaultTest : public testing::Test {
 protected:
  LedgerFaultTest() : store_(database_.store()) {
    ledger_ = *Ledger::Open(store_);
  }

  absl::Status CreateOwner(const std::string& id) {
    return takedown::CreateOwner(*ledger_, store_, id);
  }

  bool OwnerIsThere(const std::string& id) {
    return Rights(database_.store()).FindOwner({id})->has_value();
  }

  TestDatabase database_;
  FaultyStore store_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerFaultTest, UnknownOutcomeThatWasAppliedIsOk) {
  store_.on_apply = [&](const index::Batch& batch) {
    EXPECT_TRUE(database_.store().Apply(batch).ok());
    return absl::UnavailableError("answer lost");
  };
  EXPECT_TRUE(CreateOwner("a").ok());
  EXPECT_EQ(*ledger_->CommitScreening(SampleScreening(1)), SampleScreening(1));
  store_.on_apply = nullptr;
  EXPECT_TRUE(CreateOwner("b").ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), 3);
}

TEST_F(LedgerFaultTest, UnknownOutcomeThatWasNotAppliedIsUnavailable) {
  store_.on_apply = [](const index::Batch&) {
    return absl::UnavailableError("lost");
  };
  EXPECT_TRUE(absl::IsUnavailable(CreateOwner("a")));
  EXPECT_TRUE(absl::IsUnavailable(
      ledger_->CommitScreening(SampleScreening(1)).status()));
  store_.on_apply = nullptr;
  EXPECT_FALSE(OwnerIsThere("a"));
  EXPECT_TRUE(CreateOwner("a").ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), 1);
}

TEST_F(LedgerFaultTest, OutcomeThatStaysUnknownIsSettledByTheRepeat) {
  store_.on_apply = [&](const index::Batch& batch) {
    EXPECT_TRUE(database_.store().Apply(batch).ok());
    return absl::UnavailableError("answer lost");
  };
  store_.on_get = [](Table, std::string_view) {
    return absl::UnavailableError("no answer");
  };
  EXPECT_TRUE(absl::IsUnavailable(
      ledger_->CommitScreening(SampleScreening(1)).status()));
  store_.on_apply = nullptr;
  store_.on_get = nullptr;
  EXPECT_EQ(*ledger_->CommitScreening(SampleScreening(1)), SampleScreening(1));
  EXPECT_TRUE(CreateOwner("b").ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), 2);
}

TEST_F(LedgerFaultTest, UnknownOutcomeAfterWhichOthersCommittedIsTriedAgain) {
  auto other = Ledger::Open(database_.store());
  ASSERT_TRUE(other.ok());
  store_.on_apply = [&](const index::Batch&) {
    store_.on_apply = nullptr;
    EXPECT_TRUE(
        takedown::CreateOwner(**other, database_.store(), "theirs").ok());
    return absl::UnavailableError("lost");
  };
  EXPECT_TRUE(CreateOwner("ours").ok());
  EXPECT_TRUE(OwnerIsThere("ours"));
  EXPECT_EQ(*ledger_->VerifyAudit(), 2);
}

TEST_F(LedgerFaultTest, OtherErrorsArePassedOnAndChangeNothing) {
  for (const absl::Status& error : {absl::ResourceExhaustedError("disk full"),
                                    absl::InternalError("broken")}) {
    store_.on_apply = [&](const index::Batch&) { return error; };
    EXPECT_EQ(CreateOwner("a"), error);
  }
  store_.on_apply = nullptr;
  EXPECT_TRUE(CreateOwner("a").ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), 1);
}

TEST_F(LedgerFaultTest, LogThatMovesOnForeverEndsInUnavailable) {
  auto other = Ledger::Open(database_.store());
  ASSERT_TRUE(other.ok());
  int moves = 0;
  store_.on_apply = [&](const index::Batch& batch) {
    EXPECT_TRUE(takedown::CreateOwner(**other, database_.store(),
                                      absl::StrCat("o", ++moves))
                    .ok());
    return database_.store().Apply(batch);
  };
  EXPECT_TRUE(absl::IsUnavailable(CreateOwner("a")));
  EXPECT_FALSE(OwnerIsThere("a"));
}

}  // namespace
}  // namespace earmark::takedown
