#include "takedown/policy_format.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "takedown/policy_presets.h"
#include "takedown/policy_text.h"

namespace earmark::takedown {
namespace {

using fingerprint::Modality;

constexpr int64_t kLongest = std::numeric_limits<int64_t>::max();

std::string Same(std::string_view text) { return std::string(text); }

Policy Reread(const Policy& policy) {
  const absl::StatusOr<Policy> read =
      ParsePolicy(FormatPolicy(policy, Same), Same);
  EXPECT_TRUE(read.ok()) << read.status() << FormatPolicy(policy, Same);
  if (!read.ok()) return {};
  Policy named = *read;
  named.id = policy.id;
  named.version = policy.version;
  return named;
}

TEST(FormatPolicyTest, PresetsAreReadAsTheyWere) {
  for (const PolicyPreset& preset : PolicyPresets()) {
    EXPECT_EQ(Reread(*preset.policy), *preset.policy);
  }
}

TEST(FormatPolicyTest, EveryConditionIsReadAsItWas) {
  Policy policy;
  policy.otherwise = Action::kReview;
  policy.rules.push_back(
      {.name = "a \"quoted\" \\ name",
       .action = Action::kLicensingRequired,
       .modality = Modality::kVideo,
       .matched_us = {1, 999'999'999'999},
       .total_matched_us = {29'999'999, 30'000'001},
       .upload_share = {0.1, std::nextafter(0.9, 0)},
       .reference_share = {std::nextafter(0.3, 1), 1.0 / 3},
       .since_late_find_us = Range<int64_t>{1, 359'999'999'999'999},
       .combined = false,
       .purposes = {Purpose::kNone, Purpose::kLicensed},
       .incomes = {Income::kUndeclared, Income::kAdvertising},
       .alterations = {Alteration::kSpeed, Alteration::kInverted},
       .territories = TerritorySet::AllBut({"JP", "DE"}),
       .accounts = {"token 1", "token 2"}});
  policy.rules.push_back({.name = "second", .action = Action::kAllow});
  policy.rules.push_back({.name = "late",
                          .action = Action::kAllow,
                          .since_late_find_us = {{0, kLongest}}});
  EXPECT_EQ(Reread(policy), policy);
}

TEST(FormatPolicyTest, WritesBoundsAsPeopleDo) {
  const absl::StatusOr<Policy> policy = ParsePolicy(
      "[[rule]]\nname = 'a'\naction = 'review'\n"
      "matched_seconds = { over = 15, below = 30 }\n"
      "reference_share = { below = 0.5 }\n"
      "hours_since_late_find = { below = 48 }\n",
      Same);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(FormatPolicy(*policy, Same),
            "otherwise = \"track\"\n\n[[rule]]\nname = \"a\"\n"
            "action = \"review\"\n"
            "matched_seconds = { over = 15, below = 30 }\n"
            "reference_share = { below = 0.5 }\n"
            "hours_since_late_find = { below = 48 }\n");
}

}  // namespace
}  // namespace earmark::takedown
