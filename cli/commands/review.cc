#include <memory>
#include <string>
#include <utility>

#include "cli/case_view.h"
#include "cli/claims.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/review_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Review = v1::ReviewService::Stub;

struct CaseArguments {
  std::string name;
  std::string moderator;
  // Of resolve.
  ClaimDecision decision;
};

void Print(const v1::Case& proto, const Settings& settings, Console& console) {
  console.out << (settings.json ? ToJson(proto) + "\n"
                                : RenderCase(proto, console.style));
}

absl::StatusOr<ExitCode> List(size_t limit, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListCasesRequest first;
  ListPrinter printer(CasesTable(), limit, settings, console);
  first.set_page_size(printer.page_size());
  const absl::Status listed =
      ForEachPage<v1::ListCasesRequest, v1::ListCasesResponse>(
          first,
          [&](const v1::ListCasesRequest& request) {
            return (*connection)->Call(&Review::ListCases, request);
          },
          [&](const v1::ListCasesResponse& page) {
            return printer.Add(page.cases(), AddCase);
          });
  if (!listed.ok()) return listed;
  printer.PrintTable();
  return ExitCode::kDone;
}

// Calls `method` for the case that is named.
template <typename Request>
absl::StatusOr<v1::Case> CallFor(
    const std::string& name, Request request,
    grpc::Status (Review::*method)(grpc::ClientContext*, const Request&,
                                   v1::Case*),
    Connection& connection) {
  request.set_name(ResourceName("cases", ToUtf8(name)));
  return connection.Call(method, request);
}

absl::StatusOr<ExitCode> Show(const std::string& name, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Case> proto =
      CallFor(name, v1::GetCaseRequest(), &Review::GetCase, **connection);
  if (!proto.ok()) return proto.status();
  Print(*proto, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Take(const CaseArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::TakeCaseRequest request;
  request.set_moderator(ToUtf8(arguments.moderator));
  const absl::StatusOr<v1::Case> proto = CallFor(
      arguments.name, std::move(request), &Review::TakeCase, **connection);
  if (!proto.ok()) return proto.status();
  Print(*proto, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> GiveBack(const CaseArguments& arguments,
                                  const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GiveBackCaseRequest request;
  request.set_moderator(ToUtf8(arguments.moderator));
  const absl::StatusOr<v1::Case> proto = CallFor(
      arguments.name, std::move(request), &Review::GiveBackCase, **connection);
  if (!proto.ok()) return proto.status();
  console.out << (settings.json ? ToJson(*proto) + "\n"
                                : absl::StrCat("case ", IdOf(proto->name()),
                                               " is given back\n"));
  return ExitCode::kDone;
}

// What was decided on.
std::string DecidedWords(const v1::Case& proto) {
  const v1::Case::UnreadMedia& unread = proto.unread();
  if (!unread.screenings().empty()) {
    return absl::StrCat(": ", unread.has_more_screenings() ? "more than " : "",
                        unread.screenings_size(), " that could not be seen");
  }
  if (proto.claims().empty()) return "";
  return absl::StrCat(": ", proto.has_more_claims() ? "more than " : "",
                      proto.claims_size(),
                      proto.claims_size() == 1 ? " claim now " : " claims now ",
                      v1::Claim::State_Name(proto.claim().state()));
}

// What became of a case.
std::string ResolvedWords(const v1::Case& proto) {
  const std::string name = absl::StrCat("case ", IdOf(proto.name()));
  if (proto.wants_second_opinion()) {
    return name + " waits for another moderator to say the same";
  }
  if (proto.waits_on()) {
    return absl::StrCat(name, " waits on, with what came since you took it",
                        " or the two of you mean differently",
                        DecidedWords(proto));
  }
  return absl::StrCat(name, " is resolved", DecidedWords(proto));
}

absl::StatusOr<ExitCode> Resolve(const CaseArguments& arguments,
                                 const Settings& settings, Console& console) {
  const absl::StatusOr<v1::DecideClaimRequest> decision =
      ToRequest(arguments.decision);
  if (!decision.ok()) return UsageError(MessageOf(decision.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ResolveCaseRequest request;
  request.set_moderator(ToUtf8(arguments.moderator));
  request.set_decision(decision->decision());
  request.set_action(decision->action());
  request.set_ground(decision->ground());
  request.set_comment(decision->comment());
  const absl::StatusOr<v1::Case> proto = CallFor(
      arguments.name, std::move(request), &Review::ResolveCase, **connection);
  if (!proto.ok()) return proto.status();
  console.out << (settings.json ? ToJson(*proto) : ResolvedWords(*proto))
              << "\n";
  return ReviseEarlierUploads(**connection, settings.json, console);
}

void AddCaseOptions(CLI::App& command, CaseArguments& arguments) {
  command.add_option("CASE", arguments.name, "Its id or name")
      ->required()
      ->type_name("");
  command
      .add_option("--as", arguments.moderator,
                  "Who you are, as the platform knows you")
      ->required()
      ->type_name("MODERATOR");
}

}  // namespace

void AddReviewCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "review", "Work off what waits for a moderator, case by case");
  const auto limit = std::make_shared<size_t>(50);
  line.AddCommand(group, "list",
                  "List cases: what harms most, and has waited longest, first",
                  "earmark review list\n"
                  "earmark review list --limit 0 --json",
                  [limit](const Settings& settings, Console& console) {
                    return List(*limit, settings, console);
                  })
      .add_option("--limit", *limit, "At most this many; 0: all (default: 50)")
      ->type_name("N");
  const auto name = std::make_shared<std::string>();
  line.AddCommand(group, "show", "Show a case with all that decides it",
                  "earmark review show CASE",
                  [name](const Settings& settings, Console& console) {
                    return Show(*name, settings, console);
                  })
      .add_option("CASE", *name, "Its id or name")
      ->required()
      ->type_name("");
  const auto take = std::make_shared<CaseArguments>();
  AddCaseOptions(
      line.AddCommand(group, "take",
                      "Take a case for 15 minutes, or 15 more, and show it",
                      "earmark review take CASE --as ann",
                      [take](const Settings& settings, Console& console) {
                        return Take(*take, settings, console);
                      }),
      *take);
  const auto give_back = std::make_shared<CaseArguments>();
  AddCaseOptions(
      line.AddCommand(group, "give-back", "Give a case back unresolved",
                      "earmark review give-back CASE --as ann",
                      [give_back](const Settings& settings, Console& console) {
                        return GiveBack(*give_back, settings, console);
                      }),
      *give_back);
  const auto resolve = std::make_shared<CaseArguments>();
  CLI::App& resolving = line.AddCommand(
      group, "resolve", "Decide on all that waits in a case that you took",
      "earmark review resolve CASE uphold --as ann\n"
      "earmark review resolve CASE release --as ann --ground exception "
      "--comment \"a parody\"",
      [resolve](const Settings& settings, Console& console) {
        return Resolve(*resolve, settings, console);
      });
  AddCaseOptions(resolving, *resolve);
  AddDecisionOptions(resolving, resolve->decision);
}

}  // namespace earmark::cli
