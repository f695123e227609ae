#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/licence_view.h"
#include "cli/licences.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

struct AllowlistArguments {
  std::string owner;
  std::string account;
  std::string until;
};

std::string NameOf(const AllowlistArguments& arguments) {
  return absl::StrCat(ResourceName("owners", ToUtf8(arguments.owner)),
                      "/licences/", AllowlistId(ToUtf8(arguments.account)));
}

absl::StatusOr<ExitCode> List(const AllowlistArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<std::vector<v1::Licence>> licences =
      LicencesOf(**connection, ResourceName("owners", ToUtf8(arguments.owner)));
  if (!licences.ok()) return licences.status();
  std::vector<v1::Licence> listed;
  for (const v1::Licence& licence : *licences) {
    if (!IsAllowlistId(IdOf(licence.name()))) continue;
    if (settings.json) console.out << ToJson(licence) << "\n";
    listed.push_back(licence);
  }
  if (!settings.json) console.out << RenderAllowlist(listed, console.style);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Add(const AllowlistArguments& arguments,
                             const Settings& settings, Console& console) {
  v1::Licence licence;
  licence.add_accounts(ToUtf8(arguments.account));
  if (!arguments.until.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> until =
        ParseInstant(arguments.until);
    if (!until.ok()) return UsageError(MessageOf(until.status()));
    *licence.mutable_end_time() = *until;
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  absl::StatusOr<v1::Licence> added =
      CreateLicence(**connection, NameOf(arguments), licence);
  if (absl::IsAlreadyExists(added.status())) {  // with another end
    v1::UpdateLicenceRequest request;
    *request.mutable_licence() = licence;
    request.mutable_licence()->set_name(NameOf(arguments));
    request.mutable_update_mask()->add_paths("*");
    added =
        (*connection)->Call(&v1::RightsService::Stub::UpdateLicence, request);
  }
  if (!added.ok()) return added.status();
  console.out << (settings.json ? ToJson(*added) + "\n"
                                : RenderAllowlist({*added}, console.style));
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Remove(const AllowlistArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  return RemoveLicence(**connection, NameOf(arguments), "", settings, console);
}

}  // namespace

void AddAllowlistCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "allowlist", "Name accounts that may use all works of an owner");
  const auto arguments = std::make_shared<AllowlistArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_owner = [arguments](CLI::App& app) {
    app.add_option("OWNER", arguments->owner, "Its id or name")
        ->required()
        ->type_name("");
  };
  const auto add_account = [arguments](CLI::App& app) {
    app.add_option("ACCOUNT", arguments->account,
                   "The account as the platform knows it")
        ->required()
        ->type_name("");
  };

  add_owner(line.AddCommand(
      group, "list", "List an owner's allowlist",
      "earmark allowlist list bluebird\n"
      "\n"
      "Accounts are not stored, only tokens of them: an entry is known by the\n"
      "digest of its account. Each is a licence (`earmark licences list`).",
      command(List)));
  CLI::App& add =
      line.AddCommand(group, "add", "Let an account use all works of an owner",
                      "earmark allowlist add bluebird channel-7\n"
                      "earmark allowlist add bluebird channel-7 --until "
                      "2027-01-01",
                      command(Add));
  add_owner(add);
  add_account(add);
  add.add_option("--until", arguments->until,
                 "Until when, exclusive: a date, or RFC 3339 (default: for "
                 "ever)")
      ->type_name("TIME");
  CLI::App& remove = line.AddCommand(
      group, "remove", "Take an account off an owner's allowlist",
      "earmark allowlist remove bluebird channel-7", command(Remove));
  add_owner(remove);
  add_account(remove);
}

}  // namespace earmark::cli
