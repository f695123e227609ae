// `exclusions import`: adds the rows of a table.
#ifndef EARMARK_CLI_EXCLUSION_IMPORT_H_
#define EARMARK_CLI_EXCLUSION_IMPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "cli/settings.h"

namespace earmark::cli {

// Adds each row of the table at `csv_path` (`-`: standard input), one after the
// other. Bad rows are reported with their line and left out; they make it
// kFailed. With `json`, one object is written for each row.
absl::StatusOr<ExitCode> ImportExclusions(Connection& connection,
                                          const std::string& csv_path,
                                          bool json, Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EXCLUSION_IMPORT_H_
