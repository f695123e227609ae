// Some years of claims, each checked by an oracle. bench/claims_year lives
// through a longer one.
#include "tests/service/claims_year.h"

#include <memory>

#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {
namespace {

class ClaimsYearTest : public testing::TestWithParam<int> {};

TEST_P(ClaimsYearTest, AllIsAsTheClaimsSaid) {
  const index::TemporaryFolder folder;
  ClaimsYearOptions options;
  options.folder = folder.path();
  const std::unique_ptr<rocksdb::Env> memory(
      rocksdb::NewMemEnv(rocksdb::Env::Default()));
  options.env = memory.get();
  options.seed = static_cast<uint64_t>(GetParam());
  options.matched = 0.12;
  options.rights_changes = 0.4;
  options.checks = 2;
  const auto figures = LiveClaimsYear(options);
  ASSERT_TRUE(figures.ok()) << figures.status();
  EXPECT_GT(figures->at("claims"), 200);
  // All that people and clocks do was done.
  for (const char* what :
       {"step uploader dispute", "step uploader appeal",
        "step uploader counter-notice", "step claimant uphold",
        "step claimant release", "step moderator uphold",
        "step moderator release", "step moderator undo", "step clock deadline",
        "step clock expiry", "cases resolved", "restarts", "jumps back",
        "jumps forward", "notices", "verdicts given", "verdicts taken back"}) {
    EXPECT_TRUE(figures->contains(what)) << what;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClaimsYearTest, testing::Values(1, 2, 3));

}  // namespace
}  // namespace earmark::service
