#include "cli/claims.h"

namespace earmark::cli {

void AddClaimOptions(CLI::App& command, ClaimArguments& arguments,
                     bool has_comment) {
  command.add_option("CLAIM", arguments.name, "SCREENING/NUMBER, or its name")
      ->required()
      ->type_name("");
  if (has_comment) {
    command.add_option("--comment", arguments.comment, "In words, for people")
        ->type_name("TEXT");
  }
  command
      .add_option("--etag", arguments.etag,
                  "Only if the claim is still this revision")
      ->type_name("ETAG");
}

void AddDecisionOptions(CLI::App& command, ClaimDecision& decision) {
  command.add_option("DECISION", decision.decision, "uphold or release")
      ->required()
      ->type_name("");
  command
      .add_option("--action", decision.action,
                  "What is done with the upload: takedown or "
                  "licensing-required (default: what the owner asks for)")
      ->type_name("WORD");
  command
      .add_option("--ground", decision.ground,
                  "Why it is released: wrong-match, not-owned, permitted or "
                  "exception")
      ->type_name("WORD");
  command.add_option("--comment", decision.comment, "In words, for people")
      ->type_name("TEXT");
}

absl::StatusOr<v1::DecideClaimRequest> ToRequest(
    const ClaimDecision& decision) {
  v1::DecideClaimRequest request;
  if (decision.decision == "uphold") {
    request.set_decision(v1::Claim::UPHOLD);
  } else if (decision.decision == "release") {
    request.set_decision(v1::Claim::RELEASE);
  } else {
    return absl::InvalidArgumentError(
        "a decision must be uphold or release, got " + decision.decision);
  }
  if (!decision.action.empty()) {
    const absl::StatusOr<v1::Decision::Action> action =
        ParseAction(decision.action);
    if (!action.ok()) return action.status();
    request.set_action(*action);
  }
  if (!decision.ground.empty()) {
    const absl::StatusOr<v1::Verdict::Ground> ground =
        ParseGround(decision.ground);
    if (!ground.ok()) return ground.status();
    request.set_ground(*ground);
  }
  request.set_comment(ToUtf8(decision.comment));
  return request;
}

void PrintClaim(const v1::Claim& claim, const Settings& settings,
                Console& console) {
  if (settings.json) {
    console.out << ToJson(claim) << "\n";
  } else {
    console.out << RenderClaim(claim, console.style);
  }
}

}  // namespace earmark::cli
