#include "cli/values.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ValuesTest, IdsAndNamesAreTheSameThing) {
  EXPECT_EQ(ResourceName("works", "lark"), "works/lark");
  EXPECT_EQ(ResourceName("works", "works/lark"), "works/lark");
  EXPECT_EQ(IdOf("works/lark"), "lark");
  EXPECT_EQ(IdOf("works/lark/references/a1"), "a1");
}

TEST(ValuesTest, SlashInAnIdIsNotCutAway) {
  EXPECT_EQ(IdIn("works", ResourceName("works", "a/b")), "a/b");
}

TEST(ValuesTest, ReferencesAreNamedByWorkAndReference) {
  EXPECT_EQ(*ReferenceName("lark/a1"), "works/lark/references/a1");
  EXPECT_EQ(*ReferenceName("works/lark/references/a1"),
            "works/lark/references/a1");
  EXPECT_THAT(std::string(ReferenceName("a1").status().message()),
              HasSubstr("a1"));
  EXPECT_FALSE(ReferenceName("works/lark/other/a1").ok());
}

TEST(ValuesTest, WordsMayBeWrittenInAnyCaseAndWithHyphens) {
  EXPECT_EQ(*ParseIncome("No-Income"), v1::Screening::NO_INCOME);
  EXPECT_EQ(*ParseKind("SOUND_RECORDING"), v1::Work::SOUND_RECORDING);
  EXPECT_EQ(*ParsePurpose("parody"), v1::Screening::PARODY);
}

TEST(ValuesTest, UnknownWordIsNamedWithTheKnownOnes) {
  EXPECT_THAT(std::string(ParsePurpose("destroy").status().message()),
              AllOf(HasSubstr("quotation"), HasSubstr("got destroy")));
}

TEST(ValuesTest, ValueThatMeansNotSaidCannotBeTyped) {
  EXPECT_FALSE(ParsePurpose("purpose_unspecified").ok());
  EXPECT_FALSE(ParsePurpose("").ok());
}

TEST(ValuesTest, ActionsArePoliciesInAnySpelling) {
  EXPECT_EQ(PolicyName("TAKEDOWN"), "policies/takedown");
  EXPECT_EQ(PolicyName("licensing_required"), "policies/licensing-required");
  EXPECT_EQ(PolicyName("Ours_2"), "policies/Ours_2");
  EXPECT_EQ(PolicyName("policies/ours"), "policies/ours");
}

TEST(ValuesTest, LicencesAreNamedByOwnerAndLicence) {
  EXPECT_EQ(*LicenceName("sun/tv"), "owners/sun/licences/tv");
  EXPECT_EQ(*LicenceName("owners/sun/licences/tv"), "owners/sun/licences/tv");
  EXPECT_THAT(std::string(LicenceName("tv").status().message()),
              AllOf(HasSubstr("OWNER/LICENCE"), HasSubstr("got tv")));
  EXPECT_FALSE(LicenceName("owners/sun/works/tv").ok());
  EXPECT_EQ(ShortName("owners/sun/licences/tv"), "sun/tv");
  EXPECT_EQ(ShortName("works/lark/references/a1"), "lark/a1");
  EXPECT_EQ(ShortName("works/lark"), "works/lark");
}

TEST(ValuesTest, TimesAreDatesOrInstants) {
  EXPECT_EQ(ParseInstant("2026-03-01")->seconds(), 1'772'323'200);
  EXPECT_EQ(ParseInstant("2026-03-01T12:30:05Z")->seconds(), 1'772'368'205);
  EXPECT_EQ(ParseInstant("2026-03-01T13:30:05+01:00")->seconds(),
            1'772'368'205);
  const auto fraction = ParseInstant("1969-12-31T23:59:59.25Z");
  ASSERT_TRUE(fraction.ok()) << fraction.status();
  EXPECT_EQ(fraction->seconds(), -1);
  EXPECT_EQ(fraction->nanos(), 250'000'000);
}

TEST(ValuesTest, OtherTimesAreRefusedWithTheForm) {
  for (const char* bad :
       {"", "yesterday", "2026", "2026-03", "2026-02-30", "2026-3-1",
        "01-03-2026", "2026-03-01T12:30:05", "2026-03-01 12:30:05Z",
        "12026-03-01", "0000-01-01", "-001-01-01", "2026-03-01T25:00:00Z",
        "2026-03-01Z", "infinite-future", "9999-12-31T23:59:59-01:00"}) {
    const auto time = ParseInstant(bad);
    EXPECT_FALSE(time.ok()) << bad;
    EXPECT_THAT(std::string(time.status().message()),
                AllOf(HasSubstr("2026-03-01T12:30:00Z"),
                      testing::EndsWith(std::string("got ") + bad)));
  }
}

TEST(ValuesTest, PositionsAreSecondsOrClocks) {
  using std::chrono::microseconds;
  EXPECT_EQ(*ParsePosition("0"), microseconds(0));
  EXPECT_EQ(*ParsePosition("90.5"), microseconds(90'500'000));
  EXPECT_EQ(*ParsePosition("1:30.5"), microseconds(90'500'000));
  EXPECT_EQ(*ParsePosition("90:00"), microseconds(5'400'000'000));
  EXPECT_EQ(*ParsePosition("1:01:30.000001"), microseconds(3'690'000'001));
}

TEST(ValuesTest, OtherPositionsAreRefusedWithTheForm) {
  for (const char* bad :
       {"", "-1", "+1", "1e3", "1.", ".5", "1:60", "1:61:00", "1.5:00",
        "1:", ":1", "1:2:3:4", "0.0000001", "1 ", "ten", "1234567890", "nan"}) {
    const auto position = ParsePosition(bad);
    EXPECT_FALSE(position.ok()) << bad;
    EXPECT_THAT(std::string(position.status().message()),
                AllOf(HasSubstr("1:30.5"),
                      testing::EndsWith(std::string("got ") + bad)));
  }
}

TEST(ValuesTest, SharesAreInPercent) {
  EXPECT_EQ(*ParseShare("50%"), 5000);
  EXPECT_EQ(*ParseShare("100"), 10'000);
  EXPECT_EQ(*ParseShare("33.33%"), 3333);
  EXPECT_EQ(*ParseShare("0.01"), 1);
  for (const char* bad :
       {"", "%", "0", "0%", "100.01%", "33.333", "-5", "half", "50 %"}) {
    const auto share = ParseShare(bad);
    EXPECT_FALSE(share.ok()) << bad;
    EXPECT_THAT(std::string(share.status().message()),
                AllOf(HasSubstr("percent"),
                      testing::EndsWith(std::string("got ") + bad)));
  }
}

TEST(ValuesTest, RightsAreWords) {
  EXPECT_EQ(*ParseRight("musical-work"), v1::Ownership::MUSICAL_WORK);
  EXPECT_EQ(*ParseRight("Recording"), v1::Ownership::RECORDING);
  EXPECT_THAT(std::string(ParseRight("master").status().message()),
              AllOf(HasSubstr("musical-work"), HasSubstr("got master")));
}

TEST(ValuesTest, TerritoriesMayBeApartByAnything) {
  EXPECT_THAT(ParseTerritories("at, de;CH  LI"),
              ElementsAre("AT", "DE", "CH", "LI"));
  EXPECT_THAT(ParseTerritories(""), IsEmpty());
}

}  // namespace
}  // namespace earmark::cli
