#include "takedown/account_token.h"

#include <algorithm>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "tests/takedown/faulty_store.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// Counts up from `first`.
RandomBytes CountingFrom(uint8_t first) {
  return [first](std::span<uint8_t> bytes) {
    uint8_t next = first;
    for (uint8_t& byte : bytes) byte = next++;
    return absl::OkStatus();
  };
}

TEST(AccountTokensTest, TokenIsTheHmacUnderTheStoredSecret) {
  TestDatabase database;
  const auto tokens = AccountTokens::Open(database.store(), CountingFrom(0));
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  // printf '6:tenantalice@example.org' | openssl dgst -sha256 -mac HMAC
  //   -macopt hexkey:000102...1f
  EXPECT_EQ(tokens->TokenOf({"tenant"}, "alice@example.org"),
            "47026faf6431790de8e4f9b76c4a8d5b");
}

TEST(AccountTokensTest, SecretIsMadeOnceAndKept) {
  TestDatabase database;
  const std::string before =
      AccountTokens::Open(database.store(), CountingFrom(0))
          ->TokenOf({"t"}, "alice");
  EXPECT_EQ(AccountTokens::Open(database.store(), CountingFrom(9))
                ->TokenOf({"t"}, "alice"),
            before);
  database.Reopen();
  EXPECT_EQ(AccountTokens::Open(database.store(), CountingFrom(9))
                ->TokenOf({"t"}, "alice"),
            before);

  TestDatabase other;
  EXPECT_NE(AccountTokens::Open(other.store(), CountingFrom(9))
                ->TokenOf({"t"}, "alice"),
            before);
}

TEST(AccountTokensTest, TenantAndAccountAreKeptApart) {
  TestDatabase database;
  const auto tokens = AccountTokens::Open(database.store(), CountingFrom(0));
  ASSERT_TRUE(tokens.ok());
  const std::set<std::string> all = {
      tokens->TokenOf({"ab"}, "c"),  tokens->TokenOf({"a"}, "bc"),
      tokens->TokenOf({""}, "abc"),  tokens->TokenOf({"abc"}, ""),
      tokens->TokenOf({"1:a"}, "c"), tokens->TokenOf({"ab"}, "C")};
  EXPECT_EQ(all.size(), 6);
  for (const std::string& token : all) {
    EXPECT_THAT(token, MatchesRegex("[0-9a-f]{32}"));
  }
}

TEST(AccountTokensTest, WhoeverIsFirstMakesTheSecret) {
  TestDatabase database;
  FaultyStore store(database.store());
  std::string first;
  store.on_apply = [&](const index::Batch& batch) {
    first = AccountTokens::Open(database.store(), CountingFrom(7))
                ->TokenOf({"t"}, "alice");
    return database.store().Apply(batch);
  };
  const auto second = AccountTokens::Open(store, CountingFrom(0));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->TokenOf({"t"}, "alice"), first);
}

TEST(AccountTokensTest, UnknownOutcomeIsSettledByReading) {
  TestDatabase database;
  FaultyStore store(database.store());
  store.on_apply = [](const index::Batch&) {
    return absl::UnavailableError("lost before");
  };
  EXPECT_TRUE(absl::IsUnavailable(
      AccountTokens::Open(store, CountingFrom(0)).status()));
  store.on_apply = [&](const index::Batch& batch) {
    EXPECT_TRUE(database.store().Apply(batch).ok());
    return absl::UnavailableError("lost after");
  };
  EXPECT_TRUE(AccountTokens::Open(store, CountingFrom(0)).ok());
}

TEST(AccountTokensTest, DamagedSecretIsDataLossAndNeverReplaced) {
  TestDatabase database;
  index::Batch batch;
  batch.Put(index::Table::kMeta, std::string(index::kAccountSecretKey),
            "short");
  ASSERT_TRUE(database.store().Apply(batch).ok());
  const absl::Status status =
      AccountTokens::Open(database.store(), CountingFrom(0)).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("short")));
}

TEST(AccountTokensTest, NoSecretWithoutRandomness) {
  TestDatabase database;
  const auto tokens = AccountTokens::Open(
      database.store(),
      [](std::span<uint8_t>) { return absl::InternalError("no entropy"); });
  EXPECT_EQ(tokens.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(
      *database.store().Get(index::Table::kMeta, index::kAccountSecretKey),
      std::nullopt);
}

}  // namespace
}  // namespace earmark::takedown
