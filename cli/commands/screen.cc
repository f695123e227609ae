#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/file_screening.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// As typed.
struct ScreenArguments {
  ScreenOptions options;
  std::string account = "command-line";
  std::string territories;
  std::string purpose;
  std::string income;
  std::vector<std::string> labels;
  std::string upload_id;
};

absl::Status FillHeader(const ScreenArguments& arguments,
                        v1::UploadHeader& header) {
  header.set_account(ToUtf8(arguments.account));
  header.set_upload_id(ToUtf8(arguments.upload_id));
  for (std::string& territory : ParseTerritories(arguments.territories)) {
    header.add_territories(std::move(territory));
  }
  if (!arguments.purpose.empty()) {
    const absl::StatusOr<v1::Screening::Purpose> purpose =
        ParsePurpose(arguments.purpose);
    if (!purpose.ok()) {
      return UsageError(MessageOf(purpose.status()));
    }
    header.set_declared_purpose(*purpose);
  }
  if (!arguments.income.empty()) {
    const absl::StatusOr<v1::Screening::Income> income =
        ParseIncome(arguments.income);
    if (!income.ok()) return UsageError(MessageOf(income.status()));
    header.set_declared_income(*income);
  }
  for (const std::string& label : arguments.labels) {
    const size_t equals = label.find('=');
    if (equals == std::string::npos) {
      return UsageError(
          absl::StrCat("a label is KEY=VALUE, got ", ToUtf8(label)));
    }
    (*header.mutable_labels())[ToUtf8(label.substr(0, equals))] =
        ToUtf8(label.substr(equals + 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Screen(const ScreenArguments& arguments,
                                const Settings& settings, Console& console) {
  ScreenOptions options = arguments.options;
  options.json = settings.json;
  const absl::Status filled = FillHeader(arguments, options.header);
  if (!filled.ok()) return filled;
  if (!arguments.upload_id.empty() &&
      (options.paths.size() != 1 || options.again)) {
    return UsageError(
        "--upload-id names one upload: give one file, and no --again");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  return ScreenFiles(**connection, options, console);
}

}  // namespace

void AddScreenCommand(CommandLine& line) {
  const auto arguments = std::make_shared<ScreenArguments>();
  CLI::App& app = line.AddCommand(
      line.root(), "screen",
      "Say whose registered works are in files, and what must happen",
      "earmark screen upload.mp4\n"
      "earmark screen uploads/ --territories AT,DE --purpose parody\n"
      "earmark screen --json --exit-code upload.mp4 || hold upload.mp4",
      [arguments](const Settings& settings, Console& console) {
        return Screen(*arguments, settings, console);
      });
  app.add_option("FILE", arguments->options.paths,
                 "Media files, or folders of them")
      ->required()
      ->type_name("");
  app.add_option("--account", arguments->account,
                 "The uploading account as the platform knows it "
                 "(default: command-line)")
      ->type_name("ID");
  app.add_option("--territories", arguments->territories,
                 "Where it will be published, like AT,DE (default: everywhere)")
      ->type_name("CODES");
  app.add_option("--purpose", arguments->purpose,
                 "What the uploader declares: quotation, criticism, parody or "
                 "licensed")
      ->type_name("WORD");
  app.add_option("--income", arguments->income,
                 "What the uploader declares to earn by it: no-income, "
                 "insignificant, commercial or advertising")
      ->type_name("WORD");
  AddRepeated(app, "--label", arguments->labels,
              "KEY=VALUE to hand back with the screening; may be repeated",
              "KEY=VALUE");
  app.add_option("--upload-id", arguments->upload_id,
                 "The platform's id of the upload (default: follows from the "
                 "content and the facts)")
      ->type_name("ID");
  app.add_flag("--again", arguments->options.again,
               "Screen anew what was screened before, with the catalogue as it "
               "is now");
  app.add_flag("--exit-code", arguments->options.exit_code,
               "End with 3 when an upload needs more than ALLOW or TRACK");
}

}  // namespace earmark::cli
