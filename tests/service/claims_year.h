// A year of claims: uploads that were never sent, owners, uploaders and
// moderators who act at random or not at all, rights that change, a clock that
// jumps, and a service that is closed and opened again; on a real database,
// with the real rules. claims_oracle.h says what must be true of it all.
#ifndef EARMARK_TESTS_SERVICE_CLAIMS_YEAR_H_
#define EARMARK_TESTS_SERVICE_CLAIMS_YEAR_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace earmark::service {

struct ClaimsYearOptions {
  // A folder for the database; it must be empty.
  std::string folder;
  // RocksDbOptions::env.
  rocksdb::Env* env = nullptr;
  // The same seed gives the same year.
  uint64_t seed = 1;
  int uploads = 3000;
  // The part of the uploads in which works are found.
  double matched = 0.1;
  int owners = 12;
  int works = 60;
  // On a day, on average.
  double rights_changes = 0.7;
  // How often in the year all is checked, the end included.
  int checks = 4;
};

// How much of what happened, for people.
using ClaimsYearFigures = std::map<std::string, int64_t>;

// Lives through the year. Returns kInternal with what was wrong, and the seed.
absl::StatusOr<ClaimsYearFigures> LiveClaimsYear(
    const ClaimsYearOptions& options);

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_CLAIMS_YEAR_H_
