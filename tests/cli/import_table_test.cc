#include "cli/import_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string ErrorOf(std::string_view csv) {
  return std::string(ParseImportTable(csv).status().message());
}

// The error of the first row.
std::string RowErrorOf(std::string_view csv) {
  return std::string(ParseImportTable(csv)->at(0).status.message());
}

TEST(ImportTableTest, RowsBecomeWorks) {
  const auto rows = ParseImportTable(
      "work_id,title,owner,file,isrc,iswc,eidr,kind,policy,territories\n"
      "lark,\"The Lark, "
      "Ascending\",bluebird,lark.flac,USRC17607839,T0345246801,"
      "10.5240/7791-8534-2C23-9030-8610-5,Sound-Recording,takedown,\"at, "
      "DE\"\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1u);
  const ImportRow& row = rows->front();
  ASSERT_TRUE(row.status.ok()) << row.status;
  EXPECT_EQ(row.line, 2u);
  EXPECT_EQ(row.file, "lark.flac");
  EXPECT_EQ(row.work.name(), "works/lark");
  EXPECT_EQ(row.work.title(), "The Lark, Ascending");
  EXPECT_EQ(row.work.owner(), "owners/bluebird");
  EXPECT_EQ(row.work.isrc(), "USRC17607839");
  EXPECT_EQ(row.work.iswc(), "T0345246801");
  EXPECT_EQ(row.work.eidr(), "10.5240/7791-8534-2C23-9030-8610-5");
  EXPECT_EQ(row.work.kind(), v1::Work::SOUND_RECORDING);
  EXPECT_EQ(row.work.policy(), "policies/takedown");
  EXPECT_THAT(row.work.territories(), ElementsAre("AT", "DE"));
}

TEST(ImportTableTest, RecordingsAreExclusiveUnlessTheTableSaysNo) {
  const auto rows = ParseImportTable(
      "work_id,title,owner,file,exclusive,catalogue,policy\n"
      "a,A,o,a.mp3,,,\nb,B,o,b.mp3,Yes,jazz,Ours\nb,B,o,c.mp3,no,jazz,Ours\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 3u);
  for (const ImportRow& row : *rows) EXPECT_TRUE(row.status.ok()) << row.status;
  EXPECT_FALSE(rows->at(0).not_exclusive);
  EXPECT_EQ(rows->at(0).work.catalogue(), "");
  EXPECT_FALSE(rows->at(1).not_exclusive);
  EXPECT_EQ(rows->at(1).work.catalogue(), "jazz");
  EXPECT_EQ(rows->at(1).work.policy(), "policies/Ours");
  EXPECT_TRUE(rows->at(2).not_exclusive);
}

TEST(ImportTableTest, ColumnsMayStandInAnyOrder) {
  const auto rows = ParseImportTable("file,owner,title,work_id\na.mp3,o,T,w\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->front().work.name(), "works/w");
  EXPECT_EQ(rows->front().file, "a.mp3");
}

TEST(ImportTableTest, UnknownColumnIsNamed) {
  EXPECT_THAT(ErrorOf("work_id,title,owner,file,colour\n"),
              HasSubstr("colour"));
}

TEST(ImportTableTest, MissingColumnIsNamed) {
  EXPECT_THAT(ErrorOf("work_id,title,file\n"), HasSubstr("owner"));
}

TEST(ImportTableTest, DoubledColumnIsNamed) {
  EXPECT_THAT(ErrorOf("work_id,title,owner,file,title\n"), HasSubstr("title"));
}

TEST(ImportTableTest, EmptyTableSaysWhatItsFirstLineMustBe) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("work_id,title,owner,file"));
}

TEST(ImportTableTest, HeaderAloneHasNoRows) {
  EXPECT_TRUE(ParseImportTable("work_id,title,owner,file\n")->empty());
}

TEST(ImportTableTest, EmptyRequiredFieldIsNamed) {
  EXPECT_THAT(RowErrorOf("work_id,title,owner,file\nw, ,o,a.mp3\n"),
              HasSubstr("title"));
}

TEST(ImportTableTest, WrongNumberOfFieldsIsCounted) {
  EXPECT_THAT(RowErrorOf("work_id,title,owner,file\nw,T,o\n"),
              AllOf(HasSubstr("4"), HasSubstr("3")));
}

TEST(ImportTableTest, BadWordsAreNamedWithTheGoodOnes) {
  EXPECT_THAT(RowErrorOf("work_id,title,owner,file,exclusive\nw,T,o,f,maybe\n"),
              AllOf(HasSubstr("exclusive: "), HasSubstr("yes or no"),
                    HasSubstr("maybe")));
  EXPECT_THAT(RowErrorOf("work_id,title,owner,file,kind\nw,T,o,f,opera\n"),
              AllOf(HasSubstr("opera"), HasSubstr("musical-work")));
}

TEST(ImportTableTest, GoodRowsStayGoodBesideBadOnes) {
  const auto rows = ParseImportTable(
      "work_id,title,owner,file\n"
      "a,A,o,a.mp3\n"
      "b,B\"bad,o,b.mp3\n"
      "c,C,o\n"
      "d,D,o,d.mp3\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 4u);
  EXPECT_TRUE(rows->at(0).status.ok());
  EXPECT_FALSE(rows->at(1).status.ok());
  EXPECT_FALSE(rows->at(2).status.ok());
  EXPECT_TRUE(rows->at(3).status.ok());
  EXPECT_EQ(rows->at(1).line, 3u);
  EXPECT_EQ(rows->at(3).line, 5u);
}

TEST(ImportTableTest, SecondRecordingOfAWorkIsGood) {
  const auto rows =
      ParseImportTable("work_id,title,owner,file\nw,T,o,a.mp3\nw,T,o,b.mp3\n");
  EXPECT_TRUE(rows->at(1).status.ok());
}

TEST(ImportTableTest, RowThatContradictsAnEarlierOneNamesItsLine) {
  const auto rows = ParseImportTable(
      "work_id,title,owner,file\nw,T,o,a.mp3\nw,Other,o,b.mp3\n");
  EXPECT_TRUE(rows->at(0).status.ok());
  EXPECT_THAT(std::string(rows->at(1).status.message()),
              AllOf(HasSubstr("line 2"), HasSubstr("works/w")));
}

TEST(ImportTableTest, NamesOfFilesKeepTheirBytesAndSpaces) {
  const auto rows =
      ParseImportTable("work_id,title,owner,file\nw,T,o, odd\xFFname.mp3\n");
  EXPECT_EQ(rows->at(0).file, " odd\xFFname.mp3");
}

}  // namespace
}  // namespace earmark::cli
