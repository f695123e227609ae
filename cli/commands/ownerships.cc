#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/hold_options.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/ownership_import.h"
#include "cli/ownership_view.h"
#include "cli/retry.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Rights = v1::RightsService::Stub;

struct OwnershipArguments {
  std::string work;
  std::string owner;
  std::string to;
  std::string table;
  HoldOptions hold;
  std::string at;
  std::string etag;
  bool none = false;
  bool add = false;
};

void Print(const v1::Work& work, const Settings& settings, Console& console) {
  console.out << (settings.json ? ToJson(work) + "\n"
                                : RenderOwnerships(work, console.style));
}

absl::StatusOr<v1::Work> GetWork(Connection& connection,
                                 const std::string& name) {
  v1::GetWorkRequest request;
  request.set_name(name);
  return connection.Call(&v1::CatalogService::Stub::GetWork, request);
}

absl::StatusOr<ExitCode> Show(const OwnershipArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Work> work =
      GetWork(**connection, ResourceName("works", ToUtf8(arguments.work)));
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  return ExitCode::kDone;
}

// Adds what `request.owner` holds now to `request`, which rests on it then.
absl::Status AddPresentHolds(Connection& connection,
                             v1::SetOwnershipsRequest& request) {
  const absl::StatusOr<v1::Work> work = GetWork(connection, request.name());
  if (!work.ok()) return work.status();
  if (request.etag().empty()) request.set_etag(work->etag());
  for (const v1::Ownership& hold : work->ownerships()) {
    if (hold.owner() == request.owner()) *request.add_ownerships() = hold;
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Set(const OwnershipArguments& arguments,
                             const Settings& settings, Console& console) {
  if (arguments.none && (arguments.add || !arguments.hold.empty())) {
    return UsageError("--none says it all: give nothing beside it");
  }
  const absl::StatusOr<v1::Ownership> hold = ReadHold(arguments.hold);
  if (!hold.ok()) return UsageError(MessageOf(hold.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Work> work =
      RetryAborted<v1::Work>([&]() -> absl::StatusOr<v1::Work> {
        v1::SetOwnershipsRequest request;
        request.set_name(ResourceName("works", ToUtf8(arguments.work)));
        request.set_owner(ResourceName("owners", ToUtf8(arguments.owner)));
        request.set_etag(ToUtf8(arguments.etag));
        if (arguments.add) {
          const absl::Status added = AddPresentHolds(**connection, request);
          if (!added.ok()) return added;
        }
        if (!arguments.none) *request.add_ownerships() = *hold;
        return (*connection)->Call(&Rights::SetOwnerships, request);
      });
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Transfer(const OwnershipArguments& arguments,
                                  const Settings& settings, Console& console) {
  v1::TransferOwnershipRequest request;
  request.set_name(ResourceName("works", ToUtf8(arguments.work)));
  request.set_from_owner(ResourceName("owners", ToUtf8(arguments.owner)));
  request.set_to_owner(ResourceName("owners", ToUtf8(arguments.to)));
  request.set_etag(ToUtf8(arguments.etag));
  if (!arguments.at.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> at =
        ParseInstant(arguments.at);
    if (!at.ok()) return UsageError(MessageOf(at.status()));
    *request.mutable_transfer_time() = *at;
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Work> work =
      (*connection)->Call(&Rights::TransferOwnership, request);
  if (!work.ok()) return work.status();
  Print(*work, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Import(const OwnershipArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<ExitCode> imported =
      ImportOwnerships(**connection, arguments.table, settings.json, console);
  if (!imported.ok()) return imported.status();
  const absl::StatusOr<ExitCode> revised =
      ReviseEarlierUploads(**connection, settings.json, console);
  if (!revised.ok()) return revised.status();
  return *imported;
}

absl::StatusOr<ExitCode> ListConflicts(const std::string& owner,
                                       const Settings& settings,
                                       Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListConflictsRequest first;
  first.set_parent(ResourceName("owners", ToUtf8(owner)));
  first.set_page_size(kPageSize);
  const absl::Status listed =
      ForEachPage<v1::ListConflictsRequest, v1::ListConflictsResponse>(
          first,
          [&](const v1::ListConflictsRequest& request) {
            return (*connection)->Call(&Rights::ListConflicts, request);
          },
          [&](const v1::ListConflictsResponse& page) {
            for (const v1::Work& work : page.works()) {
              console.out << (settings.json
                                  ? ToJson(work) + "\n"
                                  : RenderConflictingWork(work, console.style));
            }
            return true;
          });
  if (!listed.ok()) return listed;
  return ExitCode::kDone;
}

void AddHoldOptions(const std::shared_ptr<OwnershipArguments>& arguments,
                    CLI::App& app) {
  HoldOptions& hold = arguments->hold;
  app.add_option("--right", hold.right,
                 "recording or musical-work (default: recording)")
      ->type_name("WORD");
  app.add_option("--share", hold.share, "Like 50% (default: 100%)")
      ->type_name("PERCENT");
  app.add_option("--territories", hold.territories,
                 "Where, like AT,DE or WORLD-US (default: WORLD)")
      ->type_name("CODES");
  app.add_option("--start", hold.start,
                 "From when on: a date, or RFC 3339 (default: since ever)")
      ->type_name("TIME");
  app.add_option("--end", hold.end, "Until when, exclusive (default: for ever)")
      ->type_name("TIME");
  app.add_option("--policy", hold.policy,
                 "What happens with uses there: a policy, like track or strict "
                 "(default: the owner's)")
      ->type_name("POLICY");
  app.add_option("--catalogue", hold.catalogue,
                 "Which part of its works the owner counts it to, for licences")
      ->type_name("ID");
}

}  // namespace

void AddOwnershipsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "ownerships", "Say who owns what of a work, where and when");
  const auto arguments = std::make_shared<OwnershipArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_word = [](CLI::App& app, const char* name, std::string& value,
                           const char* description) {
    app.add_option(name, value, description)->required()->type_name("");
  };
  const auto add_etag = [arguments](CLI::App& app) {
    app.add_option("--etag", arguments->etag,
                   "Only if the work still has this etag (`works show`)")
        ->type_name("ETAG");
  };

  CLI::App& show = line.AddCommand(
      group, "show", "Show who owns a work, and where claims conflict",
      "earmark ownerships show lark-ascending", command(Show));
  add_word(show, "WORK", arguments->work, "Its id or name");

  CLI::App& set = line.AddCommand(
      group, "set", "Say what an owner holds of a work, instead of all before",
      "earmark ownerships set lark-ascending bluebird --share 50% "
      "--territories AT,DE\n"
      "earmark ownerships set lark-ascending heron --right musical-work --add\n"
      "earmark ownerships set lark-ascending heron --none",
      command(Set));
  add_word(set, "WORK", arguments->work, "Its id or name");
  add_word(set, "OWNER", arguments->owner, "The owner's id or name");
  AddHoldOptions(arguments, set);
  set.add_flag("--add", arguments->add,
               "Beside what the owner holds already, not instead of it");
  set.add_flag("--none", arguments->none, "The owner holds nothing any more");
  add_etag(set);

  CLI::App& transfer = line.AddCommand(
      group, "transfer", "Hand all that an owner holds of a work to another",
      "earmark ownerships transfer lark-ascending bluebird heron\n"
      "earmark ownerships transfer lark-ascending bluebird heron --at "
      "2027-01-01\n"
      "\n"
      "Policies and catalogues do not go with it.",
      command(Transfer));
  add_word(transfer, "WORK", arguments->work, "Its id or name");
  add_word(transfer, "FROM", arguments->owner, "The owner that holds it");
  add_word(transfer, "TO", arguments->to, "The owner that will hold it");
  transfer
      .add_option("--at", arguments->at,
                  "When: a date, or RFC 3339 (default: now)")
      ->type_name("TIME");
  add_etag(transfer);

  line.AddCommand(
          group, "import", "Set the holds of a table",
          "earmark ownerships import holds.csv\n"
          "\n"
          "The first line names the columns work_id,owner and any of\n"
          "right,share,territories,start,end,policy,catalogue (RFC 4180). The "
          "rows of a\n"
          "work and an owner together replace what the owner holds of it. It "
          "reads what\n"
          "`owners export` writes.",
          command(Import))
      .add_option("FILE.csv", arguments->table, "The table; -: standard input")
      ->required()
      ->type_name("");
}

void AddConflictsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "conflicts", "Find works of which owners claim more than the whole");
  const auto owner = std::make_shared<std::string>();
  line.AddCommand(group, "list", "List an owner's works in conflict",
                  "earmark conflicts list bluebird",
                  [owner](const Settings& settings, Console& console) {
                    return ListConflicts(*owner, settings, console);
                  })
      .add_option("OWNER", *owner, "Its id or name")
      ->required()
      ->type_name("");
}

}  // namespace earmark::cli
