#include <memory>
#include <string>
#include <vector>

#include "cli/catalogue_view.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/registration.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Catalog = v1::CatalogService::Stub;

void Print(const std::vector<v1::Reference>& references,
           const Settings& settings, Console& console) {
  if (!settings.json) {
    console.out << RenderReferences(references, console.style);
    return;
  }
  for (const v1::Reference& reference : references) {
    console.out << ToJson(reference) << "\n";
  }
}

absl::StatusOr<ExitCode> List(const std::string& work, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<std::vector<v1::Reference>> references =
      ReferencesOf(**connection, ResourceName("works", ToUtf8(work)));
  if (!references.ok()) return references.status();
  Print(*references, settings, console);
  return ExitCode::kDone;
}

// Calls `method` of a service, which switches a reference on or off, or
// releases it.
template <typename Stub, typename Request>
absl::StatusOr<ExitCode> Switch(
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 v1::Reference*),
    const std::string& reference, const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = ReferenceName(ToUtf8(reference));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  Request request;
  request.set_name(*name);
  const absl::StatusOr<v1::Reference> switched =
      (*connection)->Call(method, request);
  if (!switched.ok()) return switched.status();
  Print({*switched}, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

}  // namespace

void AddReferencesCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "references", "Switch recordings of works off, and on again");
  const auto work = std::make_shared<std::string>();
  line.AddCommand(group, "list", "List the references of a work",
                  "earmark references list lark-ascending",
                  [work](const Settings& settings, Console& console) {
                    return List(*work, settings, console);
                  })
      .add_option("WORK", *work, "Its id or name")
      ->required()
      ->type_name("");
  const auto reference = std::make_shared<std::string>();
  line.AddCommand(group, "disable",
                  "Switch a reference off: it no longer matches",
                  "earmark references disable lark-ascending/REFERENCE",
                  [reference](const Settings& settings, Console& console) {
                    return Switch(&Catalog::DisableReference, *reference,
                                  settings, console);
                  })
      .add_option("REFERENCE", *reference, "WORK/REFERENCE, or its name")
      ->required()
      ->type_name("");
  line.AddCommand(group, "enable", "Switch a disabled reference on again",
                  "earmark references enable lark-ascending/REFERENCE",
                  [reference](const Settings& settings, Console& console) {
                    return Switch(&Catalog::EnableReference, *reference,
                                  settings, console);
                  })
      .add_option("REFERENCE", *reference, "WORK/REFERENCE, or its name")
      ->required()
      ->type_name("");
  line.AddCommand(group, "release",
                  "Let a reference out of the flood guard's quarantine",
                  "earmark references release lark-ascending/REFERENCE",
                  [reference](const Settings& settings, Console& console) {
                    return Switch(&v1::RightsService::Stub::ReleaseReference,
                                  *reference, settings, console);
                  })
      .add_option("REFERENCE", *reference, "WORK/REFERENCE, or its name")
      ->required()
      ->type_name("");
}

}  // namespace earmark::cli
