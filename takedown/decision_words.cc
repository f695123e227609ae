#include "takedown/decision_words.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "takedown/internal/finding.h"
#include "takedown/internal/media_text.h"
#include "takedown/internal/places.h"
#include "takedown/internal/policy_words.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

// More than these are only counted: a mix may have hundreds.
constexpr size_t kMaxNamedIntervals = 5;

const char* NameOf(Action action) {
  switch (action) {
    case Action::kAllow:
      return "ALLOW";
    case Action::kTrack:
      return "TRACK";
    case Action::kLicensingRequired:
      return "LICENSING_REQUIRED";
    case Action::kReview:
      return "REVIEW";
    case Action::kTakedown:
      return "TAKEDOWN";
  }
  return "an unknown action";
}

const char* NameOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kNone:
      break;
    case Purpose::kQuotation:
      return "quotation";
    case Purpose::kCriticism:
      return "criticism";
    case Purpose::kParody:
      return "parody";
    case Purpose::kLicensed:
      return "a licence";
  }
  return "no purpose";
}

// Like "audio at 0:01.0-0:12.5, 11.5 s in all".
std::string Where(const Finding& finding) {
  std::vector<std::string> parts;
  for (const TimeRange& interval : finding.intervals) {
    parts.push_back(Interval(interval));
  }
  return absl::StrCat(ModalityWord(finding.modality), " at ",
                      JoinSome(parts, kMaxNamedIntervals), ", ",
                      Length(finding.use.matched), " in all");
}

// Like "owner "label" (The Label)".
std::string NameOf(const Owner& owner) {
  if (owner.display_name.empty() || owner.display_name == owner.id.value) {
    return absl::StrCat("owner \"", owner.id.value, "\"");
  }
  return absl::StrCat("owner \"", owner.id.value, "\" (", owner.display_name,
                      ")");
}

// Like "12.5 %".
std::string Percent(int share) {
  std::string digits = absl::StrFormat("%d.%02d", share / 100, share % 100);
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return digits + " %";
}

// The hold that led to a reason. The policy of another version cannot be meant:
// all come from the same inputs.
const Hold* HoldOf(const Reason& reason, const Finding& finding) {
  for (const Hold& hold : *finding.holds) {
    if (hold.owner.id == reason.owner && hold.ownership.right == reason.right &&
        hold.policy->id == reason.policy &&
        !(hold.ownership.territories & reason.territories).empty() &&
        (reason.rule != Rule::kNotExclusive ||
         hold.ownership.share < kWholeShare)) {
      return &hold;
    }
  }
  return nullptr;
}

// Why a person must look before the owner's action is taken.
std::string Objection(Rule rule, const Hold& hold,
                      const DecisionInputs& inputs) {
  switch (rule) {
    case Rule::kOwnerOnProbation:
      return "but is on probation";
    case Rule::kNotManifest:
      return absl::StrCat(
          "but a machine alone takes down only manifest copies: at least ",
          Length(inputs.settings.manifest_length),
          " in one piece, and beyond doubt");
    case Rule::kDeclaredPurpose:
      return absl::StrCat("but the uploader declares ", NameOf(inputs.purpose),
                          ", which a machine alone never blocks");
    case Rule::kConflictingOwners:
      return "but the owners together claim more than the whole of it there";
    case Rule::kNotExclusive:
      return absl::StrCat("but holds ", Percent(hold.ownership.share),
                          " of it, not all");
    case Rule::kNotAttested:
      return "but has not attested that the recording is its own alone";
    case Rule::kContested:
      return "but another owner's recording holds the same, and it is open "
             "whose it is";
    case Rule::kQuarantine:
      return "but uses of this recording suddenly multiplied, as they do when "
             "it holds what is not the owner's alone";
    case Rule::kDisputed:
      return "but the uploader objects, and a machine alone never blocks what "
             "is objected to";
    case Rule::kNoMatch:
    case Rule::kOwnerPolicy:
    case Rule::kNotSeen:
    case Rule::kNoRights:
    case Rule::kLicence:
    case Rule::kOwnAccount:
    case Rule::kExcluded:
    case Rule::kVerdict:
    case Rule::kClaimOver:
    case Rule::kNotice:
    case Rule::kNotScreened:
      break;
  }
  return "";
}

std::string GroundWords(Verdict::Ground ground) {
  switch (ground) {
    case Verdict::Ground::kInfringement:
      return "the owner is right";
    case Verdict::Ground::kWrongMatch:
      return "the upload does not hold the work";
    case Verdict::Ground::kNotOwned:
      return "what the upload holds is not the owner's alone";
    case Verdict::Ground::kPermitted:
      return "the uploader may use it";
    case Verdict::Ground::kException:
      return "the law allows the use";
  }
  return "";
}

// Where a person's word was the reason: on the work, or on the claim alone.
std::string VerdictWords(const Reason& reason, const DecisionInputs& inputs) {
  const std::string who =
      absl::StrCat("a person looked and decided on ", NameOf(reason.action));
  if (!reason.work) return who;
  const Verdict* verdict = FindVerdict(inputs.verdicts, reason.work);
  return absl::StrCat(
      who, ": ",
      GroundWords(verdict != nullptr && verdict->action == reason.action
                      ? verdict->ground
                      : Verdict::Ground::kInfringement));
}

// How a claim ended that is over.
std::string EndWords(ClaimState state) {
  switch (state) {
    case ClaimState::kReinstated:
      return "but the upload was reinstated";
    case ClaimState::kWithdrawn:
      return "but withdrew its claim";
    default:
      return "but its claim was released";
  }
}

// What of the owner's policy asks for the action; nothing where the policy is
// the action itself (policy_presets.h).
std::string ByPolicy(const Reason& reason) {
  if (!reason.policy_rule.empty()) {
    return absl::StrCat(" by the rule \"", reason.policy_rule,
                        "\" of its policy \"", reason.policy.value, "\"");
  }
  if (reason.policy.value == WordOf(kActions, *reason.wanted)) return "";
  return absl::StrCat(" by its policy \"", reason.policy.value, "\"");
}

std::string Request(const Reason& reason, const Hold& hold) {
  return absl::StrCat(
      NameOf(hold.owner),
      reason.right == Right::kMusicalWork ? ", for the musical work," : "",
      " asks for ", NameOf(*reason.wanted), ByPolicy(reason));
}

// What follows the naming of what was found.
std::string Consequence(const Reason& reason, const Finding& finding,
                        const DecisionInputs& inputs) {
  if (reason.rule == Rule::kNoRights) {
    return absl::StrCat(", but nobody holds rights in it ",
                        reason.territories == TerritorySet()
                            ? Places(inputs.territories)
                            : Places(reason.territories),
                        ".");
  }
  const Hold* hold = HoldOf(reason, finding);
  if (hold == nullptr) return ".";
  const std::string request = absl::StrCat("; ", Request(reason, *hold));
  switch (reason.rule) {
    case Rule::kOwnerPolicy:
      return absl::StrCat(request, ".");
    case Rule::kLicence:
      return absl::StrCat(request, ", but its licence \"", reason.licence.value,
                          "\" allows this use.");
    case Rule::kOwnAccount:
      return absl::StrCat(request, ", but the account is the owner's own.");
    case Rule::kVerdict:
      return absl::StrCat(request, "; ", VerdictWords(reason, inputs), ".");
    case Rule::kClaimOver: {
      const Claim* claim =
          FindClaim(inputs.claims, *reason.work, *reason.owner);
      return absl::StrCat(request, ", ",
                          EndWords(claim != nullptr ? claim->standing.state
                                                    : ClaimState::kReleased),
                          ".");
    }
    default:
      return absl::StrCat(request, ", ", Objection(reason.rule, *hold, inputs),
                          ", so a person looks first.");
  }
}

std::string ExplainFound(const Reason& reason, const Finding& finding,
                         const DecisionInputs& inputs) {
  if (reason.rule == Rule::kExcluded) {
    return absl::StrCat("The work \"", finding.work.value,
                        "\" was found in the ", ModalityWord(finding.modality),
                        ", but only parts of it that do not count, as its "
                        "owner does not hold them alone.");
  }
  return absl::StrCat("The work \"", finding.work.value,
                      "\" was found in the upload (", Where(finding), ")",
                      Consequence(reason, finding, inputs));
}

std::string ExplainNotSeen(const Reason& reason, const DecisionInputs& inputs) {
  const std::string verdict =
      reason.rule == Rule::kVerdict
          ? absl::StrCat("; ", VerdictWords(reason, inputs), ".")
          : ".";
  if (!reason.modality) {
    return "Neither audio nor video of the upload could be seen, so what is in "
           "it is not known" +
           verdict;
  }
  const fingerprint::Coverage& coverage =
      *reason.modality == Modality::kAudio ? inputs.audio : inputs.video;
  return absl::StrCat("Not all of the ", ModalityWord(*reason.modality),
                      " could be seen (", Length(coverage.seen), " of ",
                      Length(coverage.total),
                      coverage.detail.empty() ? "" : ": ", coverage.detail,
                      "), so what is in the rest is not known", verdict);
}

// The opening of the claim has a line on what the notice is about.
std::string ExplainNotice(const Reason& reason, const DecisionInputs& inputs) {
  const Claim* claim = FindClaim(inputs.claims, reason.notice);
  return absl::StrCat("Somebody sent a notice of infringement (",
                      claim != nullptr ? claim->steps.front().comment : "",
                      "); a person looked and upheld it.");
}

}  // namespace

void Explain(const DecisionInputs& inputs, Decision& decision) {
  std::map<std::pair<WorkId, Modality>, Finding> findings;
  for (Finding& finding : FindingsOf(inputs)) {
    const std::pair key(finding.work, finding.modality);
    findings.emplace(key, std::move(finding));
  }
  for (Reason& reason : decision.reasons) {
    if (reason.work) {
      reason.explanation = ExplainFound(
          reason, findings.at({*reason.work, *reason.modality}), inputs);
    } else if (reason.rule == Rule::kNotSeen || reason.rule == Rule::kVerdict) {
      reason.explanation = ExplainNotSeen(reason, inputs);
    } else if (reason.rule == Rule::kNotice) {
      reason.explanation = ExplainNotice(reason, inputs);
    } else if (reason.rule == Rule::kNotScreened) {
      reason.explanation =
          "The material is known by its address alone, and was never screened.";
    } else {
      reason.explanation = "Nothing registered was found in the upload.";
    }
  }
}

}  // namespace earmark::takedown
