#include "cli/ground_options.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using takedown::StatementGround;
using takedown::StatementSettings;
using testing::AllOf;
using testing::HasSubstr;

using Kind = StatementGround::Kind;

TEST(GroundOptionsTest, EachCauseHasItsGround) {
  StatementSettings settings;
  const absl::Status read = ReadGrounds(
      {"matching=terms:section 4: use = licence", "dsa-notice=law:UrhG",
       "dmca-notice=law:17 USC 106", "not-seen=terms: section 5 "},
      settings);
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_EQ(settings.matching,
            (StatementGround{Kind::kTerms, "section 4: use = licence"}));
  EXPECT_EQ(settings.dsa_notice, (StatementGround{Kind::kLaw, "UrhG"}));
  EXPECT_EQ(settings.dmca_notice, (StatementGround{Kind::kLaw, "17 USC 106"}));
  EXPECT_EQ(settings.not_seen, (StatementGround{Kind::kTerms, "section 5"}));
}

TEST(GroundOptionsTest, CausesThatAreNotNamedKeepTheirs) {
  StatementSettings settings;
  ASSERT_TRUE(ReadGrounds({"not-seen=law:UrhG"}, settings).ok());
  EXPECT_EQ(settings.not_seen, (StatementGround{Kind::kLaw, "UrhG"}));
  EXPECT_EQ(settings.matching, StatementSettings().matching);
  EXPECT_EQ(settings.dsa_notice, StatementSettings().dsa_notice);
  EXPECT_EQ(settings.dmca_notice, StatementSettings().dmca_notice);
}

TEST(GroundOptionsTest, BadOnesAreNamedWithTheirForm) {
  for (const char* word :
       {"", "matching", "matching=", "matching=law",
        "matching=law:", "matching=terms:  ", "matching=rule:4",
        "notice=law:UrhG", "Matching=law:UrhG", "law:UrhG", "=law:UrhG"}) {
    StatementSettings settings;
    const absl::Status read = ReadGrounds({word}, settings);
    EXPECT_EQ(read.code(), absl::StatusCode::kInvalidArgument) << word;
    EXPECT_THAT(std::string(read.message()),
                AllOf(HasSubstr("CAUSE=law:TEXT"), HasSubstr("not-seen"),
                      HasSubstr(std::string("got ") + word)));
  }
}

TEST(GroundOptionsTest, CauseIsNamedOnce) {
  StatementSettings settings;
  const absl::Status read =
      ReadGrounds({"matching=law:a", "matching=terms:b"}, settings);
  EXPECT_THAT(std::string(read.message()), HasSubstr("got twice: matching"));
}

}  // namespace
}  // namespace earmark::cli
