#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/claims.h"
#include "cli/commands/commands.h"
#include "earmark/v1/claim_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Claims = v1::ClaimService::Stub;

struct DisputeArguments {
  ClaimArguments claim;
  std::string ground;
  std::string exception;
  std::string licence;
  std::string statement;
  std::vector<std::string> evidence;
};

absl::StatusOr<v1::Objection> ToObjection(const DisputeArguments& arguments) {
  v1::Objection objection;
  const absl::StatusOr<v1::Objection::Ground> ground =
      ParseObjectionGround(arguments.ground);
  if (!ground.ok()) return ground.status();
  objection.set_ground(*ground);
  if (!arguments.exception.empty()) {
    const absl::StatusOr<v1::Objection::Exception> exception =
        ParseException(arguments.exception);
    if (!exception.ok()) return exception.status();
    objection.set_exception(*exception);
  }
  objection.set_licence(ToUtf8(arguments.licence));
  objection.set_statement(ToUtf8(arguments.statement));
  for (const std::string& evidence : arguments.evidence) {
    objection.add_evidence(ToUtf8(evidence));
  }
  return objection;
}

// Sends the objection as a dispute or an appeal.
template <typename Request>
absl::StatusOr<ExitCode> Object(
    const DisputeArguments& arguments,
    grpc::Status (Claims::*method)(grpc::ClientContext*, const Request&,
                                   v1::Claim*),
    const Settings& settings, Console& console) {
  absl::StatusOr<v1::Objection> objection = ToObjection(arguments);
  if (!objection.ok()) return UsageError(MessageOf(objection.status()));
  Request request;
  *request.mutable_objection() = *std::move(objection);
  return ChangeClaim(arguments.claim, std::move(request), method, settings,
                     console);
}

void AddOptions(CLI::App& command, DisputeArguments& arguments) {
  AddClaimOptions(command, arguments.claim, false);
  command
      .add_option("--ground", arguments.ground,
                  "own-work, licence, exception, public-domain or wrong-match")
      ->required()
      ->type_name("WORD");
  command
      .add_option(
          "--exception", arguments.exception,
          "quotation, criticism, review, caricature, parody or pastiche")
      ->type_name("WORD");
  command.add_option("--licence", arguments.licence, "What names the licence")
      ->type_name("TEXT");
  command
      .add_option("--statement", arguments.statement,
                  "The uploader's own words; the owner reads them")
      ->required()
      ->type_name("TEXT");
  command
      .add_option("--evidence", arguments.evidence,
                  "Where the evidence is; may be given several times")
      ->type_name("TEXT")
      ->allow_extra_args(false);
}

}  // namespace

void AddDisputesCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("disputes", "Object to claims, for an uploader");
  const auto dispute = std::make_shared<DisputeArguments>();
  AddOptions(line.AddCommand(
                 group, "open", "Object to a claim",
                 "earmark disputes open SCREENING/1 --ground licence "
                 "--licence 2026-118 --statement \"Licensed by the label.\"\n"
                 "earmark disputes open SCREENING/1 --ground exception "
                 "--exception parody --statement \"It makes fun of the song.\"",
                 [dispute](const Settings& settings, Console& console) {
                   return Object(*dispute, &Claims::DisputeClaim, settings,
                                 console);
                 }),
             *dispute);
  const auto appeal = std::make_shared<DisputeArguments>();
  AddOptions(line.AddCommand(
                 group, "appeal", "Object to what became of a dispute, once",
                 "earmark disputes appeal SCREENING/1 --ground own-work "
                 "--statement \"I recorded it myself.\" "
                 "--evidence https://example.com/session",
                 [appeal](const Settings& settings, Console& console) {
                   return Object(*appeal, &Claims::AppealClaim, settings,
                                 console);
                 }),
             *appeal);
}

}  // namespace earmark::cli
