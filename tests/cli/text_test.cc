#include "cli/text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextTest, PositionsHaveTenthsAndRoundToTheNearest) {
  EXPECT_EQ(FormatPosition(microseconds(0)), "0:00.0");
  EXPECT_EQ(FormatPosition(milliseconds(8'149)), "0:08.1");
  EXPECT_EQ(FormatPosition(milliseconds(8'150)), "0:08.2");
  EXPECT_EQ(FormatPosition(milliseconds(27'900)), "0:27.9");
  EXPECT_EQ(FormatPosition(milliseconds(59'960)), "1:00.0");
  EXPECT_EQ(FormatPosition(milliseconds(3'599'949)), "59:59.9");
  EXPECT_EQ(FormatPosition(milliseconds(3'599'950)), "1:00:00.0");
  EXPECT_EQ(FormatPosition(seconds(3728) + milliseconds(100)), "1:02:08.1");
}

TEST(TextTest, TimeLeftShowsHoursOnlyWhenThereAreAny) {
  EXPECT_EQ(FormatTimeLeft(seconds(9)), "0:09");
  EXPECT_EQ(FormatTimeLeft(seconds(760)), "12:40");
  EXPECT_EQ(FormatTimeLeft(seconds(11'100)), "3:05:00");
}

TEST(TextTest, BytesGoUpByThousands) {
  EXPECT_EQ(FormatBytes(0), "0 bytes");
  EXPECT_EQ(FormatBytes(999), "999 bytes");
  EXPECT_EQ(FormatBytes(1'000), "1.0 kB");
  EXPECT_EQ(FormatBytes(999'949), "999.9 kB");
  EXPECT_EQ(FormatBytes(999'950), "1.0 MB");
  EXPECT_EQ(FormatBytes(3'440'000'000), "3.4 GB");
}

TEST(TextTest, InstantsAreInUtc) {
  google::protobuf::Timestamp instant;
  instant.set_seconds(1'772'368'205);
  EXPECT_EQ(FormatInstant(instant), "2026-03-01 12:30:05Z");
}

TEST(TextTest, WellFormedTextStaysAsItIs) {
  const std::string text = "Für Elise, 月光, 🎹";
  EXPECT_EQ(ToUtf8(text), text);
  EXPECT_EQ(ForTerminal(text), text);
}

TEST(TextTest, BytesThatAreNoCharactersAreReplaced) {
  EXPECT_EQ(ToUtf8("a\xFF"
                   "b"),
            "a\uFFFDb");
  EXPECT_EQ(ToUtf8("\xC3"), "\uFFFD");                      // cut off
  EXPECT_EQ(ToUtf8("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(ToUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // surrogate
  EXPECT_EQ(ToUtf8("\xF4\x90\x80\x80"),
            "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
}

TEST(TextTest, ControlCharactersDoNotReachTheTerminal) {
  EXPECT_EQ(ForTerminal("a\033[2Jb\n"), "a\uFFFD[2Jb\uFFFD");
  EXPECT_EQ(ForTerminal("\xC2\x9B"
                        "1m"),
            "\uFFFD1m");  // C1's escape
  EXPECT_EQ(ToUtf8("a\nb"), "a\nb");
}

TEST(TextTest, TruncationCutsNoCharacter) {
  EXPECT_EQ(Truncated("abc", 3), "abc");
  EXPECT_EQ(Truncated("abü", 3), "ab");
  EXPECT_EQ(Truncated("月光", 5), "月");
  EXPECT_EQ(Truncated("月光", 2), "");
}

TEST(TextTest, PaddingCountsCharactersNotBytes) {
  EXPECT_EQ(PadRight("für", 5), "für  ");
  EXPECT_EQ(PadLeft("für", 5), "  für");
  EXPECT_EQ(PadLeft("longer", 3), "longer");
}

TEST(TextTest, WrappedLinesFitUnlessAWordDoesNot) {
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("incomprehensible it is", 5),
              ElementsAre("incomprehensible", "it is"));
  EXPECT_THAT(Wrap("", 5), IsEmpty());
}

TEST(TextTest, DurationsKeepTheirMicroseconds) {
  google::protobuf::Duration duration;
  duration.set_seconds(8);
  duration.set_nanos(149'999'999);
  EXPECT_EQ(ToMicroseconds(duration), microseconds(8'149'999));
}

TEST(TextTest, ExactPositionsAreThoseThatCanBeTyped) {
  EXPECT_EQ(FormatExactPosition(std::chrono::seconds(8)), "0:08");
  EXPECT_EQ(FormatExactPosition(std::chrono::milliseconds(8250)), "0:08.25");
  EXPECT_EQ(FormatExactPosition(std::chrono::microseconds(3'728'000'001)),
            "1:02:08.000001");
}

TEST(TextTest, DurationsSurviveTheWayThereAndBack) {
  for (const int64_t count : {0, 1, 999'999, 1'000'000, 90'500'000}) {
    const std::chrono::microseconds duration(count);
    EXPECT_EQ(ToMicroseconds(ToDuration(duration)), duration);
  }
}

TEST(TextTest, BoundariesAtMidnightAreDates) {
  google::protobuf::Timestamp instant;
  instant.set_seconds(1'772'323'200);
  EXPECT_EQ(FormatBoundary(instant), "2026-03-01");
  instant.set_seconds(1'772'368'205);
  EXPECT_EQ(FormatBoundary(instant), "2026-03-01 12:30:05Z");
  EXPECT_EQ(FormatDay(instant), "2026-03-01");
}

TEST(TextTest, SharesHaveAsManyDigitsAsTheyNeed) {
  EXPECT_EQ(FormatShare(10'000), "100%");
  EXPECT_EQ(FormatShare(3350), "33.5%");
  EXPECT_EQ(FormatShare(3333), "33.33%");
  EXPECT_EQ(FormatShare(1), "0.01%");
}

}  // namespace
}  // namespace earmark::cli
