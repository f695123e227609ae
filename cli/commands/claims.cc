#include "cli/claims.h"

#include <memory>
#include <string>

#include "cli/commands/commands.h"
#include "cli/listing.h"
#include "earmark/v1/claim_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Claims = v1::ClaimService::Stub;

struct ListArguments {
  std::string owner;
  std::string screening;
  size_t limit = 50;
};

absl::StatusOr<ExitCode> List(const ListArguments& arguments,
                              const Settings& settings, Console& console) {
  if (arguments.owner.empty() == arguments.screening.empty()) {
    return UsageError("give either --owner or --screening");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListClaimsRequest first;
  if (!arguments.owner.empty()) {
    first.set_owner(ResourceName("owners", ToUtf8(arguments.owner)));
  } else {
    first.set_screening(
        ResourceName("screenings", ToUtf8(arguments.screening)));
  }
  ListPrinter printer(ClaimsTable(), arguments.limit, settings, console);
  first.set_page_size(printer.page_size());
  const absl::Status listed =
      ForEachPage<v1::ListClaimsRequest, v1::ListClaimsResponse>(
          first,
          [&](const v1::ListClaimsRequest& request) {
            return (*connection)->Call(&Claims::ListClaims, request);
          },
          [&](const v1::ListClaimsResponse& page) {
            return printer.Add(page.claims(), AddClaim);
          });
  if (!listed.ok()) return listed;
  printer.PrintTable();
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const std::string& text, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::string> name = ClaimName(ToUtf8(text));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetClaimRequest request;
  request.set_name(*name);
  const absl::StatusOr<v1::Claim> claim =
      (*connection)->Call(&Claims::GetClaim, request);
  if (!claim.ok()) return claim.status();
  PrintClaim(*claim, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Give(v1::Claim::Event answer,
                              const ClaimArguments& arguments,
                              const Settings& settings, Console& console) {
  v1::AnswerClaimRequest request;
  request.set_answer(answer);
  request.set_comment(ToUtf8(arguments.comment));
  return ChangeClaim(arguments, std::move(request), &Claims::AnswerClaim,
                     settings, console);
}

struct DecideArguments {
  ClaimArguments claim;
  ClaimDecision decision;
};

absl::StatusOr<ExitCode> Decide(const DecideArguments& arguments,
                                const Settings& settings, Console& console) {
  absl::StatusOr<v1::DecideClaimRequest> request =
      ToRequest(arguments.decision);
  if (!request.ok()) return UsageError(MessageOf(request.status()));
  return ChangeClaim(arguments.claim, *std::move(request), &Claims::DecideClaim,
                     settings, console);
}

absl::StatusOr<ExitCode> Undo(const ClaimArguments& arguments,
                              const Settings& settings, Console& console) {
  v1::UndoClaimDecisionRequest request;
  request.set_comment(ToUtf8(arguments.comment));
  return ChangeClaim(arguments, std::move(request), &Claims::UndoClaimDecision,
                     settings, console);
}

void AddAnswer(const char* name, const char* help, const char* examples,
               v1::Claim::Event answer, CLI::App& group, CommandLine& line) {
  const auto arguments = std::make_shared<ClaimArguments>();
  CLI::App& command = line.AddCommand(
      group, name, help, examples,
      [arguments, answer](const Settings& settings, Console& console) {
        return Give(answer, *arguments, settings, console);
      });
  AddClaimOptions(command, *arguments, true);
}

}  // namespace

void AddClaimsCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "claims", "Look at claims on uploads, answer and decide them");
  const auto arguments = std::make_shared<ListArguments>();
  CLI::App& list =
      line.AddCommand(group, "list", "List claims",
                      "earmark claims list --owner sun\n"
                      "earmark claims list --screening SCREENING\n"
                      "\n"
                      "Of an owner the newest first, of an upload in the order "
                      "in which they began.",
                      [arguments](const Settings& settings, Console& console) {
                        return List(*arguments, settings, console);
                      });
  list.add_option("--owner", arguments->owner, "Those of this owner")
      ->type_name("OWNER");
  list.add_option("--screening", arguments->screening, "Those on this upload")
      ->type_name("SCREENING");
  list.add_option("--limit", arguments->limit,
                  "At most this many; 0: all (default: 50)")
      ->type_name("N");
  const auto name = std::make_shared<std::string>();
  line.AddCommand(group, "show",
                  "Show a claim: where it stands, what happened, what can be "
                  "done",
                  "earmark claims show SCREENING/1",
                  [name](const Settings& settings, Console& console) {
                    return Show(*name, settings, console);
                  })
      .add_option("CLAIM", *name, "SCREENING/NUMBER, or its name")
      ->required()
      ->type_name("");
  AddAnswer("uphold", "As its owner, stand by a claim that is objected to",
            "earmark claims uphold SCREENING/1 --comment \"no licence with "
            "that number\"",
            v1::Claim::UPHOLD, group, line);
  AddAnswer("release", "As its owner, give a claim up",
            "earmark claims release SCREENING/1 --comment \"licensed\"",
            v1::Claim::RELEASE, group, line);
  const auto decide = std::make_shared<DecideArguments>();
  CLI::App& deciding = line.AddCommand(
      group, "decide",
      "As a moderator, decide on a claim, a dispute or an "
      "appeal",
      "earmark claims decide SCREENING/1 uphold\n"
      "earmark claims decide SCREENING/1 release --ground exception "
      "--comment \"a parody\"",
      [decide](const Settings& settings, Console& console) {
        return Decide(*decide, settings, console);
      });
  AddClaimOptions(deciding, decide->claim, false);
  AddDecisionOptions(deciding, decide->decision);
  const auto undo = std::make_shared<ClaimArguments>();
  AddClaimOptions(
      line.AddCommand(
          group, "undo", "As a moderator, undo the last decision on a claim",
          "earmark claims undo SCREENING/1 --comment \"wrong claim\"\n"
          "\n"
          "As long as nobody has acted on it. What was decided stays in the "
          "history.",
          [undo](const Settings& settings, Console& console) {
            return Undo(*undo, settings, console);
          }),
      *undo, true);
}

}  // namespace earmark::cli
