#include "cli/exclusions.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/exclusion_import.h"
#include "cli/json.h"
#include "cli/reference_rights_view.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"

namespace earmark::cli {
namespace {

struct ExclusionArguments {
  std::string reference;
  std::string start;
  std::string end;
  std::string note;
  std::string table;
};

absl::StatusOr<ExitCode> List(const ExclusionArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name =
      ReferenceName(ToUtf8(arguments.reference));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetReferenceRequest request;
  request.set_name(*name);
  const absl::StatusOr<v1::Reference> reference =
      (*connection)->Call(&v1::CatalogService::Stub::GetReference, request);
  if (!reference.ok()) return reference.status();
  if (!settings.json) {
    console.out << RenderExclusions(*reference, console.style);
    return ExitCode::kDone;
  }
  for (const v1::Reference::Exclusion& exclusion : reference->exclusions()) {
    console.out << ToJson(exclusion) << "\n";
  }
  return ExitCode::kDone;
}

// Adds the part that the arguments speak of, or takes it out.
absl::StatusOr<ExitCode> Change(const ExclusionArguments& arguments,
                                bool exclude, const Settings& settings,
                                Console& console) {
  const absl::StatusOr<std::string> name =
      ReferenceName(ToUtf8(arguments.reference));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<v1::Reference::Exclusion> part = ParseExclusion(
      ToUtf8(arguments.start), ToUtf8(arguments.end), ToUtf8(arguments.note));
  if (!part.ok()) return UsageError(MessageOf(part.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<ChangedReference> changed =
      ChangeExclusions(**connection, *name, [&](Exclusions& exclusions) {
        return exclude ? AddExclusion(*part, exclusions)
                       : RemoveExclusion(*part, exclusions);
      });
  if (!changed.ok()) return changed.status();
  if (!exclude && !changed->changed) {
    return absl::NotFoundError(absl::StrCat("nothing is excluded of ", *name,
                                            " from ", arguments.start, " to ",
                                            arguments.end));
  }
  console.out << (settings.json
                      ? ToJson(changed->reference) + "\n"
                      : RenderExclusions(changed->reference, console.style));
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Import(const ExclusionArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<ExitCode> imported =
      ImportExclusions(**connection, arguments.table, settings.json, console);
  if (!imported.ok()) return imported.status();
  const absl::StatusOr<ExitCode> revised =
      ReviseEarlierUploads(**connection, settings.json, console);
  if (!revised.ok()) return revised.status();
  return *imported;
}

}  // namespace

void AddExclusionsCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("exclusions", "Mark parts of recordings that do not count");
  const auto arguments = std::make_shared<ExclusionArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_reference = [arguments](CLI::App& app) {
    app.add_option("REFERENCE", arguments->reference,
                   "WORK/REFERENCE, or its name")
        ->required()
        ->type_name("");
  };
  const auto add_part = [arguments](CLI::App& app) {
    app.add_option("START", arguments->start,
                   "Where it begins in the recording, in seconds or M:SS.s")
        ->required()
        ->type_name("");
    app.add_option("END", arguments->end, "Where it ends, exclusive")
        ->required()
        ->type_name("");
  };

  add_reference(line.AddCommand(
      group, "list", "List the parts of a recording that do not count",
      "earmark exclusions list lark-ascending/REFERENCE", command(List)));

  CLI::App& add = line.AddCommand(
      group, "add", "Exclude a part that the owner does not hold alone",
      "earmark exclusions add lark-ascending/REFERENCE 0:00 0:12.5 --note "
      "\"stock loop\"",
      [arguments](const Settings& settings, Console& console) {
        return Change(*arguments, /*exclude=*/true, settings, console);
      });
  add_reference(add);
  add_part(add);
  add.add_option("--note", arguments->note, "Why, for people")
      ->type_name("TEXT");

  CLI::App& remove = line.AddCommand(
      group, "remove", "Let a part count again",
      "earmark exclusions remove lark-ascending/REFERENCE 0 12.5\n"
      "\n"
      "Exclusions that reach beyond the part are shortened or cut in two.",
      [arguments](const Settings& settings, Console& console) {
        return Change(*arguments, /*exclude=*/false, settings, console);
      });
  add_reference(remove);
  add_part(remove);

  line.AddCommand(group, "import", "Exclude the parts of a table",
                  "earmark exclusions import exclusions.csv\n"
                  "\n"
                  "The first line names the columns reference,start,end and, "
                  "if there is one,\n"
                  "note (RFC 4180). A part that is excluded already is no "
                  "work.",
                  command(Import))
      .add_option("FILE.csv", arguments->table, "The table; -: standard input")
      ->required()
      ->type_name("");
}

}  // namespace earmark::cli
