#include "takedown/business_days.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using absl::CivilDay;
using absl::CivilMinute;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<CivilDay> HolidaysOf(int year) {
  std::vector<CivilDay> holidays;
  for (CivilDay day(year, 1, 1); day.year() == year; ++day) {
    if (IsUsFederalHoliday(day)) holidays.push_back(day);
  }
  return holidays;
}

// The lists that the Office of Personnel Management publishes, and the dates
// that are observed on another day.
TEST(BusinessDaysTest, FederalHolidaysAreThoseThatWerePublished) {
  EXPECT_THAT(HolidaysOf(2026),
              ElementsAre(CivilDay(2026, 1, 1), CivilDay(2026, 1, 19),
                          CivilDay(2026, 2, 16), CivilDay(2026, 5, 25),
                          CivilDay(2026, 6, 19), CivilDay(2026, 7, 3),
                          CivilDay(2026, 7, 4), CivilDay(2026, 9, 7),
                          CivilDay(2026, 10, 12), CivilDay(2026, 11, 11),
                          CivilDay(2026, 11, 26), CivilDay(2026, 12, 25)));
  EXPECT_THAT(HolidaysOf(2027),
              ElementsAre(CivilDay(2027, 1, 1), CivilDay(2027, 1, 18),
                          CivilDay(2027, 2, 15), CivilDay(2027, 5, 31),
                          CivilDay(2027, 6, 18), CivilDay(2027, 6, 19),
                          CivilDay(2027, 7, 4), CivilDay(2027, 7, 5),
                          CivilDay(2027, 9, 6), CivilDay(2027, 10, 11),
                          CivilDay(2027, 11, 11), CivilDay(2027, 11, 25),
                          CivilDay(2027, 12, 24), CivilDay(2027, 12, 25),
                          // New Year's Day of 2028, a Saturday.
                          CivilDay(2027, 12, 31)));
}

TEST(BusinessDaysTest, WeekendsAndHolidaysAreNone) {
  const BusinessCalendar calendar{.holidays = {CivilDay(2026, 12, 24)}};
  const std::pair<CivilDay, bool> days[] = {
      {CivilDay(2026, 12, 18), true},  {CivilDay(2026, 12, 19), false},
      {CivilDay(2026, 12, 20), false}, {CivilDay(2026, 12, 21), true},
      {CivilDay(2026, 12, 24), false}, {CivilDay(2026, 12, 25), false},
      {CivilDay(2026, 12, 28), true}};
  for (const auto& [day, is_one] : days) {
    EXPECT_EQ(IsBusinessDay(calendar, day), is_one) << day;
  }
  EXPECT_TRUE(
      IsBusinessDay({.us_federal_holidays = false}, CivilDay(2026, 12, 25)));
}

TEST(BusinessDaysTest, DayOfTheEventDoesNotCountAndTheLastOneCountsWhole) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  const BusinessCalendar calendar{.zone = zone};
  const auto after = [&](CivilMinute time, int days) {
    return absl::ToCivilMinute(
        AfterBusinessDays(calendar, absl::FromCivil(time, zone), days), zone);
  };
  // From a Monday: Tuesday is the first.
  EXPECT_EQ(after(CivilMinute(2026, 3, 2, 0, 0), 1),
            CivilMinute(2026, 3, 4, 0, 0));
  EXPECT_EQ(after(CivilMinute(2026, 3, 2, 23, 59), 1),
            CivilMinute(2026, 3, 4, 0, 0));
  // Ten are two weeks, without holidays; clocks go forward in between.
  EXPECT_EQ(after(CivilMinute(2026, 3, 2, 12, 0), 10),
            CivilMinute(2026, 3, 17, 0, 0));
  EXPECT_EQ(after(CivilMinute(2026, 3, 2, 12, 0), 14),
            CivilMinute(2026, 3, 21, 0, 0));
  // From a Friday, and from the Saturday after it, Monday is the first.
  EXPECT_EQ(after(CivilMinute(2026, 3, 6, 12, 0), 1),
            CivilMinute(2026, 3, 10, 0, 0));
  EXPECT_EQ(after(CivilMinute(2026, 3, 7, 12, 0), 1),
            CivilMinute(2026, 3, 10, 0, 0));
  // Over Thanksgiving, Christmas and New Year.
  EXPECT_EQ(after(CivilMinute(2026, 11, 25, 12, 0), 1),
            CivilMinute(2026, 11, 28, 0, 0));
  EXPECT_EQ(after(CivilMinute(2026, 12, 18, 12, 0), 10),
            CivilMinute(2027, 1, 6, 0, 0));
}

TEST(BusinessDaysTest, DaysAreThoseOfTheZone) {
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  // Sunday evening in UTC is Monday in Tokyo.
  const absl::Time time =
      absl::FromCivil(CivilMinute(2026, 3, 1, 20, 0), absl::UTCTimeZone());
  EXPECT_EQ(AfterBusinessDays({}, time, 1),
            absl::FromCivil(CivilDay(2026, 3, 3), absl::UTCTimeZone()));
  EXPECT_EQ(AfterBusinessDays({.zone = tokyo}, time, 1),
            absl::FromCivil(CivilDay(2026, 3, 4), tokyo));
}

TEST(BusinessDaysTest, HolidaysAreReadFromText) {
  const auto holidays = ParseHolidays(
      "# Austria\r\n"
      "\n"
      "2027-01-06 Epiphany\r\n"
      "  2027-05-01\tLabour Day # a Saturday\n"
      "2027-10-26");
  ASSERT_TRUE(holidays.ok()) << holidays.status();
  EXPECT_THAT(*holidays, ElementsAre(CivilDay(2027, 1, 6), CivilDay(2027, 5, 1),
                                     CivilDay(2027, 10, 26)));
  EXPECT_TRUE(ParseHolidays("")->empty());
}

TEST(BusinessDaysTest, BadHolidaysAreNamedWithTheirLine) {
  for (const char* bad : {"1 May 2027", "2027-13-01", "2027-02-30 x",
                          "2027-05-01Labour Day", "Labour Day"}) {
    EXPECT_THAT(std::string(ParseHolidays(std::string("2027-01-06\n") + bad)
                                .status()
                                .message()),
                AllOf(HasSubstr("line 2"), HasSubstr(bad)));
  }
}

}  // namespace
}  // namespace earmark::takedown
