#include <cerrno>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/explanation_svg.h"
#include "cli/explanation_view.h"
#include "cli/json.h"
#include "cli/text.h"
#include "cli/titles.h"
#include "cli/values.h"
#include "earmark/v1/screening_service.grpc.pb.h"

namespace earmark::cli {
namespace {

struct ExplainArguments {
  std::string screening;
  int match = 0;
  std::string svg;
};

absl::StatusOr<v1::ScreeningExplanation> Ask(Connection& connection,
                                             const std::string& screening,
                                             int find) {
  v1::ExplainScreeningRequest request;
  request.set_name(ResourceName("screenings", ToUtf8(screening)));
  request.set_find(find);
  return connection.Call(&v1::ScreeningService::Stub::ExplainScreening,
                         request);
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
}

absl::StatusOr<ExitCode> Explain(const ExplainArguments& arguments,
                                 const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::ScreeningExplanation> explanation =
      Ask(**connection, arguments.screening, arguments.match);
  if (!explanation.ok()) return explanation.status();
  Titles titles;
  for (const v1::ScreeningExplanation::Find& find : explanation->finds()) {
    AddTitle(**connection, find.match().work(), titles);
  }
  console.out << (settings.json
                      ? ToJson(*explanation) + "\n"
                      : RenderExplanation(*explanation, titles, console.style));
  if (arguments.svg.empty()) return ExitCode::kDone;
  if (explanation->finds().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is nothing to draw: nothing was found in ",
                     explanation->name()));
  }

  // Only the answer for one find has points.
  const absl::StatusOr<v1::ScreeningExplanation> drawn =
      arguments.match > 0 ? explanation
                          : Ask(**connection, arguments.screening, 1);
  if (!drawn.ok()) return drawn.status();
  const absl::Status written = WriteFile(
      arguments.svg, DrawFind(drawn->finds(0), drawn->file_name(), titles));
  if (!written.ok()) return written;
  return ExitCode::kDone;
}

}  // namespace

void AddExplainCommand(CommandLine& line) {
  const auto arguments = std::make_shared<ExplainArguments>();
  CLI::App& app = line.AddCommand(
      line.root(), "explain",
      "Show which evidence carries the matches of a screening",
      "earmark explain SCREENING\n"
      "earmark explain SCREENING --match 2 --svg match.svg\n"
      "earmark explain SCREENING --match 1 --json > evidence.json",
      [arguments](const Settings& settings, Console& console) {
        return Explain(*arguments, settings, console);
      });
  app.add_option("SCREENING", arguments->screening, "Its id or name")
      ->required()
      ->type_name("");
  app.add_option("--match", arguments->match,
                 "Only this match or candidate, numbered as in the report; "
                 "--json then has all points, and frames of video found by "
                 "local features (default: all)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  app.add_option("--svg", arguments->svg,
                 "Draw the match (without --match: the first) to this file")
      ->type_name("FILE");
}

}  // namespace earmark::cli
