#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/reference_rights_view.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Rights = v1::RightsService::Stub;

struct OverlapArguments {
  std::string owner;
  std::string reference;
  std::string other;
  bool keep = false;
};

absl::StatusOr<ExitCode> List(const OverlapArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListQuestionedReferencesRequest first;
  first.set_parent(ResourceName("owners", ToUtf8(arguments.owner)));
  first.set_page_size(kPageSize);
  std::vector<v1::Reference> references;
  const absl::Status listed = ForEachPage<v1::ListQuestionedReferencesRequest,
                                          v1::ListQuestionedReferencesResponse>(
      first,
      [&](const v1::ListQuestionedReferencesRequest& request) {
        return (*connection)->Call(&Rights::ListQuestionedReferences, request);
      },
      [&](const v1::ListQuestionedReferencesResponse& page) {
        references.insert(references.end(), page.references().begin(),
                          page.references().end());
        return true;
      });
  if (!listed.ok()) return listed;
  if (!settings.json) {
    console.out << RenderQuestions(references, console.style);
    return ExitCode::kDone;
  }
  for (const v1::Reference& reference : references) {
    console.out << ToJson(reference) << "\n";
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Settle(const OverlapArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name =
      ReferenceName(ToUtf8(arguments.reference));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::string> other =
      ReferenceName(ToUtf8(arguments.other));
  if (!other.ok()) return UsageError(MessageOf(other.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::SettleOverlapRequest request;
  request.set_name(*name);
  request.set_other(*other);
  request.set_keep(arguments.keep);
  const absl::StatusOr<v1::Reference> settled =
      (*connection)->Call(&Rights::SettleOverlap, request);
  if (!settled.ok()) return settled.status();
  console.out << (settings.json ? ToJson(*settled) + "\n"
                                : RenderQuestions({*settled}, console.style));
  return ReviseEarlierUploads(**connection, settings.json, console);
}

}  // namespace

void AddOverlapsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "overlaps", "Settle whose parts are that several owners registered");
  const auto arguments = std::make_shared<OverlapArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };

  line.AddCommand(group, "list",
                  "List recordings with overlaps or exclusions, or in "
                  "quarantine",
                  "earmark overlaps list bluebird", command(List))
      .add_option("OWNER", arguments->owner, "Its id or name")
      ->required()
      ->type_name("");

  CLI::App& settle = line.AddCommand(
      group, "settle", "Settle all overlaps of a recording with another",
      "earmark overlaps settle lark-ascending/REFERENCE heron/REFERENCE\n"
      "earmark overlaps settle lark-ascending/REFERENCE heron/REFERENCE --keep",
      command(Settle));
  settle
      .add_option("REFERENCE", arguments->reference,
                  "WORK/REFERENCE, or its name: it gives way, and the parts "
                  "count on the other side")
      ->required()
      ->type_name("");
  settle.add_option("OTHER", arguments->other, "WORK/REFERENCE of the other")
      ->required()
      ->type_name("");
  settle.add_flag("--keep", arguments->keep,
                  "The first keeps the parts, and they are excluded on the "
                  "other side (for moderators)");
}

}  // namespace earmark::cli
