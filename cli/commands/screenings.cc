#include <memory>
#include <string>

#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/screening_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/titles.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using Screenings = v1::ScreeningService::Stub;

struct ListArguments {
  std::string upload_id;
  size_t limit = 50;
};

Table ScreeningsTable() {
  return Table({{"SCREENING"},
                {"TIME"},
                {"DECISION"},
                {"MATCHES", Table::Align::kRight},
                {"LENGTH", Table::Align::kRight},
                {"FILE"}});
}

void AddScreening(const v1::Screening& screening, Table& table) {
  table.AddRow({IdOf(screening.name()), FormatInstant(screening.create_time()),
                v1::Decision::Action_Name(screening.decision().action()),
                std::to_string(screening.matches_size()),
                FormatPosition(ToMicroseconds(screening.duration())),
                screening.file_name()});
}

absl::StatusOr<ExitCode> List(const ListArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListScreeningsRequest first;
  first.set_upload_id(arguments.upload_id);
  first.set_page_size(kPageSize);
  Table table = ScreeningsTable();
  size_t count = 0;
  const absl::Status listed =
      ForEachPage<v1::ListScreeningsRequest, v1::ListScreeningsResponse>(
          first,
          [&](const v1::ListScreeningsRequest& request) {
            return (*connection)
                ->Call((*connection)->screening(), &Screenings::ListScreenings,
                       request);
          },
          [&](const v1::ListScreeningsResponse& page) {
            for (const v1::Screening& screening : page.screenings()) {
              if (arguments.limit > 0 && count == arguments.limit) return false;
              ++count;
              if (settings.json) {
                console.out << ToJson(screening) << "\n";
              } else {
                AddScreening(screening, table);
              }
            }
            return true;
          });
  if (!listed.ok()) return listed;
  if (!settings.json) console.out << table.Render(console.style);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const std::string& id, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetScreeningRequest request;
  request.set_name(ResourceName("screenings", ToUtf8(id)));
  const absl::StatusOr<v1::Screening> screening =
      (*connection)
          ->Call((*connection)->screening(), &Screenings::GetScreening,
                 request);
  if (!screening.ok()) return screening.status();
  if (settings.json) {
    console.out << ToJson(*screening) << "\n";
    return ExitCode::kDone;
  }
  Titles titles;
  AddTitles(**connection, *screening, titles);
  console.out << RenderScreening(screening->file_name(), *screening, titles,
                                 console.style);
  return ExitCode::kDone;
}

}  // namespace

void AddScreeningsCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("screenings", "Look at what was screened before");
  const auto arguments = std::make_shared<ListArguments>();
  CLI::App& list = line.AddCommand(
      group, "list", "List screenings, newest first",
      "earmark screenings list\n"
      "earmark screenings list --limit 0 --json > screenings.jsonl",
      [arguments](const Settings& settings, Console& console) {
        return List(*arguments, settings, console);
      });
  list.add_option("--upload-id", arguments->upload_id,
                  "Only the screening of this upload")
      ->type_name("ID");
  list.add_option("--limit", arguments->limit,
                  "At most this many; 0: all (default: 50)")
      ->type_name("N");
  const auto id = std::make_shared<std::string>();
  CLI::App& show = line.AddCommand(
      group, "show", "Show one screening: decision, timeline and reasons",
      "earmark screenings show SCREENING",
      [id](const Settings& settings, Console& console) {
        return Show(*id, settings, console);
      });
  show.add_option("SCREENING", *id, "Its id or name")
      ->required()
      ->type_name("");
}

}  // namespace earmark::cli
