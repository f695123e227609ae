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
  EXPECT_EQ(*ParseAction("takedown"), v1::Decision::TAKEDOWN);
  EXPECT_EQ(*ParseAction("Licensing-Required"),
            v1::Decision::LICENSING_REQUIRED);
  EXPECT_EQ(*ParseKind("SOUND_RECORDING"), v1::Work::SOUND_RECORDING);
  EXPECT_EQ(*ParsePurpose("parody"), v1::Screening::PARODY);
}

TEST(ValuesTest, UnknownWordIsNamedWithTheKnownOnes) {
  EXPECT_THAT(std::string(ParseAction("destroy").status().message()),
              AllOf(HasSubstr("licensing-required"), HasSubstr("got destroy")));
}

TEST(ValuesTest, ValueThatMeansNotSaidCannotBeTyped) {
  EXPECT_FALSE(ParseAction("action_unspecified").ok());
  EXPECT_FALSE(ParseAction("").ok());
}

TEST(ValuesTest, TerritoriesMayBeApartByAnything) {
  EXPECT_THAT(ParseTerritories("at, de;CH  LI"),
              ElementsAre("AT", "DE", "CH", "LI"));
  EXPECT_THAT(ParseTerritories(""), IsEmpty());
}

}  // namespace
}  // namespace earmark::cli
