// `ownerships import`: sets the holds of a table.
#ifndef EARMARK_CLI_OWNERSHIP_IMPORT_H_
#define EARMARK_CLI_OWNERSHIP_IMPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "cli/settings.h"

namespace earmark::cli {

// For each work and owner in the table at `csv_path` (`-`: standard input),
// sets the rows of both, together, instead of all that the owner holds of the
// work. What is set already is no work. Bad rows are reported with their line,
// and make it kFailed; where one row is bad, nothing is set of its work and
// owner, and nothing at all when these are not known. With `json`, one object
// is written for each row.
absl::StatusOr<ExitCode> ImportOwnerships(Connection& connection,
                                          const std::string& csv_path,
                                          bool json, Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_OWNERSHIP_IMPORT_H_
