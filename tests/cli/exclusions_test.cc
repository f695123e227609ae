#include "cli/exclusions.h"

#include <vector>

#include "cli/exclusion_table.h"
#include "cli/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Reference::Exclusion Part(const char* start, const char* end,
                              const char* note = "") {
  const auto part = ParseExclusion(start, end, note);
  EXPECT_TRUE(part.ok()) << part.status();
  return *part;
}

Exclusions Parts(const std::vector<v1::Reference::Exclusion>& parts) {
  return {parts.begin(), parts.end()};
}

std::vector<std::string> Shown(const Exclusions& exclusions) {
  std::vector<std::string> shown;
  for (const v1::Reference::Exclusion& part : exclusions) {
    shown.push_back(
        FormatExactPosition(ToMicroseconds(part.reference_start())) + "-" +
        FormatExactPosition(ToMicroseconds(part.reference_end())));
  }
  return shown;
}

TEST(ExclusionsTest, PartMustEndAfterItBegins) {
  for (const auto& [start, end] :
       {std::pair("10", "10"), std::pair("1:00", "59.9")}) {
    EXPECT_THAT(
        std::string(ParseExclusion(start, end, "").status().message()),
        AllOf(HasSubstr("after it begins"), HasSubstr(start), HasSubstr(end)));
  }
  EXPECT_THAT(std::string(ParseExclusion("x", "1", "").status().message()),
              HasSubstr("got x"));
}

TEST(ExclusionsTest, PartThatIsExcludedAlreadyIsNoNews) {
  Exclusions exclusions = Parts({Part("10", "20", "loop")});
  EXPECT_FALSE(AddExclusion(Part("10", "20"), exclusions));
  EXPECT_FALSE(AddExclusion(Part("12", "15"), exclusions));
  EXPECT_THAT(Shown(exclusions), ElementsAre("0:10-0:20"));
  EXPECT_TRUE(AddExclusion(Part("15", "25"), exclusions));
  EXPECT_THAT(Shown(exclusions), ElementsAre("0:10-0:20", "0:15-0:25"));
}

TEST(ExclusionsTest, RemovedPartIsCutOut) {
  const auto left = [](const char* start, const char* end) {
    Exclusions exclusions =
        Parts({Part("10", "20", "a"), Part("30", "40", "b")});
    EXPECT_TRUE(RemoveExclusion(Part(start, end), exclusions));
    return Shown(exclusions);
  };
  EXPECT_THAT(left("10", "20"), ElementsAre("0:30-0:40"));
  EXPECT_THAT(left("0", "100"), IsEmpty());
  EXPECT_THAT(left("12", "15"),
              ElementsAre("0:10-0:12", "0:15-0:20", "0:30-0:40"));
  EXPECT_THAT(left("5", "15"), ElementsAre("0:15-0:20", "0:30-0:40"));
  EXPECT_THAT(left("15", "35"), ElementsAre("0:10-0:15", "0:35-0:40"));
}

TEST(ExclusionsTest, NotesStayWithWhatIsLeft) {
  Exclusions exclusions = Parts({Part("10", "20", "loop")});
  RemoveExclusion(Part("12", "15"), exclusions);
  ASSERT_EQ(exclusions.size(), 2);
  EXPECT_EQ(exclusions[0].note(), "loop");
  EXPECT_EQ(exclusions[1].note(), "loop");
}

TEST(ExclusionsTest, WhatIsNotExcludedCannotBeRemoved) {
  Exclusions exclusions = Parts({Part("10", "20")});
  EXPECT_FALSE(RemoveExclusion(Part("20", "30"), exclusions));
  EXPECT_FALSE(RemoveExclusion(Part("0", "10"), exclusions));
  EXPECT_THAT(Shown(exclusions), ElementsAre("0:10-0:20"));
}

TEST(ExclusionTableTest, RowsBecomeParts) {
  const auto rows = ParseExclusionTable(
      "note,end,start,reference\n"
      "\"loop, stock\",0:12.5,0,lark/a1\n"
      ",1:00:00,30:00,works/lark/references/a2\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_TRUE(rows->at(0).status.ok()) << rows->at(0).status;
  EXPECT_EQ(rows->at(0).line, 2u);
  EXPECT_EQ(rows->at(0).reference, "works/lark/references/a1");
  EXPECT_EQ(rows->at(0).exclusion.note(), "loop, stock");
  EXPECT_THAT(Shown(Parts({rows->at(0).exclusion, rows->at(1).exclusion})),
              ElementsAre("0:00-0:12.5", "30:00-1:00:00"));
}

TEST(ExclusionTableTest, BadRowsSayWhatIsWrongBesideGoodOnes) {
  const auto rows = ParseExclusionTable(
      "reference,start,end\n"
      "lark,0,1\n"
      "lark/a1,one,2\n"
      "lark/a1,2,1\n"
      "lark/a1,,1\n"
      "lark/a1,1\n"
      "lark/a1,\"1,2\n\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::vector<std::string> errors;
  for (const ExclusionRow& row : *rows) {
    errors.emplace_back(row.status.message());
  }
  EXPECT_THAT(errors,
              ElementsAre(HasSubstr("WORK/REFERENCE"), HasSubstr("got one"),
                          HasSubstr("after it begins"), HasSubstr("start"),
                          HasSubstr("3 columns"), HasSubstr("not closed")));
  EXPECT_EQ(rows->at(5).line, 7u);
}

TEST(ExclusionTableTest, BadHeaderStopsTheImport) {
  EXPECT_THAT(
      std::string(ParseExclusionTable("reference,start\n").status().message()),
      HasSubstr("end"));
  EXPECT_THAT(
      std::string(
          ParseExclusionTable("reference,start,end,why\n").status().message()),
      HasSubstr("why"));
  EXPECT_THAT(std::string(ParseExclusionTable("").status().message()),
              HasSubstr("reference,start,end"));
}

}  // namespace
}  // namespace earmark::cli
