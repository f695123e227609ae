// What every command is given: where the catalogue is, and where to write.
#ifndef EARMARK_CLI_SETTINGS_H_
#define EARMARK_CLI_SETTINGS_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"

namespace earmark::cli {

// What the program ends with.
enum class ExitCode {
  kDone = 0,
  // A file, a row or a call failed.
  kFailed = 1,
  kUsage = 2,
  // `screen --exit-code`: nothing failed, and some upload needs more than ALLOW
  // or TRACK.
  kNeedsAction = 3,
};

struct Settings {
  // Folder of the database that is opened when there is no `server`.
  std::string database;
  // HOST:PORT of a running service; empty: none.
  std::string server;
  // Write protobuf's JSON, one object a line, instead of text for people.
  bool json = false;
};

// How text for people may look.
struct Style {
  bool colour = false;
  // Columns that lines should fit into.
  int width = 100;
};

// Where a command writes. Does not own the streams.
struct Console {
  std::ostream& out;
  std::ostream& err;
  // Of `out`.
  Style style;
  // Whether `err` is a terminal, where progress may be shown.
  bool show_progress = false;
};

// An error of the one who typed the command, which ends in kUsage.
absl::Status UsageError(const std::string& message);
bool IsUsageError(const absl::Status& status);

// The message of `status`.
std::string MessageOf(const absl::Status& status);

// `status` with `where` and a colon before its message.
absl::Status At(const std::string& where, const absl::Status& status);

// Writes one line that begins with `earmark: ` to the console's errors.
void PrintError(Console& console, const absl::Status& status);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_SETTINGS_H_
