// `screen`: screens files, and prints what must happen to each.
#ifndef EARMARK_CLI_FILE_SCREENING_H_
#define EARMARK_CLI_FILE_SCREENING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "cli/settings.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

struct ScreenOptions {
  // Files, and folders of files.
  std::vector<std::string> paths;
  // What is said of each upload. Without an `upload_id`, each gets one that
  // follows from its content and the facts, so that a repeat is the same
  // question; with `again`, one that was never used.
  v1::UploadHeader header;
  bool again = false;
  bool json = false;
  // End with kNeedsAction when an upload needs more than ALLOW or TRACK.
  bool exit_code = false;
};

// Screens all files, several at a time, and writes each answer, in the order of
// the files. Files that cannot be screened are reported, and make it kFailed.
// Returns kNotFound when a path is not there, or no file is in it.
absl::StatusOr<ExitCode> ScreenFiles(Connection& connection,
                                     const ScreenOptions& options,
                                     Console& console);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_FILE_SCREENING_H_
