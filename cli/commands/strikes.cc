#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/claim_service.grpc.pb.h"

namespace earmark::cli {
namespace {

struct ShowArguments {
  std::string account;
  std::string token;
};

std::string AdviceWords(v1::StateStrikesResponse::Advice advice) {
  switch (advice) {
    case v1::StateStrikesResponse::WARN:
      return "warn the account that further strikes may end in a suspension";
    case v1::StateStrikesResponse::SUSPEND:
      return "suspend the account for a time, after it was warned";
    default:
      return "nothing to do";
  }
}

std::string ObjectionWords(
    const v1::StateStrikesResponse::ObjectionRecord& record) {
  const char* advice = record.advice() == v1::StateStrikesResponse::SUSPEND
                           ? ": after a warning, look at no more for a time"
                       : record.advice() == v1::StateStrikesResponse::WARN
                           ? ": warn the account"
                           : "";
  return absl::StrCat(record.upheld_count(), " were right, ",
                      record.unfounded_count(), " were not", advice);
}

std::string RenderStanding(const v1::StateStrikesResponse& standing,
                           const Style& style) {
  std::string text =
      RenderFields({{"account", standing.account_token()},
                    {"strikes", std::to_string(standing.strikes_size())},
                    {"advice", AdviceWords(standing.advice())},
                    {"objections", ObjectionWords(standing.objections())}},
                   style);
  if (standing.strikes().empty()) return text;
  Table table({{"CLAIM"}, {"SINCE"}, {"UNTIL"}});
  for (const v1::StateStrikesResponse::Strike& strike : standing.strikes()) {
    table.AddRow({ShortName(strike.claim()), FormatDay(strike.create_time()),
                  FormatDay(strike.expire_time())});
  }
  return text + "\n" + table.Render(style);
}

absl::StatusOr<ExitCode> Show(const ShowArguments& arguments,
                              const Settings& settings, Console& console) {
  if (arguments.account.empty() == arguments.token.empty()) {
    return UsageError("give either an ACCOUNT or --token");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::StateStrikesRequest request;
  request.set_account(ToUtf8(arguments.account));
  request.set_account_token(ToUtf8(arguments.token));
  const absl::StatusOr<v1::StateStrikesResponse> standing =
      (*connection)->Call(&v1::ClaimService::Stub::StateStrikes, request);
  if (!standing.ok()) return standing.status();
  console.out << (settings.json ? ToJson(*standing) + "\n"
                                : RenderStanding(*standing, console.style));
  return ExitCode::kDone;
}

}  // namespace

void AddStrikesCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("strikes", "Look at takedowns that count against accounts");
  const auto arguments = std::make_shared<ShowArguments>();
  CLI::App& show = line.AddCommand(
      group, "show", "Show an account's strikes, and what they recommend",
      "earmark strikes show fan-account-17\n"
      "earmark strikes show --token 5d3c...\n"
      "\n"
      "A takedown is a strike once nobody contested it in time, or it was "
      "upheld,\nuntil it expires or is overturned. Objections count while "
      "strikes would.\nThe platform decides.",
      [arguments](const Settings& settings, Console& console) {
        return Show(*arguments, settings, console);
      });
  show.add_option("ACCOUNT", arguments->account,
                  "The account, as the platform knows it")
      ->type_name("");
  show.add_option("--token", arguments->token,
                  "The token that stands for it in screenings")
      ->type_name("TOKEN");
}

}  // namespace earmark::cli
