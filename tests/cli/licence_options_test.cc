#include "cli/licence_options.h"

#include <functional>
#include <utility>
#include <vector>

#include "cli/hold_options.h"
#include "cli/licences.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(LicenceOptionsTest, NothingGivenNarrowsNothing) {
  const auto values = ReadLicence({});
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_EQ(values->licence.ByteSizeLong(), 0u);
  EXPECT_THAT(values->mask.paths(), IsEmpty());
}

TEST(LicenceOptionsTest, WhatIsGivenIsInTheMask) {
  LicenceOptions options;
  options.works = {"lark", "works/finch"};
  options.catalogue = "jazz";
  options.accounts = {"channel-7"};
  options.territories = "at,de";
  options.start = "2026-03-01";
  options.end = "2027-03-01T12:00:00Z";
  options.audio = true;
  options.longest_use = "0:15";
  options.incomes = {"no-income", "insignificant"};
  const auto values = ReadLicence(options);
  ASSERT_TRUE(values.ok()) << values.status();
  const v1::Licence& licence = values->licence;
  EXPECT_THAT(licence.works(), ElementsAre("works/lark", "works/finch"));
  EXPECT_EQ(licence.catalogue(), "jazz");
  EXPECT_THAT(licence.accounts(), ElementsAre("channel-7"));
  EXPECT_THAT(licence.territories(), ElementsAre("AT", "DE"));
  EXPECT_EQ(licence.start_time().seconds(), 1'772'323'200);
  EXPECT_TRUE(licence.has_end_time());
  EXPECT_EQ(licence.modality(), v1::Match::AUDIO);
  EXPECT_EQ(licence.longest_use().seconds(), 15);
  EXPECT_THAT(
      licence.declared_incomes(),
      ElementsAre(v1::Screening::NO_INCOME, v1::Screening::INSIGNIFICANT));
  EXPECT_THAT(
      values->mask.paths(),
      ElementsAre("works", "catalogue", "accounts", "territories", "start_time",
                  "end_time", "modality", "longest_use", "declared_incomes"));
}

TEST(LicenceOptionsTest, ClearedFieldsAreInTheMaskAlone) {
  LicenceOptions options;
  options.catalogue = "jazz";
  options.clear = {"account", "end", "income", "modality"};
  const auto values = ReadLicence(options);
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_THAT(values->mask.paths(),
              ElementsAre("catalogue", "accounts", "end_time",
                          "declared_incomes", "modality"));
  EXPECT_FALSE(values->licence.has_end_time());
}

TEST(LicenceOptionsTest, BadValuesAreNamed) {
  const std::vector<
      std::pair<std::function<void(LicenceOptions&)>, const char*>>
      cases = {
          {[](LicenceOptions& o) { o.start = "soon"; }, "got soon"},
          {[](LicenceOptions& o) { o.end = "2026-13-01"; }, "got 2026-13-01"},
          {[](LicenceOptions& o) { o.longest_use = "long"; }, "got long"},
          {[](LicenceOptions& o) { o.incomes = {"riches"}; }, "got riches"},
          {[](LicenceOptions& o) { o.audio = o.video = true; }, "--video"},
          {[](LicenceOptions& o) { o.clear = {"name"}; }, "got name"},
          {[](LicenceOptions& o) {
             o.end = "2026-03-01";
             o.clear = {"end"};
           },
           "at once: end"},
      };
  for (const auto& [change, wrong] : cases) {
    LicenceOptions options;
    change(options);
    EXPECT_THAT(std::string(ReadLicence(options).status().message()),
                HasSubstr(wrong));
  }
}

// What is read when one option is given.
absl::StatusOr<v1::Ownership> HoldWith(std::string HoldOptions::*option,
                                       const char* value) {
  HoldOptions options;
  options.*option = value;
  return ReadHold(options);
}

TEST(HoldOptionsTest, HoldWithoutOptionsIsTheWholeRecordingEverywhere) {
  const auto hold = ReadHold({});
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(hold->right(), v1::Ownership::RECORDING);
  EXPECT_EQ(hold->share_basis_points(), 0);
  EXPECT_THAT(hold->territories(), IsEmpty());
  EXPECT_EQ(hold->policy(), "");
}

TEST(HoldOptionsTest, OptionsNarrowTheHold) {
  const auto hold = ReadHold({.right = "musical-work",
                              .share = "33.33%",
                              .territories = "world-us",
                              .start = "2026-03-01",
                              .end = "2027-03-01",
                              .policy = "takedown",
                              .catalogue = "jazz"});
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(hold->right(), v1::Ownership::MUSICAL_WORK);
  EXPECT_EQ(hold->share_basis_points(), 3333);
  EXPECT_THAT(hold->territories(), ElementsAre("WORLD-US"));
  EXPECT_EQ(hold->start_time().seconds(), 1'772'323'200);
  EXPECT_TRUE(hold->has_end_time());
  EXPECT_EQ(hold->policy(), "policies/takedown");
  EXPECT_EQ(hold->catalogue(), "jazz");
  EXPECT_EQ(HoldWith(&HoldOptions::policy, "owner")->policy(), "");
}

TEST(HoldOptionsTest, BadValuesAreNamed) {
  EXPECT_THAT(
      std::string(HoldWith(&HoldOptions::right, "all").status().message()),
      AllOf(HasSubstr("musical-work"), HasSubstr("got all")));
  EXPECT_THAT(
      std::string(HoldWith(&HoldOptions::share, "101%").status().message()),
      HasSubstr("got 101%"));
  EXPECT_THAT(
      std::string(HoldWith(&HoldOptions::start, "now").status().message()),
      HasSubstr("got now"));
  EXPECT_THAT(
      std::string(HoldWith(&HoldOptions::end, "later").status().message()),
      HasSubstr("got later"));
}

TEST(AllowlistTest, IdFollowsFromTheAccount) {
  // printf channel-7 | sha256sum
  EXPECT_EQ(AllowlistId("channel-7"), "allow-5598bfc6ec1e4cdc");
  EXPECT_TRUE(IsAllowlistId(AllowlistId("channel-7")));
  EXPECT_TRUE(IsAllowlistId(AllowlistId("")));
}

TEST(AllowlistTest, OtherLicencesAreNotOfIt) {
  for (const char* id : {"", "tv", "allow-", "allow-0123456789abcde",
                         "allow-0123456789ABCDEF", "allow-0123456789abcdef0",
                         "xallow-0123456789abcdef", "allow-0123456789abcdeg"}) {
    EXPECT_FALSE(IsAllowlistId(id)) << id;
  }
}

}  // namespace
}  // namespace earmark::cli
