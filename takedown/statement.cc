#include "takedown/statement.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "takedown/internal/places.h"
#include "takedown/revision.h"

namespace earmark::takedown {
namespace {

using Measure = StatementOfReasons::Measure;
using AutomatedDecision = StatementOfReasons::AutomatedDecision;
using Reason = Decision::Reason;

struct MeasureWords {
  Measure measure;
  Action action;
  // Ends the id.
  const char* word;
  // What happens to the upload.
  const char* sentence;
};

// The strongest first.
constexpr std::array kMeasures = {
    MeasureWords{Measure::kTakedown, Action::kTakedown, "takedown",
                 "is not shown"},
    MeasureWords{Measure::kReview, Action::kReview, "review",
                 "is not shown before a person has looked at it"},
    MeasureWords{Measure::kLicensingRequired, Action::kLicensingRequired,
                 "licensing-required", "is not shown before it is licensed"}};

const MeasureWords& WordsOf(Measure measure) {
  return *std::find_if(
      kMeasures.begin(), kMeasures.end(),
      [&](const MeasureWords& words) { return words.measure == measure; });
}

// Where the decision is `action`.
TerritorySet PlacesOf(const Screening& screening, Action action) {
  Action elsewhere = Action::kAllow;
  TerritorySet listed = TerritorySet::Nowhere();
  TerritorySet places = TerritorySet::Nowhere();
  for (const Decision::TerritoryAction& there :
       screening.decision.territory_actions) {
    if (there.territory == kRestOfWorld) {
      elsewhere = there.action;
      continue;
    }
    const TerritorySet territory = TerritorySet::Of({there.territory});
    listed |= territory;
    if (there.action == action) places |= territory;
  }
  if (elsewhere == action) places |= screening.facts.territories - listed;
  return places & screening.facts.territories;
}

bool IsNoticed(const Reason& reason) {
  return reason.rule == Reason::Rule::kNotice;
}

// Of the first notice among the reasons; nullopt: there is none.
std::optional<Notice::Law> NoticeLawOf(
    const std::vector<const Reason*>& reasons,
    const std::vector<Claim>& claims) {
  for (const Reason* reason : reasons) {
    if (!IsNoticed(*reason)) continue;
    const Claim* claim = FindClaim(claims, reason->notice);
    if (claim != nullptr) return claim->notice_law;
  }
  return std::nullopt;
}

AutomatedDecision AutomationOf(const std::vector<const Reason*>& reasons) {
  const auto by_person = [](const Reason* reason) {
    return reason->rule == Reason::Rule::kVerdict || IsNoticed(*reason);
  };
  if (std::all_of(reasons.begin(), reasons.end(), by_person)) {
    return AutomatedDecision::kNot;
  }
  return std::any_of(reasons.begin(), reasons.end(), by_person)
             ? AutomatedDecision::kPartially
             : AutomatedDecision::kFully;
}

std::string ExplanationOf(const std::vector<const Reason*>& reasons) {
  const bool is_match = std::any_of(
      reasons.begin(), reasons.end(),
      [](const Reason* reason) { return reason->work.has_value(); });
  const bool is_noticed =
      std::any_of(reasons.begin(), reasons.end(),
                  [](const Reason* reason) { return IsNoticed(*reason); });
  if (is_noticed && !is_match) {
    return "The upload holds what others have rights in, who do not allow this "
           "use of it, as a notice says and a person found to be right.";
  }
  return is_match
             ? "The upload holds what others have rights in, who do not allow "
               "this use of it there, and no licence for it is known."
             : "It could not be seen whether the upload holds what others have "
               "rights in.";
}

std::vector<std::string> RedressOf(const StatementOfReasons& statement,
                                   const StatementSettings& settings) {
  std::vector<std::string> redress = {
      absl::StrCat("You can object within six months, free of charge, at ",
                   settings.complaints,
                   ": say whether the work is your own, you have a licence, "
                   "the law allows the use, the work is in the public domain, "
                   "or the match is wrong. A person decides."),
      absl::StrCat("You can then turn to a certified body of out-of-court "
                   "dispute settlement (",
                   settings.dispute_bodies, ")."),
      "You can go to court at any time."};
  if (statement.notice_law == Notice::Law::kDmca) {
    redress.emplace_back(
        "You can also send a counter-notice with the elements of 17 USC "
        "512(g)(3): then the upload returns after 10 to 14 business days, "
        "unless who sent the notice calls upon a court. Whoever knowingly "
        "misrepresents that it was removed by mistake is liable by 512(f).");
  }
  return redress;
}

}  // namespace

std::vector<StatementOfReasons> StatementsOf(
    const Screening& screening, const StatementSettings& settings) {
  const Decision& decision = screening.decision;
  std::vector<StatementOfReasons> statements;
  for (const MeasureWords& words : kMeasures) {
    if (words.measure == Measure::kReview && decision.publish_meanwhile) {
      continue;
    }
    const TerritorySet places = PlacesOf(screening, words.action);
    if (places.empty()) continue;
    std::vector<const Reason*> reasons;
    StatementOfReasons statement;
    for (const Reason& reason : decision.reasons) {
      if (reason.action != words.action) continue;
      reasons.push_back(&reason);
      statement.facts.push_back(
          (reason.territories & screening.facts.territories) ==
                  screening.facts.territories
              ? reason.explanation
              : absl::StrCat(reason.explanation, " (",
                             Places(reason.territories), ")"));
    }
    statement.id = absl::StrCat(screening.id.value, "-", decision.revision, "-",
                                words.word);
    statement.measure = words.measure;
    statement.territories = places;
    statement.start = DecidedSince(screening);
    statement.notice_law = NoticeLawOf(reasons, screening.claims);
    statement.automated_detection =
        !std::all_of(reasons.begin(), reasons.end(),
                     [](const Reason* reason) { return IsNoticed(*reason); });
    statement.automated_decision = AutomationOf(reasons);
    statement.legal_ground = settings.legal_ground;
    statement.explanation = ExplanationOf(reasons);
    statement.redress = RedressOf(statement, settings);
    statements.push_back(std::move(statement));
  }
  return statements;
}

std::string StatementText(const StatementOfReasons& statement,
                          const std::string& file_name) {
  const char* decided = "Machines found this, and decided it.";
  if (!statement.automated_detection) {
    decided = "Nothing of this was found or decided by machines.";
  } else if (statement.automated_decision == AutomatedDecision::kPartially) {
    decided = "Machines found this; a person decided a part of it.";
  } else if (statement.automated_decision == AutomatedDecision::kNot) {
    decided = "Machines found this; a person decided it.";
  }
  return absl::StrCat(
      "Your upload ", file_name.empty() ? "" : file_name + " ",
      WordsOf(statement.measure).sentence, ", ", Places(statement.territories),
      ", from ",
      absl::FormatTime("%Y-%m-%d %H:%M UTC", statement.start,
                       absl::UTCTimeZone()),
      " until this decision is changed.\n\nWhy: ",
      absl::StrJoin(statement.facts, " "), "\n\n", decided, "\n\n",
      statement.explanation, " The ground is ", statement.legal_ground,
      ".\n\nWhat you can do: ", absl::StrJoin(statement.redress, " "), "\n");
}

}  // namespace earmark::takedown
