#include "cli/ownership_table.h"

#include "cli/ownership_view.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(OwnershipTableTest, RowsBecomeHolds) {
  const auto rows = ParseOwnershipTable(
      "owner,work_id,end,start,share,right,territories,catalogue,policy\n"
      "heron,lark,2027-01-01,2026-01-01,33.33%,musical-work,\"AT, de\",jazz,"
      "strict\n"
      "owners/heron,works/lark,,,,,,,owner\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  for (const OwnershipRow& row : *rows) {
    EXPECT_TRUE(row.status.ok()) << row.status;
    EXPECT_EQ(row.work, "works/lark");
    EXPECT_EQ(row.hold.owner(), "owners/heron");
  }
  EXPECT_EQ(rows->at(1).line, 3u);
  const v1::Ownership& full = rows->at(0).hold;
  EXPECT_EQ(full.right(), v1::Ownership::MUSICAL_WORK);
  EXPECT_THAT(full.territories(), ElementsAre("AT", "DE"));
  EXPECT_EQ(full.start_time().seconds(), 1'767'225'600);
  EXPECT_EQ(full.end_time().seconds(), 1'798'761'600);
  EXPECT_EQ(full.share_basis_points(), 3333);
  EXPECT_EQ(full.policy(), "policies/strict");
  EXPECT_EQ(full.catalogue(), "jazz");
  const v1::Ownership& least = rows->at(1).hold;
  EXPECT_EQ(least.right(), v1::Ownership::RECORDING);
  EXPECT_EQ(least.territories_size(), 0);
  EXPECT_FALSE(least.has_start_time() || least.has_end_time());
  EXPECT_EQ(least.policy(), "");
}

TEST(OwnershipTableTest, ReadsWhatAnExportWrites) {
  v1::Work work;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "works/lark"
        title: "The Lark, \"Ascending\""
        isrc: "GBAYE1400001"
        ownerships {
          owner: "owners/heron"
          right: MUSICAL_WORK
          territories: "WORLD-US-CA"
          start_time { seconds: 1767225600 }
          end_time { seconds: 1798761600 nanos: 500000000 }
          share_basis_points: 3333
          policy: "policies/strict"
          catalogue: "jazz"
        }
        ownerships {
          owner: "owners/heron"
          right: RECORDING
          territories: "AT"
          territories: "DE"
          share_basis_points: 10000
        }
        ownerships { owner: "owners/sun" right: RECORDING }
      )pb",
      &work));
  const auto rows = ParseOwnershipTable(CatalogueCsvHeader() +
                                        CatalogueCsv(work, "owners/heron"));
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(rows->at(i).status.ok()) << rows->at(i).status;
    EXPECT_EQ(rows->at(i).work, work.name());
    EXPECT_EQ(rows->at(i).hold.SerializeAsString(),
              work.ownerships(i).SerializeAsString());
  }
}

TEST(OwnershipTableTest, BadRowsSayWhatIsWrongBesideGoodOnes) {
  const auto rows = ParseOwnershipTable(
      "work_id,owner,share\n"
      "lark,heron,0\n"
      "lark,heron,50%\n"
      "lark,,50%\n"
      "lark,heron\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 4u);
  // Of whom a bad row is counts, if it can be told.
  EXPECT_THAT(std::string(rows->at(0).status.message()), HasSubstr("got 0"));
  EXPECT_EQ(rows->at(0).work, "works/lark");
  EXPECT_EQ(rows->at(0).hold.owner(), "owners/heron");
  EXPECT_TRUE(rows->at(1).status.ok());
  EXPECT_THAT(std::string(rows->at(2).status.message()), HasSubstr("owner"));
  EXPECT_EQ(rows->at(2).work, "");
  EXPECT_THAT(std::string(rows->at(3).status.message()),
              HasSubstr("this row 2"));
  EXPECT_EQ(rows->at(3).work, "");
}

TEST(OwnershipTableTest, BadHeaderStopsTheImport) {
  const std::pair<const char*, const char*> headers[] = {
      {"", "work_id,owner"},
      {"work_id,share\n", "lacks the column owner"},
      {"work_id,owner,territory\n", "has territory"},
      {"work_id,owner,owner\n", "twice: owner"}};
  for (const auto& [csv, fault] : headers) {
    EXPECT_THAT(std::string(ParseOwnershipTable(csv).status().message()),
                HasSubstr(fault));
  }
}

}  // namespace
}  // namespace earmark::cli
