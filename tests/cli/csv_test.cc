#include "cli/csv.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::HasSubstr;

using Records = std::vector<std::vector<std::string>>;

// All records up to the end, or the first error.
absl::StatusOr<Records> ReadAll(std::string_view text) {
  CsvReader reader(text);
  Records records;
  while (true) {
    absl::StatusOr<std::optional<CsvRecord>> record = reader.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) return records;
    records.push_back((*record)->fields);
  }
}

TEST(CsvReaderTest, FieldsAreSplitAtCommas) {
  EXPECT_EQ(*ReadAll("a,b,c\n1,,3\n"),
            (Records{{"a", "b", "c"}, {"1", "", "3"}}));
}

TEST(CsvReaderTest, LinesMayEndInCrLfAndTheLastInNothing) {
  EXPECT_EQ(*ReadAll("a,b\r\n1,2\r\n3,4"),
            (Records{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
}

TEST(CsvReaderTest, QuotedFieldsHoldCommasQuotesAndLines) {
  EXPECT_EQ(*ReadAll("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n"),
            (Records{{"a,b", "say \"hi\"", "two\r\nlines"}}));
}

TEST(CsvReaderTest, EmptyQuotedFieldIsAnEmptyField) {
  EXPECT_EQ(*ReadAll("\"\",x\n"), (Records{{"", "x"}}));
}

TEST(CsvReaderTest, TrailingCommaIsAnEmptyLastField) {
  EXPECT_EQ(*ReadAll("a,\n"), (Records{{"a", ""}}));
  EXPECT_EQ(*ReadAll("a,"), (Records{{"a", ""}}));
}

TEST(CsvReaderTest, ByteOrderMarkIsNotPartOfTheFirstField) {
  EXPECT_EQ(*ReadAll("\xEF\xBB\xBFwork_id,title\n"),
            (Records{{"work_id", "title"}}));
}

TEST(CsvReaderTest, EmptyTextAndEmptyLinesHoldNoRecords) {
  EXPECT_EQ(*ReadAll(""), Records());
  EXPECT_EQ(*ReadAll("\n\r\n\n"), Records());
  EXPECT_EQ(*ReadAll("a\n\nb\n"), (Records{{"a"}, {"b"}}));
}

TEST(CsvReaderTest, LinesAreCountedThroughQuotedFields) {
  CsvReader reader("a\n\"two\nlines\"\n\nb\n");
  EXPECT_EQ((*reader.Next())->line, 1u);
  EXPECT_EQ((*reader.Next())->line, 2u);
  EXPECT_EQ((*reader.Next())->line, 5u);
}

TEST(CsvReaderTest, UnclosedQuoteIsAnErrorThatNamesItsLine) {
  const absl::StatusOr<Records> records = ReadAll("a\n\"open,\nb\n");
  EXPECT_EQ(records.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(records.status().message()), HasSubstr("line 2"));
}

TEST(CsvReaderTest, TheReaderGoesOnAfterABadLine) {
  CsvReader reader("a\nb\"c\n\"d\"e\nf\n");
  EXPECT_TRUE(reader.Next().ok());
  EXPECT_THAT(std::string(reader.Next().status().message()),
              HasSubstr("line 2"));
  EXPECT_THAT(std::string(reader.Next().status().message()),
              HasSubstr("line 3"));
  EXPECT_EQ((*reader.Next())->fields, std::vector<std::string>{"f"});
  EXPECT_FALSE(reader.Next()->has_value());
}

// What any fields are written as must be read as the same fields.
TEST(CsvReaderTest, EveryShortFieldSurvivesQuoting) {
  const std::string letters = "a,\"\n\r";
  for (const char first : letters) {
    for (const char second : letters) {
      for (const char third : letters) {
        const std::string field = {first, second, third};
        std::string quoted = "\"";
        for (const char c : field)
          quoted += c == '"' ? "\"\"" : std::string(1, c);
        quoted += '"';
        EXPECT_EQ(*ReadAll(quoted + ",x\r\n" + quoted),
                  (Records{{field, "x"}, {field}}));
      }
    }
  }
}

TEST(CsvLineTest, FieldsAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(CsvLine({"a", "", "b,c", "say \"hi\"", "two\nlines", " x"}),
            "a,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\" x\"\n");
}

TEST(CsvLineTest, ReaderGivesBackWhatWasWritten) {
  const std::vector<std::vector<std::string>> records = {
      {"a", "b"},          {"", ""},      {"\"", ",\""}, {"x\r\ny", "\n"},
      {"für", " spaced "}, {"\r", "=1+1"}};
  std::string text;
  for (const auto& fields : records) text += CsvLine(fields);
  CsvReader reader(text);
  for (const auto& fields : records) {
    const auto record = reader.Next();
    ASSERT_TRUE(record.ok() && record->has_value()) << record.status();
    EXPECT_EQ((*record)->fields, fields);
  }
  EXPECT_FALSE(reader.Next()->has_value());
}

}  // namespace
}  // namespace earmark::cli
