// The end of `works add` and `works import`: earlier uploads are searched for
// the works that are new.
#ifndef EARMARK_CLI_EARLIER_UPLOADS_H_
#define EARMARK_CLI_EARLIER_UPLOADS_H_

#include "absl/status/status.h"
#include "cli/connection.h"
#include "cli/settings.h"

namespace earmark::cli {

// Searches them, with progress on a terminal, and says in how many the works
// were found, if in any: in a line of `console.out`, for `json` as the object
// `{"earlierUploads":{"references":N,"revised":N}}`. A service
// that runs elsewhere does this by itself, and nothing is said. Returns the
// errors of Connection::FinishScans.
absl::Status SearchEarlierUploads(Connection& connection, bool json,
                                  Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EARLIER_UPLOADS_H_
