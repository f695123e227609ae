#include "takedown/policy.h"

#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Modality;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Use SampleUse() {
  Use use;
  use.modality = Modality::kVideo;
  use.matched = 30s;
  use.total_matched = 60s;
  use.upload_share = 0.25;
  use.reference_share = 0.5;
  use.since_late_find = absl::Hours(48);
  use.combined = true;
  use.alterations = {Alteration::kMirrored, Alteration::kSpeed};
  use.purpose = Purpose::kParody;
  use.income = Income::kNone;
  use.account_token.assign(1, 'm');
  return use;
}

// The names of the rules that decide, "" for none, each with its places.
std::vector<std::pair<std::string, TerritorySet>> Applied(
    const Policy& policy, const Use& use, const TerritorySet& where = {}) {
  std::vector<std::pair<std::string, TerritorySet>> applied;
  ApplyPolicy(policy, use, where,
              [&](const PolicyRule* rule, const TerritorySet& places) {
                applied.emplace_back(rule == nullptr ? "" : rule->name, places);
              });
  return applied;
}

PolicyRule Named(std::string name) {
  PolicyRule rule;
  rule.name = std::move(name);
  return rule;
}

struct ConditionRow {
  const char* name;
  void (*condition)(PolicyRule&);
  bool met;
};

TEST(PolicyTest, EachConditionIsMetUpToItsBounds) {
  const ConditionRow rows[] = {
      {"none", [](PolicyRule&) {}, true},
      {"modality", [](PolicyRule& r) { r.modality = Modality::kVideo; }, true},
      {"modality", [](PolicyRule& r) { r.modality = Modality::kAudio; }, false},
      {"matched",
       [](PolicyRule& r) {
         r.matched_us = {30'000'000, 30'000'000};
       },
       true},
      {"matched", [](PolicyRule& r) { r.matched_us.least = 30'000'001; },
       false},
      {"matched", [](PolicyRule& r) { r.matched_us.most = 29'999'999; }, false},
      {"total",
       [](PolicyRule& r) {
         r.total_matched_us = {60'000'000, 60'000'000};
       },
       true},
      {"total", [](PolicyRule& r) { r.total_matched_us.least = 60'000'001; },
       false},
      {"total", [](PolicyRule& r) { r.total_matched_us.most = 59'999'999; },
       false},
      {"upload share",
       [](PolicyRule& r) {
         r.upload_share = {0.25, 0.25};
       },
       true},
      {"upload share",
       [](PolicyRule& r) { r.upload_share.least = std::nextafter(0.25, 1); },
       false},
      {"upload share",
       [](PolicyRule& r) { r.upload_share.most = std::nextafter(0.25, 0); },
       false},
      {"reference share",
       [](PolicyRule& r) {
         r.reference_share = {0.5, 0.5};
       },
       true},
      {"reference share",
       [](PolicyRule& r) { r.reference_share.least = std::nextafter(0.5, 1); },
       false},
      {"reference share",
       [](PolicyRule& r) { r.reference_share.most = std::nextafter(0.5, 0); },
       false},
      {"since late find",
       [](PolicyRule& r) {
         r.since_late_find_us = {172'800'000'000, 172'800'000'000};
       },
       true},
      {"since late find",
       [](PolicyRule& r) {
         r.since_late_find_us = {172'800'000'001, 200'000'000'000};
       },
       false},
      {"since late find",
       [](PolicyRule& r) {
         r.since_late_find_us = {0, 172'799'999'999};
       },
       false},
      {"combined", [](PolicyRule& r) { r.combined = true; }, true},
      {"combined", [](PolicyRule& r) { r.combined = false; }, false},
      {"purposes",
       [](PolicyRule& r) {
         r.purposes = {Purpose::kNone, Purpose::kParody};
       },
       true},
      {"purposes", [](PolicyRule& r) { r.purposes = {Purpose::kNone}; }, false},
      {"incomes",
       [](PolicyRule& r) {
         r.incomes = {Income::kUndeclared, Income::kNone};
       },
       true},
      {"incomes", [](PolicyRule& r) { r.incomes = {Income::kUndeclared}; },
       false},
      {"alterations",
       [](PolicyRule& r) {
         r.alterations = {Alteration::kSpeed, Alteration::kTurned};
       },
       true},
      {"alterations",
       [](PolicyRule& r) {
         r.alterations = {Alteration::kPitch, Alteration::kTurned};
       },
       false},
      {"accounts",
       [](PolicyRule& r) {
         r.accounts = {"a", "m", "z"};
       },
       true},
      {"accounts",
       [](PolicyRule& r) {
         r.accounts = {"a", "z"};
       },
       false}};
  for (size_t i = 0; i < std::size(rows); ++i) {
    SCOPED_TRACE(testing::Message() << i << ", " << rows[i].name);
    Policy policy;
    policy.rules = {Named("rule")};
    rows[i].condition(policy.rules[0]);
    EXPECT_THAT(Applied(policy, SampleUse()),
                ElementsAre(Pair(rows[i].met ? "rule" : "", TerritorySet())));
  }
}

TEST(PolicyTest, AllConditionsMustBeMet) {
  Policy policy;
  policy.rules = {Named("rule")};
  policy.rules[0].modality = Modality::kVideo;
  policy.rules[0].combined = false;
  EXPECT_THAT(Applied(policy, SampleUse()),
              ElementsAre(Pair("", TerritorySet())));
}

TEST(PolicyTest, FirstRuleThatIsMetDecides) {
  Policy policy;
  policy.rules = {Named("a"), Named("b"), Named("c")};
  policy.rules[0].modality = Modality::kAudio;
  EXPECT_THAT(Applied(policy, SampleUse()),
              ElementsAre(Pair("b", TerritorySet())));
}

TEST(PolicyTest, TerritoriesAreDecidedOneByOne) {
  Policy policy;
  policy.rules = {Named("a"), Named("b"), Named("c")};
  policy.rules[0].territories = TerritorySet::Of({"DE", "FR"});
  policy.rules[1].territories = TerritorySet::Of({"DE"});
  policy.rules[2].territories = TerritorySet::AllBut({"US"});
  EXPECT_THAT(Applied(policy, SampleUse()),
              ElementsAre(Pair("a", TerritorySet::Of({"DE", "FR"})),
                          Pair("c", TerritorySet::AllBut({"DE", "FR", "US"})),
                          Pair("", TerritorySet::Of({"US"}))));
  EXPECT_THAT(Applied(policy, SampleUse(), TerritorySet::Of({"FR", "IT"})),
              ElementsAre(Pair("a", TerritorySet::Of({"FR"})),
                          Pair("c", TerritorySet::Of({"IT"}))));
  EXPECT_THAT(Applied(policy, SampleUse(), TerritorySet::Nowhere()), IsEmpty());
}

TEST(PolicyTest, WithoutRulesOtherwiseHolds) {
  EXPECT_THAT(Applied(Policy(), SampleUse(), TerritorySet::Of({"DE"})),
              ElementsAre(Pair("", TerritorySet::Of({"DE"}))));
}

}  // namespace
}  // namespace earmark::takedown
