// The end of commands that change what decisions rest on: earlier uploads are
// searched for works that are new, and decided on again.
#ifndef EARMARK_CLI_EARLIER_UPLOADS_H_
#define EARMARK_CLI_EARLIER_UPLOADS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

// The same as the end of a command that changed rights: says how many decisions
// were revised, if any were (for `json` in a line of `console.err`: its output
// is what was changed), and returns kDone.
absl::StatusOr<ExitCode> ReviseEarlierUploads(Connection& connection, bool json,
                                              Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EARLIER_UPLOADS_H_
