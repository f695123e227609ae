#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_split.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/input_file.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/policy_view.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Rights = v1::RightsService::Stub;

// More than the service takes, so that it says what the limit is.
constexpr uint64_t kMaxTextBytes = uint64_t{1} << 20;

struct PolicyArguments {
  std::string policy;
  std::string file;
  std::string owner;
  std::string name;
  std::string etag;
  std::string since;
  int64_t version = 0;
  int32_t max_screenings = 0;
};

void Print(const v1::Policy& policy, const Settings& settings,
           Console& console) {
  console.out << (settings.json ? ToJson(policy) + "\n"
                                : RenderPolicy(policy, console.style));
}

absl::StatusOr<std::string> ReadText(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadAll(file, kMaxTextBytes);
  if (!text.ok()) return text.status();
  return ToUtf8(*text);
}

// Writes what is wrong with the text of `file`, a line for each fault.
absl::StatusOr<ExitCode> Refused(const std::string& file,
                                 const absl::Status& status, Console& console) {
  if (!absl::IsInvalidArgument(status)) return status;
  const std::string where = file == "-" ? "standard input" : file;
  for (const absl::string_view line :
       absl::StrSplit(status.message(), '\n', absl::SkipWhitespace())) {
    PrintError(console, At(where, absl::Status(status.code(), line)));
  }
  return ExitCode::kFailed;
}

absl::StatusOr<ExitCode> List(const PolicyArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListPoliciesRequest first;
  first.set_page_size(kPageSize);
  if (!arguments.owner.empty()) {
    first.set_owner(ResourceName("owners", ToUtf8(arguments.owner)));
  }
  std::vector<v1::Policy> policies;
  const absl::Status listed =
      ForEachPage<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
          first,
          [&](const v1::ListPoliciesRequest& request) {
            return (*connection)->Call(&Rights::ListPolicies, request);
          },
          [&](const v1::ListPoliciesResponse& page) {
            policies.insert(policies.end(), page.policies().begin(),
                            page.policies().end());
            return true;
          });
  if (!listed.ok()) return listed;
  if (!settings.json) {
    console.out << RenderPolicies(policies, console.style);
    return ExitCode::kDone;
  }
  for (const v1::Policy& policy : policies) {
    console.out << ToJson(policy) << "\n";
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const PolicyArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetPolicyRequest request;
  request.set_name(PolicyName(ToUtf8(arguments.policy)));
  request.set_version(arguments.version);
  const absl::StatusOr<v1::Policy> policy =
      (*connection)->Call(&Rights::GetPolicy, request);
  if (!policy.ok()) return policy.status();
  Print(*policy, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Add(const PolicyArguments& arguments,
                             const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> text = ReadText(arguments.file);
  if (!text.ok()) return text.status();
  v1::CreatePolicyRequest request;
  request.set_policy_id(
      IdIn("policies", ResourceName("policies", ToUtf8(arguments.policy))));
  request.mutable_policy()->set_display_name(ToUtf8(arguments.name));
  request.mutable_policy()->set_text(*text);
  if (!arguments.owner.empty()) {
    request.mutable_policy()->set_owner(
        ResourceName("owners", ToUtf8(arguments.owner)));
  }
  // The operator's policies may come before the first owner.
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, arguments.owner.empty()
                                     ? Connection::Missing::kCreate
                                     : Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Policy> policy =
      (*connection)->Call(&Rights::CreatePolicy, request);
  if (!policy.ok()) return Refused(arguments.file, policy.status(), console);
  Print(*policy, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Update(const PolicyArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> text = ReadText(arguments.file);
  if (!text.ok()) return text.status();
  v1::UpdatePolicyRequest request;
  v1::Policy& changed = *request.mutable_policy();
  changed.set_name(PolicyName(ToUtf8(arguments.policy)));
  changed.set_text(*text);
  changed.set_etag(ToUtf8(arguments.etag));
  request.mutable_update_mask()->add_paths("text");
  if (!arguments.name.empty()) {
    changed.set_display_name(ToUtf8(arguments.name));
    request.mutable_update_mask()->add_paths("display_name");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Policy> policy =
      (*connection)->Call(&Rights::UpdatePolicy, request);
  if (!policy.ok()) return Refused(arguments.file, policy.status(), console);
  Print(*policy, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Test(const PolicyArguments& arguments,
                              const Settings& settings, Console& console) {
  v1::TestPolicyRequest request;
  request.set_owner(ResourceName("owners", ToUtf8(arguments.owner)));
  request.set_max_screenings(arguments.max_screenings);
  if (!arguments.since.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> since =
        ParseInstant(arguments.since);
    if (!since.ok()) return UsageError(MessageOf(since.status()));
    *request.mutable_start_time() = *since;
  }
  std::error_code error;
  const bool is_file =
      arguments.file == "-" || std::filesystem::exists(arguments.file, error);
  if (is_file) {
    const absl::StatusOr<std::string> text = ReadText(arguments.file);
    if (!text.ok()) return text.status();
    request.set_text(*text);
  } else {
    request.set_text(PolicyName(ToUtf8(arguments.file)));
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::TestPolicyResponse> test =
      (*connection)->Call(&Rights::TestPolicy, request);
  if (!test.ok()) return Refused(arguments.file, test.status(), console);
  console.out << (settings.json ? ToJson(*test) + "\n"
                                : RenderPolicyTest(*test, console.style));
  return ExitCode::kDone;
}

}  // namespace

void AddPoliciesCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "policies", "Say what happens with uses of works, by rules");
  const auto arguments = std::make_shared<PolicyArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_policy = [arguments](CLI::App& app) {
    app.add_option("POLICY", arguments->policy, "Its id or name")
        ->required()
        ->type_name("");
  };
  const auto add_file = [arguments](CLI::App& app) {
    app.add_option("FILE.toml", arguments->file,
                   "The rules (docs/policies.md); -: standard input")
        ->required()
        ->type_name("");
  };
  const auto add_name = [arguments](CLI::App& app) {
    app.add_option("--name", arguments->name, "A name for people")
        ->type_name("TEXT");
  };

  CLI::App& list = line.AddCommand(
      group, "list", "List the presets, then policies by id",
      "earmark policies list\nearmark policies list --owner bluebird --json",
      command(List));
  list.add_option("--owner", arguments->owner,
                  "Only policies that this owner may name")
      ->type_name("OWNER");

  CLI::App& show = line.AddCommand(group, "show", "Show the rules of a policy",
                                   "earmark policies show strict\n"
                                   "earmark policies show strict > ours.toml\n"
                                   "earmark policies show ours --version 2",
                                   command(Show));
  add_policy(show);
  show.add_option("--version", arguments->version,
                  "Which version (default: the newest)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);

  CLI::App& add = line.AddCommand(
      group, "add", "Make a policy",
      "earmark policies add ours ours.toml --owner bluebird\n"
      "earmark policies add house rules.toml --name \"House rules\"\n"
      "earmark policies show strict | earmark policies add ours -",
      command(Add));
  add_policy(add);
  add_file(add);
  add.add_option("--owner", arguments->owner,
                 "Whose it is (default: the operator's, which every owner may "
                 "name)")
      ->type_name("OWNER");
  add_name(add);

  CLI::App& update = line.AddCommand(
      group, "update", "Give a policy other rules, in force at once",
      "earmark policies test ours.toml --owner bluebird\n"
      "earmark policies update ours ours.toml",
      command(Update));
  add_policy(update);
  add_file(update);
  add_name(update);
  update
      .add_option("--etag", arguments->etag,
                  "Only if the policy still has this etag (`policies show`)")
      ->type_name("ETAG");

  CLI::App& test = line.AddCommand(
      group, "test",
      "Say what rules would have changed on past screenings; changes nothing",
      "earmark policies test ours.toml --owner bluebird\n"
      "earmark policies test strict --owner bluebird --since 2026-03-01 --max "
      "5000",
      command(Test));
  test.add_option("FILE", arguments->file,
                  "The rules, or a policy where there is no such file; -: "
                  "standard input")
      ->required()
      ->type_name("");
  test.add_option("--owner", arguments->owner,
                  "As if they were this owner's, for all of its works")
      ->required()
      ->type_name("OWNER");
  test.add_option("--since", arguments->since,
                  "Only screenings since then: a date, or RFC 3339")
      ->type_name("TIME");
  test.add_option("--max", arguments->max_screenings,
                  "Look at so many, the newest first (default: 1000)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000));
}

}  // namespace earmark::cli
