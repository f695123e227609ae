#include "takedown/business_days.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "takedown/internal/utf8.h"

namespace earmark::takedown {
namespace {

using absl::CivilDay;
using absl::Weekday;

constexpr size_t kShownBytes = 64;
// Of a date like 2027-05-01.
constexpr size_t kDateBytes = 10;

// The `count`-th such day of a month.
CivilDay NthOfMonth(absl::civil_year_t year, int month, int count,
                    Weekday weekday) {
  const CivilDay before = CivilDay(year, month, 1) - 1;
  return absl::NextWeekday(before, weekday) + 7 * (count - 1);
}

CivilDay LastOfMonth(absl::civil_year_t year, int month, Weekday weekday) {
  return absl::PrevWeekday(CivilDay(year, month + 1, 1), weekday);
}

// The holidays that are on the same date each year.
struct Date {
  int month;
  int day;
};
constexpr Date kFixedHolidays[] = {
    {1, 1},    // New Year's Day
    {6, 19},   // Juneteenth
    {7, 4},    // Independence Day
    {11, 11},  // Veterans Day
    {12, 25},  // Christmas Day
};

bool IsFixedHoliday(CivilDay day) {
  for (const Date& date : kFixedHolidays) {
    if (day.month() == date.month && day.day() == date.day) return true;
  }
  return false;
}

}  // namespace

bool IsUsFederalHoliday(CivilDay day) {
  const absl::civil_year_t year = day.year();
  const CivilDay moving[] = {
      NthOfMonth(year, 1, 3, Weekday::monday),      // Martin Luther King, Jr.
      NthOfMonth(year, 2, 3, Weekday::monday),      // Washington's Birthday
      LastOfMonth(year, 5, Weekday::monday),        // Memorial Day
      NthOfMonth(year, 9, 1, Weekday::monday),      // Labor Day
      NthOfMonth(year, 10, 2, Weekday::monday),     // Columbus Day
      NthOfMonth(year, 11, 4, Weekday::thursday)};  // Thanksgiving Day
  for (const CivilDay holiday : moving) {
    if (day == holiday) return true;
  }
  const Weekday weekday = absl::GetWeekday(day);
  return IsFixedHoliday(day) ||
         (weekday == Weekday::friday && IsFixedHoliday(day + 1)) ||
         (weekday == Weekday::monday && IsFixedHoliday(day - 1));
}

bool IsBusinessDay(const BusinessCalendar& calendar, CivilDay day) {
  const Weekday weekday = absl::GetWeekday(day);
  return weekday != Weekday::saturday && weekday != Weekday::sunday &&
         !calendar.holidays.contains(day) &&
         !(calendar.us_federal_holidays && IsUsFederalHoliday(day));
}

absl::Time AfterBusinessDays(const BusinessCalendar& calendar, absl::Time time,
                             int days) {
  CivilDay day = absl::ToCivilDay(time, calendar.zone);
  for (int left = days; left > 0;) {
    ++day;
    if (IsBusinessDay(calendar, day)) --left;
  }
  return absl::FromCivil(day + 1, calendar.zone);
}

absl::StatusOr<std::set<CivilDay>> ParseHolidays(std::string_view text) {
  std::set<CivilDay> holidays;
  size_t number = 0;
  for (const std::string_view whole :
       std::vector<std::string>(absl::StrSplit(std::string(text), '\n'))) {
    ++number;
    const std::string line(absl::StripAsciiWhitespace(
        std::string(whole.substr(0, whole.find('#')))));
    if (line.empty()) continue;
    CivilDay day;
    const bool is_date =
        absl::ParseCivilTime(line.substr(0, kDateBytes), &day) &&
        (line.size() <= kDateBytes || absl::ascii_isspace(line[kDateBytes]));
    if (!is_date) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number,
                       ": a holiday must begin with its date, like "
                       "2027-05-01, got \"",
                       Printable(line, kShownBytes), "\""));
    }
    holidays.insert(day);
  }
  return holidays;
}

}  // namespace earmark::takedown
