// `works import`: registers the rows of a table.
#ifndef EARMARK_CLI_TABLE_IMPORT_H_
#define EARMARK_CLI_TABLE_IMPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "cli/settings.h"

namespace earmark::cli {

// Registers each row of the table at `csv_path`, several at a time. Bad rows
// are reported with their line and left out; they make it kFailed. With `json`,
// one object is written for each row, in the order of the table. Relative files
// are relative to the table's folder.
absl::StatusOr<ExitCode> ImportWorks(Connection& connection,
                                     const std::string& csv_path, bool json,
                                     Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TABLE_IMPORT_H_
