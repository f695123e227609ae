#include "cli/table.h"

#include "cli/catalogue_view.h"
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

TEST(TableTest, ColoursAreUsedOnlyWhenAskedFor) {
  EXPECT_EQ(RenderAction(v1::Decision::TAKEDOWN, {}), "TAKEDOWN");
  EXPECT_EQ(RenderAction(v1::Decision::TAKEDOWN, {.colour = true}),
            "\033[1;31mTAKEDOWN\033[0m");
}

TEST(CatalogueViewTest, OwnerSaysWhetherItIsTrusted) {
  v1::Owner owner;
  owner.set_name("owners/bluebird");
  owner.set_display_name("Bluebird Records");
  owner.set_default_action(v1::Decision::TAKEDOWN);
  owner.set_trust(v1::Owner::PROBATION);
  owner.mutable_create_time()->set_seconds(1'772'368'205);
  EXPECT_EQ(RenderOwner(owner, {}),
            "owners/bluebird\n"
            "  name        Bluebird Records\n"
            "  trust       on probation\n"
            "  policy      TAKEDOWN\n"
            "  created     2026-03-01 12:30:05Z\n");
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
