#include "cli/command_line.h"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr char kDefaultDatabase[] = "./earmark-data";

// The command that was being parsed, as typed: `earmark works import`.
std::string ChosenName(const CLI::App& root) {
  std::string name = root.get_name();
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
    absl::StrAppend(&name, " ", app->get_name());
  }
  return name;
}

// What is wrong, in one line. CLI11 speaks of what is missing only, not of the
// word that stands in its place.
std::string UsageMessage(const CLI::App& root, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = root.remaining(/*recurse=*/true);
  const bool lacks_command = dynamic_cast<const CLI::RequiredError*>(&error) &&
                             absl::StrContains(error.what(), "subcommand");
  if (!lacks_command) return error.what();
  return unknown.empty() ? "a command is required"
                         : absl::StrCat("no such command: ", unknown.front());
}

}  // namespace

CommandLine::CommandLine()
    : root_("Finds registered works in uploads, and decides what happens.",
            "earmark") {
  root_.set_version_flag("--version", "earmark " EARMARK_VERSION,
                         "Print the version, and exit");
  root_.require_subcommand(1);
  root_.footer(
      "Each command has a --help with examples. A first session:\n"
      "  earmark works import catalogue.csv\n"
      "  earmark owners trust bluebird\n"
      "  earmark screen upload.mp4");
  AddGlobalOptions(root_);
}

CLI::App& CommandLine::AddGroup(const std::string& name,
                                const std::string& description) {
  CLI::App* group = root_.add_subcommand(name, description);
  group->require_subcommand(1);
  return *group;
}

CLI::App& CommandLine::AddCommand(CLI::App& group, const std::string& name,
                                  const std::string& description,
                                  const std::string& examples,
                                  Command command) {
  CLI::App* app = group.add_subcommand(name, description);
  app->footer("Examples:\n  " +
              absl::StrReplaceAll(examples, {{"\n", "\n  "}}));
  AddGlobalOptions(*app);
  app->callback([this, command = std::move(command)] { chosen_ = command; });
  return *app;
}

void CommandLine::AddGlobalOptions(CLI::App& app) {
  app.add_option("--db", settings_.database,
                 "Folder of the database (else $EARMARK_DB, else "
                 "./earmark-data)")
      ->type_name("DIR")
      ->group("Everywhere");
  app.add_option("--server", settings_.server,
                 "Talk to a running `earmark serve`, open no database")
      ->type_name("HOST:PORT")
      ->group("Everywhere");
  app.add_flag("--json", settings_.json, "Write JSON, one object a line")
      ->group("Everywhere");
}

ExitCode CommandLine::Run(int argc, const char* const* argv, Console& console) {
  try {
    root_.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    root_.exit(request, console.out, console.err);
    return ExitCode::kDone;
  } catch (const CLI::ParseError& error) {
    const std::string chosen = ChosenName(root_);
    PrintError(console,
               absl::InvalidArgumentError(absl::StrCat(
                   UsageMessage(root_, error), " (see ", chosen, " --help)")));
    return ExitCode::kUsage;
  }
  if (settings_.database.empty()) {
    const char* variable = std::getenv("EARMARK_DB");
    settings_.database =
        variable != nullptr && *variable != '\0' ? variable : kDefaultDatabase;
  }
  const absl::StatusOr<ExitCode> code = chosen_(settings_, console);
  if (!code.ok()) {
    PrintError(console, code.status());
    return IsUsageError(code.status()) ? ExitCode::kUsage : ExitCode::kFailed;
  }
  if (!console.out.flush()) {
    PrintError(console, absl::DataLossError("cannot write the output"));
    return ExitCode::kFailed;
  }
  return *code;
}

CLI::Option* AddRepeated(CLI::App& app, const char* name,
                         std::vector<std::string>& values,
                         const char* description, const char* type) {
  return app.add_option(name, values, description)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace earmark::cli
