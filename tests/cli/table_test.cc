#include "cli/table.h"

#include "cli/catalogue_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(TableTest, ColumnsAreAlignedByCharacters) {
  Table table({{"WORK"}, {"LENGTH", Table::Align::kRight}, {"FILE"}});
  table.AddRow({"lark", "3:12.4", "lark.flac"});
  table.AddRow({"für-elise", "12:00.0", "f.mp3"});
  EXPECT_EQ(table.Render({}),
            "WORK        LENGTH  FILE\n"
            "lark        3:12.4  lark.flac\n"
            "für-elise  12:00.0  f.mp3\n");
}

TEST(TableTest, LinesDoNotEndInSpaces) {
  Table table({{"A"}, {"B"}});
  table.AddRow({"1", ""});
  EXPECT_EQ(table.Render({}), "A  B\n1\n");
}

TEST(TableTest, CellsCannotSteerTheTerminal) {
  Table table({{"TITLE"}});
  table.AddRow({"\033[31mred"});
  EXPECT_EQ(table.Render({}), "TITLE\n\uFFFD[31mred\n");
}

TEST(TableTest, WideCellsAreBrokenWhereTheTableIsTooWide) {
  Table table({{"WORK"}, {.title = "TERRITORIES", .wrap = true}, {"UNTIL"}});
  table.AddRow({"lark", "AT BE CH DE DK ES FI FR GB IE IT NL", "2027-01-01"});
  table.AddRow({"finch", "WORLD", ""});
  EXPECT_EQ(table.Render({.width = 42}),
            "WORK   TERRITORIES              UNTIL\n"
            "lark   AT BE CH DE DK ES FI FR  2027-01-01\n"
            "       GB IE IT NL\n"
            "finch  WORLD\n");
  EXPECT_EQ(table.Render({.width = 80}),
            "WORK   TERRITORIES                          UNTIL\n"
            "lark   AT BE CH DE DK ES FI FR GB IE IT NL  2027-01-01\n"
            "finch  WORLD\n");
}

TEST(TableTest, NarrowCellsAreNotMadeWider) {
  Table table({{"FIRST COLUMN"}, {.title = "NOTE", .wrap = true}});
  table.AddRow({"0123456789", "a b"});
  EXPECT_EQ(table.Render({.width = 5}),
            "FIRST COLUMN  NOTE\n0123456789    a b\n");
}

TEST(TableTest, ColoursAreUsedOnlyWhenAskedFor) {
  EXPECT_EQ(RenderAction(v1::Decision::TAKEDOWN, {}), "TAKEDOWN");
  EXPECT_EQ(RenderAction(v1::Decision::TAKEDOWN, {.colour = true}),
            "\033[1;31mTAKEDOWN\033[0m");
}

TEST(CatalogueViewTest, OwnerSaysWhetherItIsTrusted) {
  v1::Owner owner;
  owner.set_name("owners/bluebird");
  owner.set_display_name("Bluebird Records");
  owner.set_policy("policies/takedown");
  owner.set_trust(v1::Owner::PROBATION);
  owner.mutable_create_time()->set_seconds(1'772'368'205);
  EXPECT_EQ(RenderOwner(owner, {}),
            "owners/bluebird\n"
            "  name        Bluebird Records\n"
            "  trust       on probation\n"
            "  policy      takedown\n"
            "  created     2026-03-01 12:30:05Z\n");
  owner.set_account_count(3);
  EXPECT_THAT(RenderOwner(owner, {}),
              testing::HasSubstr("  accounts    3 of its own\n"));
}

TEST(CatalogueViewTest, WorkWithoutItsOwnPolicyFollowsTheOwners) {
  v1::Work work;
  work.set_name("works/lark");
  work.set_title("The Lark Ascending");
  work.set_owner("owners/bluebird");
  work.set_state(v1::Work::ACTIVE);
  EXPECT_EQ(RenderWorks({work}, {}),
            "WORK  TITLE               OWNER     KIND  POLICY       TERRITORIES"
            "  STATE\n"
            "lark  The Lark Ascending  bluebird        the owner's  WORLD      "
            "  active\n");
}

}  // namespace
}  // namespace earmark::cli
