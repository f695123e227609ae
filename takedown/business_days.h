// Business days, by which the law counts some of its deadlines: Monday to
// Friday, but for holidays.
#ifndef EARMARK_TAKEDOWN_BUSINESS_DAYS_H_
#define EARMARK_TAKEDOWN_BUSINESS_DAYS_H_

#include <set>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace earmark::takedown {

struct BusinessCalendar {
  // Where days begin and end.
  absl::TimeZone zone = absl::UTCTimeZone();
  // Whether the public holidays of the United States (5 USC 6103) are none.
  bool us_federal_holidays = true;
  // Other days that are none.
  std::set<absl::CivilDay> holidays = {};

  bool operator==(const BusinessCalendar&) const = default;
};

// Whether the day is a public holiday by 5 USC 6103 (a) and (b). One that falls
// on a Saturday is observed on the Friday before, one on a Sunday on the Monday
// after; that day is a holiday then, and so is the date itself. Those of today
// are taken for all years.
bool IsUsFederalHoliday(absl::CivilDay day);

bool IsBusinessDay(const BusinessCalendar& calendar, absl::CivilDay day);

// The instant when so many whole business days have passed since the day of
// `time`, which does not count itself: the end of the last of them. `days` is 1
// or more.
absl::Time AfterBusinessDays(const BusinessCalendar& calendar, absl::Time time,
                             int days);

// Reads one date a line, like `2027-05-01`, each followed by what it is called,
// if it is. Empty lines, and what follows a #, are left out. Returns
// kInvalidArgument, which names the line, for anything else.
absl::StatusOr<std::set<absl::CivilDay>> ParseHolidays(std::string_view text);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_BUSINESS_DAYS_H_
