#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/catalogue_view.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/registration.h"
#include "cli/table_import.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Catalog = v1::CatalogService::Stub;

// What can be said of a work, as typed. An option that was not given is null.
struct WorkArguments {
  std::string id;
  std::string file;
  std::string title;
  std::string owner;
  std::string kind;
  std::string isrc;
  std::string iswc;
  std::string eidr;
  std::string territories;
  std::string policy;
  std::string catalogue;
  std::string etag;
  bool not_exclusive = false;
};

void AddFieldOptions(const std::shared_ptr<WorkArguments>& arguments,
                     CLI::App& app) {
  app.add_option("--kind", arguments->kind,
                 "sound-recording, musical-work, film, episode or clip")
      ->type_name("WORD");
  app.add_option("--isrc", arguments->isrc,
                 "International Standard Recording Code, without hyphens")
      ->type_name("CODE");
  app.add_option("--iswc", arguments->iswc,
                 "International Standard Musical Work Code")
      ->type_name("CODE");
  app.add_option("--eidr", arguments->eidr,
                 "Entertainment Identifier Registry number")
      ->type_name("NUMBER");
  app.add_option(
         "--territories", arguments->territories,
         "Where the rights hold, like AT,DE or WORLD-US (default: WORLD)")
      ->type_name("CODES");
  app.add_option("--policy", arguments->policy,
                 "What happens with uses: a policy, like track or strict "
                 "(default: the owner's; \"earmark policies list\" has all)")
      ->type_name("POLICY");
  app.add_option("--catalogue", arguments->catalogue,
                 "Which part of the owner's works it counts to, for licences")
      ->type_name("ID");
}

// The work that the arguments speak of; its mask names the fields that were
// given.
struct WorkValues {
  v1::Work work;
  google::protobuf::FieldMask mask;
};

absl::StatusOr<WorkValues> ReadWork(const WorkArguments& arguments) {
  WorkValues values;
  v1::Work& work = values.work;
  work.set_name(ResourceName("works", ToUtf8(arguments.id)));
  work.set_etag(arguments.etag);
  const auto take = [&](const std::string& text, const char* field,
                        std::string* into) {
    if (text.empty()) return;
    *into = ToUtf8(text);
    values.mask.add_paths(field);
  };
  take(arguments.title, "title", work.mutable_title());
  take(arguments.isrc, "isrc", work.mutable_isrc());
  take(arguments.iswc, "iswc", work.mutable_iswc());
  take(arguments.eidr, "eidr", work.mutable_eidr());
  take(arguments.catalogue, "catalogue", work.mutable_catalogue());
  if (!arguments.owner.empty()) {
    take(ResourceName("owners", arguments.owner), "owner",
         work.mutable_owner());
  }
  if (!arguments.kind.empty()) {
    const absl::StatusOr<v1::Work::Kind> kind = ParseKind(arguments.kind);
    if (!kind.ok()) return UsageError(MessageOf(kind.status()));
    work.set_kind(*kind);
    values.mask.add_paths("kind");
  }
  if (!arguments.territories.empty()) {
    for (std::string& word : ParseTerritories(arguments.territories)) {
      work.add_territories(std::move(word));
    }
    values.mask.add_paths("territories");
  }
  if (!arguments.policy.empty()) {
    if (arguments.policy != "owner") {
      work.set_policy(PolicyName(ToUtf8(arguments.policy)));
    }
    values.mask.add_paths("policy");
  }
  return values;
}

void Print(const v1::Work& work, const Settings& settings, Console& console) {
  console.out << (settings.json ? ToJson(work) + "\n"
                                : RenderWork(work, console.style));
}

absl::StatusOr<ExitCode> Add(const WorkArguments& arguments,
                             const Settings& settings, Console& console) {
  const absl::StatusOr<WorkValues> values = ReadWork(arguments);
  if (!values.ok()) return values.status();
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kCreate);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<bool> made =
      EnsureOwner(**connection, values->work.owner());
  if (!made.ok()) return made.status();
  const absl::StatusOr<Recording> recording = Register(
      **connection, values->work, arguments.file, arguments.not_exclusive);
  if (!recording.ok()) return recording.status();
  if (settings.json) {
    console.out << ToJson(recording->reference) << "\n";
  } else {
    if (*made) {
      console.out << "new owner, on probation (`earmark owners trust "
                  << IdOf(values->work.owner())
                  << "` ends it): " << IdOf(values->work.owner()) << "\n";
    }
    console.out << (recording->was_there ? "already there: " : "added: ")
                << recording->reference.name() << "\n"
                << RenderWarnings(arguments.file, recording->reference);
  }
  const absl::Status searched =
      SearchEarlierUploads(**connection, settings.json, console);
  if (!searched.ok()) return searched;
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Import(const std::string& csv_path,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kCreate);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<ExitCode> imported =
      ImportWorks(**connection, csv_path, settings.json, console);
  if (!imported.ok()) return imported.status();
  const absl::Status searched =
      SearchEarlierUploads(**connection, settings.json, console);
  if (!searched.ok()) return searched;
  return *imported;
}

struct ListArguments {
  std::string owner;
  std::string identifier;
};

absl::StatusOr<ExitCode> List(const ListArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListWorksRequest first;
  first.set_page_size(kPageSize);
  if (!arguments.owner.empty()) {
    first.set_owner(ResourceName("owners", ToUtf8(arguments.owner)));
  }
  first.set_identifier(ToUtf8(arguments.identifier));
  std::vector<v1::Work> works;
  const absl::Status listed =
      ForEachPage<v1::ListWorksRequest, v1::ListWorksResponse>(
          first,
          [&](const v1::ListWorksRequest& request) {
            return (*connection)->Call(&Catalog::ListWorks, request);
          },
          [&](const v1::ListWorksResponse& page) {
            for (const v1::Work& work : page.works()) {
              if (settings.json) {
                console.out << ToJson(work) << "\n";
              } else {
                works.push_back(work);
              }
            }
            return true;
          });
  if (!listed.ok()) return listed;
  if (!settings.json) console.out << RenderWorks(works, console.style);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const WorkArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetWorkRequest request;
  request.set_name(ResourceName("works", ToUtf8(arguments.id)));
  const absl::StatusOr<v1::Work> work =
      (*connection)->Call(&Catalog::GetWork, request);
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  if (settings.json) return ExitCode::kDone;
  const absl::StatusOr<std::vector<v1::Reference>> references =
      ReferencesOf(**connection, work->name());
  if (!references.ok()) return references.status();
  console.out << "\n" << RenderReferences(*references, console.style);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Update(const WorkArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<WorkValues> values = ReadWork(arguments);
  if (!values.ok()) return values.status();
  if (values->mask.paths().empty()) {
    return UsageError("nothing to change: give a field, like --title");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::UpdateWorkRequest request;
  *request.mutable_work() = values->work;
  *request.mutable_update_mask() = values->mask;
  const absl::StatusOr<v1::Work> work =
      (*connection)->Call(&Catalog::UpdateWork, request);
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Withdraw(const WorkArguments& arguments,
                                  const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::WithdrawWorkRequest request;
  request.set_name(ResourceName("works", ToUtf8(arguments.id)));
  request.set_etag(arguments.etag);
  const absl::StatusOr<v1::Work> work =
      (*connection)->Call(&Catalog::WithdrawWork, request);
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

void AddIdOption(const std::shared_ptr<WorkArguments>& arguments,
                 CLI::App& app) {
  app.add_option("WORK", arguments->id, "Its id or name")
      ->required()
      ->type_name("");
}

void AddEtagOption(const std::shared_ptr<WorkArguments>& arguments,
                   CLI::App& app) {
  app.add_option("--etag", arguments->etag,
                 "Only if the work still has this etag (`works show`)")
      ->type_name("ETAG");
}

}  // namespace

void AddWorksCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("works", "Register works, and look after them");
  const auto arguments = std::make_shared<WorkArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };

  CLI::App& add = line.AddCommand(
      group, "add", "Register a recording of a work (and the work, if new)",
      "earmark works add lark-ascending lark.flac --title \"The Lark "
      "Ascending\" --owner bluebird\n"
      "earmark works add the-tramp tramp.mp4 --title \"The Tramp\" --owner "
      "essanay --kind film --territories US,CA --policy review",
      command(Add));
  AddIdOption(arguments, add);
  add.add_option("FILE", arguments->file, "The recording")
      ->required()
      ->type_name("");
  add.add_option("--title", arguments->title, "Its title")
      ->required()
      ->type_name("TEXT");
  add.add_option("--owner", arguments->owner,
                 "The owner's id; a new one is put on probation")
      ->required()
      ->type_name("OWNER");
  AddFieldOptions(arguments, add);
  add.add_flag("--not-exclusive", arguments->not_exclusive,
               "The recording is not the owner's alone, or is a cover, loop, "
               "remix, karaoke or ambience of others: no machine takes down "
               "uses of it. Without this you attest that it is none of that");

  const auto csv_path = std::make_shared<std::string>();
  CLI::App& import = line.AddCommand(
      group, "import", "Register the works of a table",
      "earmark works import catalogue.csv\n"
      "\n"
      "The first line names the columns work_id,title,owner,file and any of\n"
      "isrc,iswc,eidr,kind,policy,territories,catalogue,exclusive (RFC 4180).\n"
      "Relative files are relative to the table's folder. A repeat goes on\n"
      "where it stopped. Unless exclusive is no, you attest that the "
      "recording\n"
      "is the owner's alone, and no cover, loop, remix, karaoke or ambience "
      "of\n"
      "others.",
      [csv_path](const Settings& settings, Console& console) {
        return Import(*csv_path, settings, console);
      });
  import.add_option("FILE.csv", *csv_path, "The table")
      ->required()
      ->type_name("");

  const auto filter = std::make_shared<ListArguments>();
  CLI::App& list =
      line.AddCommand(group, "list", "List works by id",
                      "earmark works list\n"
                      "earmark works list --owner bluebird --json\n"
                      "earmark works list --identifier USRC17607839",
                      [filter](const Settings& settings, Console& console) {
                        return List(*filter, settings, console);
                      });
  list.add_option("--owner", filter->owner,
                  "Only works in which this owner holds rights")
      ->type_name("OWNER");
  list.add_option("--identifier", filter->identifier,
                  "Only works with this ISRC, ISWC or EIDR")
      ->type_name("CODE");

  CLI::App& show =
      line.AddCommand(group, "show", "Show a work and its references",
                      "earmark works show lark-ascending", command(Show));
  AddIdOption(arguments, show);

  CLI::App& update = line.AddCommand(
      group, "update", "Change what is said of a work",
      "earmark works update lark-ascending --policy takedown\n"
      "earmark works update lark-ascending --territories WORLD --policy "
      "owner",
      command(Update));
  AddIdOption(arguments, update);
  update.add_option("--title", arguments->title, "Its title")
      ->type_name("TEXT");
  update.add_option("--owner", arguments->owner, "The owner's id")
      ->type_name("OWNER");
  AddFieldOptions(arguments, update);
  AddEtagOption(arguments, update);

  CLI::App& withdraw = line.AddCommand(
      group, "withdraw",
      "Take a work and its references out of the index, for good",
      "earmark works withdraw lark-ascending", command(Withdraw));
  AddIdOption(arguments, withdraw);
  AddEtagOption(arguments, withdraw);
}

}  // namespace earmark::cli
