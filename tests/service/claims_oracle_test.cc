// The oracle sees what it is there for.
#include "tests/service/claims_oracle.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/claimed_uploads.h"
#include "tests/takedown/claim_table.h"

namespace earmark::service {
namespace {

using index::Table;
using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimState;
using takedown::Screening;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class ClaimsOracleTest : public ClaimedUploads {
 protected:
  // The faults that the oracle finds when the first claim was changed.
  std::vector<std::string> FaultsOf(const std::function<void(Claim&)>& change =
                                        [](Claim&) {}) {
    ClaimsOracle oracle(
        *takedown::ReadClaimTable(EARMARK_SOURCE_DIR "/docs/claims.md"));
    Screening screening = Get({"s1"});
    change(screening.claims[0]);
    oracle.Look(screening, now_);
    oracle.Finish(*store_, rights_);
    return oracle.faults();
  }
};

TEST_F(ClaimsOracleTest, BlamesWhateverDoesNotFollow) {
  Screen();
  EXPECT_THAT(FaultsOf(), IsEmpty());
  EXPECT_THAT(FaultsOf([](Claim& claim) {
                claim.steps.push_back({.event = ClaimEvent::kAppeal,
                                       .actor = ClaimActor::kUploader,
                                       .state = ClaimState::kAppealed});
              }),
              Contains(HasSubstr("docs/claims.md has no way")));
  EXPECT_THAT(FaultsOf([&](Claim& claim) { claim.standing.deadline = now_; }),
              Contains(HasSubstr("do not lead, by deadline")));
}

TEST_F(ClaimsOracleTest, BlamesTablesAndRecordsThatSayOtherwise) {
  Screen();
  std::string key;
  ASSERT_TRUE(store_
                  ->Scan(Table::kCaseQueue, {},
                         [&](std::string_view first, std::string_view) {
                           key = first;
                           return false;
                         })
                  .ok());
  takedown::Owner sun = **rights_.FindOwner({"sun"});
  const takedown::Owner before = sun;
  sun.claims.upheld = 1;
  index::Batch batch;
  batch.Erase(Table::kCaseQueue, key);
  rights_.UpdateOwner(before, sun, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  const std::vector<std::string> faults = FaultsOf();
  EXPECT_THAT(faults, Contains(HasSubstr("the queue of cases")));
  EXPECT_THAT(faults, Contains(HasSubstr("the record of sun has 1")));
}

}  // namespace
}  // namespace earmark::service
