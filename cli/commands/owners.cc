#include <memory>
#include <string>
#include <vector>

#include "cli/catalogue_view.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/ownership_view.h"
#include "cli/registration.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Catalog = v1::CatalogService::Stub;

struct OwnerArguments {
  std::string id;
  std::string name;
  std::string policy;
  std::vector<std::string> accounts;
  std::string etag;
  bool no_accounts = false;
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
    request.mutable_owner()->set_policy(PolicyName(ToUtf8(arguments.policy)));
  }
  for (const std::string& account : arguments.accounts) {
    request.mutable_owner()->add_accounts(ToUtf8(account));
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kCreate);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Owner> owner =
      (*connection)->Call(&Catalog::CreateOwner, request);
  if (!owner.ok()) return owner.status();
  Print(*owner, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Update(const OwnerArguments& arguments,
                                const Settings& settings, Console& console) {
  v1::UpdateOwnerRequest request;
  v1::Owner& owner = *request.mutable_owner();
  owner.set_name(ResourceName("owners", ToUtf8(arguments.id)));
  owner.set_etag(ToUtf8(arguments.etag));
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  if (!arguments.name.empty()) {
    owner.set_display_name(ToUtf8(arguments.name));
    mask.add_paths("display_name");
  }
  if (!arguments.policy.empty()) {
    owner.set_policy(PolicyName(ToUtf8(arguments.policy)));
    mask.add_paths("policy");
  }
  if (arguments.no_accounts && !arguments.accounts.empty()) {
    return UsageError("--no-accounts leaves none: give no --account beside it");
  }
  for (const std::string& account : arguments.accounts) {
    owner.add_accounts(ToUtf8(account));
  }
  if (arguments.no_accounts || !arguments.accounts.empty()) {
    mask.add_paths("accounts");
  }
  if (mask.paths().empty()) {
    return UsageError("nothing to change: give a field, like --policy");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Owner> updated =
      (*connection)->Call(&Catalog::UpdateOwner, request);
  if (!updated.ok()) return updated.status();
  Print(*updated, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
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
            return (*connection)->Call(&Catalog::ListOwners, request);
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
      (*connection)->Call(&Catalog::GetOwner, request);
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
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Export(const OwnerArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  // A mistyped owner must not have an empty catalogue.
  v1::GetOwnerRequest get;
  get.set_name(ResourceName("owners", ToUtf8(arguments.id)));
  const absl::StatusOr<v1::Owner> owner =
      (*connection)->Call(&Catalog::GetOwner, get);
  if (!owner.ok()) return owner.status();
  v1::ListWorksRequest first;
  first.set_owner(owner->name());
  first.set_page_size(kPageSize);
  if (!settings.json) console.out << CatalogueCsvHeader();
  const absl::Status listed =
      ForEachPage<v1::ListWorksRequest, v1::ListWorksResponse>(
          first,
          [&](const v1::ListWorksRequest& request) {
            return (*connection)->Call(&Catalog::ListWorks, request);
          },
          [&](const v1::ListWorksResponse& page) {
            for (const v1::Work& work : page.works()) {
              if (work.state() == v1::Work::WITHDRAWN) continue;
              console.out << (settings.json
                                  ? ToJson(work) + "\n"
                                  : CatalogueCsv(work, owner->name()));
            }
            return true;
          });
  if (!listed.ok()) return listed;
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

  const auto add_fields = [arguments](CLI::App& app) {
    app.add_option("--name", arguments->name, "A name for people")
        ->type_name("TEXT");
    app.add_option("--policy", arguments->policy,
                   "What happens with uses of its works: a policy, like track "
                   "or strict (a new owner's: track; `earmark policies list` "
                   "has all)")
        ->type_name("POLICY");
    AddRepeated(app, "--account", arguments->accounts,
                "An account that is its own: what it uploads of the owner's "
                "works is allowed; may be repeated (all that there are)",
                "ACCOUNT");
  };

  CLI::App& add = line.AddCommand(
      group, "add", "Register an owner, on probation",
      "earmark owners add bluebird --name \"Bluebird Records\" --policy "
      "takedown",
      command(Add));
  add_id(add);
  add_fields(add);

  CLI::App& update = line.AddCommand(
      group, "update", "Change what is said of an owner",
      "earmark owners update bluebird --policy strict\n"
      "earmark owners update bluebird --account label-tv --account label-live\n"
      "earmark owners update bluebird --no-accounts",
      command(Update));
  add_id(update);
  add_fields(update);
  update.add_flag("--no-accounts", arguments->no_accounts,
                  "No account is its own");
  update
      .add_option("--etag", arguments->etag,
                  "Only if the owner still has this etag (`owners show`)")
      ->type_name("ETAG");

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

  add_id(line.AddCommand(
      group, "export", "Write the catalogue of an owner as a table (CSV)",
      "earmark owners export bluebird > bluebird.csv\n"
      "\n"
      "A row for each hold of the owner on a work that is not withdrawn. The\n"
      "columns are those of `works import` with file empty, and "
      "right,share,start,end.",
      command(Export)));
}

}  // namespace earmark::cli
