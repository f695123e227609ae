#include <memory>
#include <string>
#include <vector>

#include "cli/catalogue_view.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/registration.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using Catalog = v1::CatalogService::Stub;

struct OwnerArguments {
  std::string id;
  std::string name;
  std::string policy;
  bool revoke = false;
};

void Print(const v1::Owner& owner, const Settings& settings, Console& console) {
  console.out << (settings.json ? ToJson(owner) + "\n"
                                : RenderOwner(owner, console.style));
}

absl::StatusOr<ExitCode> Add(const OwnerArguments& arguments,
                             const Settings& settings, Console& console) {
  v1::CreateOwnerRequest request;
  request.set_owner_id(
      IdIn("owners", ResourceName("owners", ToUtf8(arguments.id))));
  request.mutable_owner()->set_display_name(ToUtf8(arguments.name));
  if (!arguments.policy.empty()) {
    const absl::StatusOr<v1::Decision::Action> policy =
        ParseAction(arguments.policy);
    if (!policy.ok()) return UsageError(MessageOf(policy.status()));
    request.mutable_owner()->set_default_action(*policy);
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kCreate);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Owner> owner =
      (*connection)
          ->Call((*connection)->catalog(), &Catalog::CreateOwner, request);
  if (!owner.ok()) return owner.status();
  Print(*owner, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> List(const OwnerArguments&, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListOwnersRequest first;
  first.set_page_size(kPageSize);
  std::vector<v1::Owner> owners;
  const absl::Status listed =
      ForEachPage<v1::ListOwnersRequest, v1::ListOwnersResponse>(
          first,
          [&](const v1::ListOwnersRequest& request) {
            return (*connection)
                ->Call((*connection)->catalog(), &Catalog::ListOwners, request);
          },
          [&](const v1::ListOwnersResponse& page) {
            owners.insert(owners.end(), page.owners().begin(),
                          page.owners().end());
            return true;
          });
  if (!listed.ok()) return listed;
  if (!settings.json) {
    console.out << RenderOwners(owners, console.style);
    return ExitCode::kDone;
  }
  for (const v1::Owner& owner : owners) console.out << ToJson(owner) << "\n";
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const OwnerArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetOwnerRequest request;
  request.set_name(ResourceName("owners", ToUtf8(arguments.id)));
  const absl::StatusOr<v1::Owner> owner =
      (*connection)
          ->Call((*connection)->catalog(), &Catalog::GetOwner, request);
  if (!owner.ok()) return owner.status();
  Print(*owner, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Trust(const OwnerArguments& arguments,
                               const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Owner> owner =
      SetTrust(**connection, ResourceName("owners", ToUtf8(arguments.id)),
               arguments.revoke ? v1::Owner::PROBATION : v1::Owner::TRUSTED);
  if (!owner.ok()) return owner.status();
  Print(*owner, settings, console);
  return ExitCode::kDone;
}

}  // namespace

void AddOwnersCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup("owners", "Look after the owners of works");
  const auto arguments = std::make_shared<OwnerArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_id = [arguments](CLI::App& app) {
    app.add_option("OWNER", arguments->id, "Its id or name")
        ->required()
        ->type_name("");
  };

  CLI::App& add = line.AddCommand(
      group, "add", "Register an owner, on probation",
      "earmark owners add bluebird --name \"Bluebird Records\" --policy "
      "takedown",
      command(Add));
  add_id(add);
  add.add_option("--name", arguments->name, "A name for people")
      ->type_name("TEXT");
  add.add_option("--policy", arguments->policy,
                 "What happens with uses of its works: allow, track, "
                 "licensing-required, review or takedown (default: track)")
      ->type_name("ACTION");

  line.AddCommand(group, "list", "List owners by id", "earmark owners list",
                  command(List));
  add_id(line.AddCommand(group, "show", "Show an owner",
                         "earmark owners show bluebird", command(Show)));

  CLI::App& trust = line.AddCommand(
      group, "trust", "Let an owner's policies act without a person",
      "earmark owners trust bluebird\n"
      "earmark owners trust bluebird --revoke",
      command(Trust));
  add_id(trust);
  trust.add_flag("--revoke", arguments->revoke,
                 "Put it back on probation: its takedowns become reviews");
}

}  // namespace earmark::cli
