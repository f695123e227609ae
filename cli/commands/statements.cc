#include <memory>
#include <string>

#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/statement_view.h"
#include "cli/text.h"
#include "cli/transparency.h"
#include "cli/values.h"
#include "earmark/v1/screening_service.grpc.pb.h"

namespace earmark::cli {
namespace {

struct ShowArguments {
  std::string screening;
  bool earlier = false;
};

absl::StatusOr<ExitCode> Show(const ShowArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::StateReasonsRequest request;
  request.set_name(ResourceName("screenings", ToUtf8(arguments.screening)));
  request.set_earlier(arguments.earlier);
  const absl::StatusOr<v1::StateReasonsResponse> reasons =
      (*connection)->Call(&v1::ScreeningService::Stub::StateReasons, request);
  if (!reasons.ok()) return reasons.status();
  if (settings.json) {
    for (const v1::StatementOfReasons& statement : reasons->statements()) {
      console.out << ToJson(statement) << "\n";
    }
    return ExitCode::kDone;
  }
  if (reasons->statements().empty()) {
    console.out << "nothing is " << (arguments.earlier ? "or was " : "")
                << "restricted: there are no reasons to state\n";
  }
  for (const v1::StatementOfReasons& statement : reasons->statements()) {
    console.out << RenderStatement(statement, console.style);
  }
  return ExitCode::kDone;
}

struct ExportArguments {
  std::string since;
};

absl::Status ExportOf(const v1::Screening& screening, absl::Time since,
                      Connection& connection, TransparencyBatches& batches) {
  v1::StateReasonsRequest request;
  request.set_name(screening.name());
  request.set_earlier(true);
  const absl::StatusOr<v1::StateReasonsResponse> reasons =
      connection.Call(&v1::ScreeningService::Stub::StateReasons, request);
  if (!reasons.ok()) return reasons.status();
  for (const v1::StatementOfReasons& statement : reasons->statements()) {
    if (absl::FromUnixSeconds(statement.start_time().seconds()) < since) {
      continue;
    }
    const std::string json = TransparencyStatement(screening, statement);
    if (!json.empty()) batches.Add(json);
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Export(const ExportArguments& arguments,
                                const Settings& settings, Console& console) {
  absl::Time since = absl::InfinitePast();
  if (!arguments.since.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> stamp =
        ParseInstant(arguments.since);
    if (!stamp.ok()) return UsageError(MessageOf(stamp.status()));
    since = absl::FromUnixSeconds(stamp->seconds());
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  TransparencyBatches batches(console.out);
  v1::ListScreeningsRequest first;
  first.set_page_size(kPageSize);
  absl::Status exported;
  const absl::Status listed =
      ForEachPage<v1::ListScreeningsRequest, v1::ListScreeningsResponse>(
          first,
          [&](const v1::ListScreeningsRequest& request) {
            return (*connection)
                ->Call(&v1::ScreeningService::Stub::ListScreenings, request);
          },
          [&](const v1::ListScreeningsResponse& page) {
            for (const v1::Screening& screening : page.screenings()) {
              exported = ExportOf(screening, since, **connection, batches);
              if (!exported.ok()) return false;
            }
            return true;
          });
  if (!listed.ok()) return listed;
  if (!exported.ok()) return exported;
  batches.Flush();
  return ExitCode::kDone;
}

}  // namespace

void AddStatementsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "statements", "State to uploaders why an upload is restricted");
  const auto shown = std::make_shared<ShowArguments>();
  CLI::App& show = line.AddCommand(
      group, "show", "Show the statements of reasons for a screening",
      "earmark statements show SCREENING\n"
      "earmark statements show SCREENING --earlier --json\n"
      "\n"
      "One for each measure, with the fields of Article 17(3) of the Digital\n"
      "Services Act, as a letter to the uploader.",
      [shown](const Settings& settings, Console& console) {
        return Show(*shown, settings, console);
      });
  show.add_option("SCREENING", shown->screening, "Its id or name")
      ->required()
      ->type_name("");
  show.add_flag("--earlier", shown->earlier,
                "Also those of earlier decisions, the newest first");
  const auto exported = std::make_shared<ExportArguments>();
  line.AddCommand(
          group, "export",
          "Write all statements for the DSA Transparency Database",
          "earmark statements export --since 2026-03-01 > batches.jsonl\n"
          "\n"
          "Each line is the body of one call of the database's API, with at "
          "most 100\nstatements of what is, or was, restricted in the European "
          "Economic Area.\nNothing in them is personal.",
          [exported](const Settings& settings, Console& console) {
            return Export(*exported, settings, console);
          })
      .add_option("--since", exported->since,
                  "Only what was decided from then on")
      ->type_name("TIME");
}

}  // namespace earmark::cli
