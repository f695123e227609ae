// The command line: which commands there are, and running one.
#ifndef EARMARK_CLI_COMMAND_LINE_H_
#define EARMARK_CLI_COMMAND_LINE_H_

#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/settings.h"

namespace earmark::cli {

// What a command does once it has been chosen.
using Command =
    std::function<absl::StatusOr<ExitCode>(const Settings&, Console&)>;

// Adds an option that takes one value, and may be repeated.
CLI::Option* AddRepeated(CLI::App& app, const char* name,
                         std::vector<std::string>& values,
                         const char* description, const char* type);

// Not movable: the parser points into it. Not safe for concurrent use.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // Adds a group of commands, like `works`.
  CLI::App& AddGroup(const std::string& name, const std::string& description);

  // Adds a command to `group` (or to root()). `examples` ends its --help.
  // Options are added to what is returned.
  CLI::App& AddCommand(CLI::App& group, const std::string& name,
                       const std::string& description,
                       const std::string& examples, Command command);

  CLI::App& root() { return root_; }

  // Parses, runs the chosen command, and writes its error, if any.
  ExitCode Run(int argc, const char* const* argv, Console& console);

 private:
  void AddGlobalOptions(CLI::App& app);

  CLI::App root_;
  Settings settings_;
  Command chosen_;
};

}  // namespace earmark::cli

#endif  // EARMARK_CLI_COMMAND_LINE_H_
