// What the commands that do something with one claim share.
#ifndef EARMARK_CLI_CLAIMS_H_
#define EARMARK_CLI_CLAIMS_H_

#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/claim_view.h"
#include "cli/command_line.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/claim_service.grpc.pb.h"

namespace earmark::cli {

struct ClaimArguments {
  std::string name;
  std::string comment;
  std::string etag;
};

// `CLAIM`, `--etag`, and `--comment` if `has_comment`.
void AddClaimOptions(CLI::App& command, ClaimArguments& arguments,
                     bool has_comment);

// What a moderator decides, as it is typed.
struct ClaimDecision {
  std::string decision;
  std::string action;
  std::string ground;
  std::string comment;
};

// `DECISION`, `--action`, `--ground` and `--comment`.
void AddDecisionOptions(CLI::App& command, ClaimDecision& decision);

// Returns kInvalidArgument for words that are not known.
absl::StatusOr<v1::DecideClaimRequest> ToRequest(const ClaimDecision& decision);

void PrintClaim(const v1::Claim& claim, const Settings& settings,
                Console& console);

// Calls `method` with `request` for the claim that is named, and shows what
// became of it.
template <typename Request>
absl::StatusOr<ExitCode> ChangeClaim(
    const ClaimArguments& arguments, Request request,
    grpc::Status (v1::ClaimService::Stub::*method)(grpc::ClientContext*,
                                                   const Request&, v1::Claim*),
    const Settings& settings, Console& console) {
  const absl::StatusOr<std::string> name = ClaimName(ToUtf8(arguments.name));
  if (!name.ok()) return UsageError(MessageOf(name.status()));
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  request.set_name(*name);
  request.set_etag(arguments.etag);
  const absl::StatusOr<v1::Claim> claim = (*connection)->Call(method, request);
  if (!claim.ok()) return claim.status();
  PrintClaim(*claim, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CLAIMS_H_
