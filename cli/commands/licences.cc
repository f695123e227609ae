#include "cli/licences.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/licence_options.h"
#include "cli/licence_view.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Rights = v1::RightsService::Stub;

struct LicenceArguments {
  // An owner, or OWNER/LICENCE.
  std::string id;
  std::string etag;
  LicenceOptions options;
};

void Print(const v1::Licence& licence, const Settings& settings,
           Console& console) {
  console.out << (settings.json ? ToJson(licence) + "\n"
                                : RenderLicence(licence, console.style));
}

absl::StatusOr<ExitCode> List(const LicenceArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<std::vector<v1::Licence>> licences =
      LicencesOf(**connection, ResourceName("owners", ToUtf8(arguments.id)));
  if (!licences.ok()) return licences.status();
  if (!settings.json) {
    console.out << RenderLicences(*licences, console.style);
    return ExitCode::kDone;
  }
  for (const v1::Licence& licence : *licences) {
    console.out << ToJson(licence) << "\n";
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const LicenceArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = LicenceName(ToUtf8(arguments.id));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetLicenceRequest request;
  request.set_name(*name);
  const absl::StatusOr<v1::Licence> licence =
      (*connection)->Call(&Rights::GetLicence, request);
  if (!licence.ok()) return licence.status();
  Print(*licence, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Add(const LicenceArguments& arguments,
                             const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = LicenceName(ToUtf8(arguments.id));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<LicenceValues> values = ReadLicence(arguments.options);
  if (!values.ok()) return UsageError(MessageOf(values.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Licence> licence =
      CreateLicence(**connection, *name, values->licence);
  if (!licence.ok()) return licence.status();
  Print(*licence, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Update(const LicenceArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = LicenceName(ToUtf8(arguments.id));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<LicenceValues> values = ReadLicence(arguments.options);
  if (!values.ok()) return UsageError(MessageOf(values.status()));
  if (values->mask.paths().empty()) {
    return UsageError("nothing to change: give a field, like --end");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::UpdateLicenceRequest request;
  *request.mutable_licence() = values->licence;
  request.mutable_licence()->set_name(*name);
  request.mutable_licence()->set_etag(ToUtf8(arguments.etag));
  *request.mutable_update_mask() = values->mask;
  const absl::StatusOr<v1::Licence> licence =
      (*connection)->Call(&Rights::UpdateLicence, request);
  if (!licence.ok()) return licence.status();
  Print(*licence, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

absl::StatusOr<ExitCode> Remove(const LicenceArguments& arguments,
                                const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = LicenceName(ToUtf8(arguments.id));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  return RemoveLicence(**connection, *name, ToUtf8(arguments.etag), settings,
                       console);
}

void AddFieldOptions(const std::shared_ptr<LicenceArguments>& arguments,
                     CLI::App& app) {
  LicenceOptions& options = arguments->options;
  AddRepeated(app, "--work", options.works,
              "Of this work; may be repeated (default: all of the owner's)",
              "WORK");
  app.add_option("--catalogue", options.catalogue,
                 "Of the works that the owner counts to this catalogue")
      ->type_name("ID");
  AddRepeated(app, "--account", options.accounts,
              "To this account; may be repeated (default: to everybody)",
              "ACCOUNT");
  app.add_option("--territories", options.territories,
                 "Where, like AT,DE or WORLD-US (default: WORLD)")
      ->type_name("CODES");
  app.add_option("--start", options.start,
                 "From when on: a date, or RFC 3339 (default: since ever)")
      ->type_name("TIME");
  app.add_option("--end", options.end,
                 "Until when, exclusive (default: for ever)")
      ->type_name("TIME");
  app.add_flag("--audio", options.audio, "Of the audio alone");
  app.add_flag("--video", options.video, "Of the video alone");
  app.add_option("--longest-use", options.longest_use,
                 "At most so much of one work, in seconds or M:SS")
      ->type_name("SECONDS");
  AddRepeated(app, "--income", options.incomes,
              "Only uploads that declare this: no-income, insignificant, "
              "commercial or advertising; may be repeated",
              "WORD");
}

}  // namespace

void AddLicencesCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "licences", "Say what accounts may do with an owner's works");
  const auto arguments = std::make_shared<LicenceArguments>();
  const auto command = [arguments](auto function) -> Command {
    return [arguments, function](const Settings& settings, Console& console) {
      return function(*arguments, settings, console);
    };
  };
  const auto add_name = [arguments](CLI::App& app) {
    app.add_option("LICENCE", arguments->id, "OWNER/LICENCE, or its name")
        ->required()
        ->type_name("");
  };
  const auto add_etag = [arguments](CLI::App& app) {
    app.add_option("--etag", arguments->etag,
                   "Only if the licence still has this etag (`licences show`)")
        ->type_name("ETAG");
  };

  line.AddCommand(group, "list", "List the licences of an owner by id",
                  "earmark licences list bluebird", command(List))
      .add_option("OWNER", arguments->id, "Its id or name")
      ->required()
      ->type_name("");
  add_name(line.AddCommand(group, "show", "Show a licence",
                           "earmark licences show bluebird/tv", command(Show)));

  CLI::App& add = line.AddCommand(
      group, "add", "Give a licence; what is not said does not narrow it",
      "earmark licences add bluebird/tv --account channel-7 --territories "
      "AT,DE --end 2027-01-01\n"
      "earmark licences add bluebird/quotes --work lark-ascending --audio "
      "--longest-use 15 --income no-income",
      command(Add));
  add_name(add);
  AddFieldOptions(arguments, add);

  CLI::App& update = line.AddCommand(
      group, "update", "Change a licence; what is not said stays as it is",
      "earmark licences update bluebird/tv --end 2028-01-01\n"
      "earmark licences update bluebird/tv --account channel-7 --account "
      "channel-8\n"
      "earmark licences update bluebird/tv --clear end --clear territories",
      command(Update));
  add_name(update);
  AddFieldOptions(arguments, update);
  AddRepeated(update, "--clear", arguments->options.clear,
              "What is to narrow it no longer: work, catalogue, account, "
              "territories, start, end, modality, longest-use or income; "
              "may be repeated",
              "WORD");
  add_etag(update);

  CLI::App& remove =
      line.AddCommand(group, "remove", "Take a licence back",
                      "earmark licences remove bluebird/tv", command(Remove));
  add_name(remove);
  add_etag(remove);
}

}  // namespace earmark::cli
