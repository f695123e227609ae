// The options by which people say what is in a notice.
#ifndef EARMARK_CLI_NOTICE_OPTIONS_H_
#define EARMARK_CLI_NOTICE_OPTIONS_H_

#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "takedown/notice.h"

namespace earmark::cli {

// `--law`.
void AddLawOption(CLI::App& app, std::string& law);

// `dmca` or `dsa`; returns a usage error for other words.
absl::StatusOr<takedown::Notice::Law> ReadLaw(const std::string& law);

// Who writes, and what it states: `--name` to `--authorised`.
void AddStatements(CLI::App& app, takedown::Notice& stated);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_NOTICE_OPTIONS_H_
