#include <memory>
#include <string>

#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/statement_view.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

absl::StatusOr<ExitCode> Show(const std::string& screening,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::StateReasonsRequest request;
  request.set_name(ResourceName("screenings", ToUtf8(screening)));
  const absl::StatusOr<v1::StateReasonsResponse> reasons =
      (*connection)
          ->Call((*connection)->screening(),
                 &v1::ScreeningService::Stub::StateReasons, request);
  if (!reasons.ok()) return reasons.status();
  if (settings.json) {
    for (const v1::StatementOfReasons& statement : reasons->statements()) {
      console.out << ToJson(statement) << "\n";
    }
    return ExitCode::kDone;
  }
  if (reasons->statements().empty()) {
    console.out << "nothing is restricted: there are no reasons to state\n";
  }
  for (const v1::StatementOfReasons& statement : reasons->statements()) {
    console.out << RenderStatement(statement, console.style);
  }
  return ExitCode::kDone;
}

}  // namespace

void AddStatementsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "statements", "State to uploaders why an upload is restricted");
  const auto screening = std::make_shared<std::string>();
  line.AddCommand(group, "show",
                  "Show the statements of reasons for a screening",
                  "earmark statements show SCREENING\n"
                  "earmark statements show SCREENING --json\n"
                  "\n"
                  "One for each measure, with the fields of Article 17(3) of "
                  "the Digital\n"
                  "Services Act, as a letter to the uploader.",
                  [screening](const Settings& settings, Console& console) {
                    return Show(*screening, settings, console);
                  })
      .add_option("SCREENING", *screening, "Its id or name")
      ->required()
      ->type_name("");
}

}  // namespace earmark::cli
