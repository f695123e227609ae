#include "takedown/decision.h"

#include <algorithm>
#include <compare>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "takedown/internal/explanation.h"

namespace earmark::takedown {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using Hold = OwnedMatch::Hold;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

// All that was found of one work in one modality.
struct Finding {
  Use use;
  bool manifest = false;
  std::vector<Hold> holds;
};

// What makes a reason one of its own. An owner may want different things in
// different territories: those are different reasons.
struct Cause {
  OwnerId owner;
  Action wanted;
  Rule rule;

  // (A false warning of clang-tidy 14.)
  auto operator<=>(const Cause&) const =
      default;  // NOLINT(modernize-use-nullptr)
};

// Where the upload will be published, ascending.
std::vector<std::string> TerritoriesOf(const DecisionInputs& inputs) {
  std::set<std::string> territories(inputs.territories.begin(),
                                    inputs.territories.end());
  if (territories.empty()) {
    territories.insert(kRestOfWorld);
    for (const OwnedMatch& found : inputs.matches) {
      for (const Hold& hold : found.holds) {
        const std::vector<std::string>& codes =
            hold.ownership.territories.codes();
        territories.insert(codes.begin(), codes.end());
      }
    }
  }
  return {territories.begin(), territories.end()};
}

// One match must be both long and beyond doubt. Short matches are not added up:
// many short ones are as likely quotations, samples or shared sounds as they
// are one copy, and telling these apart is for a person.
bool IsManifest(const index::Match& match, const DecisionSettings& settings) {
  return match.query.length() >= settings.manifest_length &&
         match.expected_false_matches <= settings.manifest_false_matches;
}

// By work, then modality.
std::vector<Finding> FindingsOf(const DecisionInputs& inputs) {
  std::map<std::pair<WorkId, Modality>, Finding> findings;
  for (const OwnedMatch& found : inputs.matches) {
    const index::Match& match = found.match;
    const auto [entry, is_new] =
        findings.try_emplace({match.work, match.modality});
    Finding& finding = entry->second;
    if (is_new) {
      finding.use = {match.work, match.modality, {}};
      finding.holds = found.holds;
    }
    finding.use.intervals.push_back(match.query);
    finding.manifest = finding.manifest || IsManifest(match, inputs.settings);
  }
  std::vector<Finding> ordered;
  ordered.reserve(findings.size());
  for (auto& [key, finding] : findings) ordered.push_back(std::move(finding));
  return ordered;
}

// What each owner wants in `territory`: the strongest of its holds there.
std::map<OwnerId, std::pair<Action, const Owner*>> WantedIn(
    const std::string& territory, const std::vector<Hold>& holds) {
  std::map<OwnerId, std::pair<Action, const Owner*>> wanted;
  for (const Hold& hold : holds) {
    if (!hold.ownership.territories.Contains(territory)) continue;
    const Action action =
        hold.ownership.action.value_or(hold.owner.default_action);
    auto& [strongest, owner] =
        wanted.try_emplace(hold.owner.id, action, &hold.owner).first->second;
    strongest = std::max(strongest, action);
  }
  return wanted;
}

// Why a person must look before `wanted` is done; none: it is done.
std::vector<Rule> ObjectionsTo(Action wanted, const Owner& owner, bool manifest,
                               bool conflict, Purpose purpose) {
  std::vector<Rule> rules;
  const bool takes_down = wanted == Action::kTakedown;
  if (takes_down && owner.trust == Owner::Trust::kProbation) {
    rules.push_back(Rule::kOwnerOnProbation);
  }
  if (takes_down && !manifest) rules.push_back(Rule::kNotManifest);
  // To wait for a licence blocks as well as a takedown does.
  if ((takes_down || wanted == Action::kLicensingRequired) &&
      purpose != Purpose::kNone) {
    rules.push_back(Rule::kDeclaredPurpose);
  }
  if (takes_down && conflict) rules.push_back(Rule::kConflictingOwners);
  return rules;
}

// The territories of a reason, which says nothing when they are all.
std::vector<std::string> Shorten(std::vector<std::string> territories,
                                 const std::vector<std::string>& all) {
  if (territories.size() == all.size()) territories.clear();
  return territories;
}

void AddFinding(const Finding& finding, const DecisionInputs& inputs,
                const std::vector<std::string>& territories,
                std::vector<Reason>& reasons) {
  std::map<Cause, std::pair<const Owner*, std::vector<std::string>>> causes;
  std::vector<std::string> outside;
  for (const std::string& territory : territories) {
    const auto wanted = WantedIn(territory, finding.holds);
    if (wanted.empty()) outside.push_back(territory);
    // Each hold is on the whole work, so two owners cannot both be right.
    const bool conflict = wanted.size() > 1;
    for (const auto& [id, wish] : wanted) {
      const auto& [action, owner] = wish;
      std::vector<Rule> rules = ObjectionsTo(action, *owner, finding.manifest,
                                             conflict, inputs.purpose);
      if (rules.empty()) rules.push_back(Rule::kOwnerPolicy);
      for (const Rule rule : rules) {
        auto& [of, where] = causes[{id, action, rule}];
        of = owner;
        where.push_back(territory);
      }
    }
  }
  for (auto& [cause, held] : causes) {
    auto& [owner, where] = held;
    reasons.push_back(
        {.rule = cause.rule,
         .action =
             cause.rule == Rule::kOwnerPolicy ? cause.wanted : Action::kReview,
         .work = finding.use.work,
         .owner = cause.owner,
         .modality = finding.use.modality,
         .territories = Shorten(std::move(where), territories),
         .explanation =
             ExplainUse(finding.use, *owner, cause.wanted, cause.rule,
                        inputs.purpose, inputs.settings)});
  }
  if (!outside.empty()) {
    std::string explanation = ExplainOutsideTerritories(finding.use, outside);
    reasons.push_back({.rule = Rule::kOutsideTerritories,
                       .action = Action::kAllow,
                       .work = finding.use.work,
                       .owner = std::nullopt,
                       .modality = finding.use.modality,
                       .territories = Shorten(std::move(outside), territories),
                       .explanation = std::move(explanation)});
  }
}

void AddNotSeen(const DecisionInputs& inputs, std::vector<Reason>& reasons) {
  const Action action = std::min(inputs.settings.not_seen, Action::kReview);
  bool anything = false;
  for (const auto& [modality, coverage] :
       {std::pair(Modality::kAudio, &inputs.audio),
        std::pair(Modality::kVideo, &inputs.video)}) {
    const bool damaged = coverage->state == Coverage::State::kDamaged;
    const bool seen = coverage->state == Coverage::State::kSeen &&
                      coverage->seen > MediaTime::zero();
    anything = anything || damaged || seen;
    if (!damaged) continue;
    reasons.push_back({.rule = Rule::kNotSeen,
                       .action = action,
                       .work = std::nullopt,
                       .owner = std::nullopt,
                       .modality = modality,
                       .territories = {},
                       .explanation = ExplainNotSeen(modality, *coverage)});
  }
  if (anything) return;
  reasons.push_back({.rule = Rule::kNotSeen,
                     .action = action,
                     .work = std::nullopt,
                     .owner = std::nullopt,
                     .modality = std::nullopt,
                     .territories = {},
                     .explanation = ExplainNothingSeen()});
}

// Strongest first; what follows makes the order the same for the same reasons.
bool ComesBefore(const Reason& a, const Reason& b) {
  return std::tie(b.action, a.work, a.owner, a.modality, a.rule,
                  a.territories) <
         std::tie(a.action, b.work, b.owner, b.modality, b.rule, b.territories);
}

bool AppliesIn(const std::string& territory, const Reason& reason) {
  return reason.territories.empty() ||
         std::find(reason.territories.begin(), reason.territories.end(),
                   territory) != reason.territories.end();
}

}  // namespace

Decision Decide(const DecisionInputs& inputs) {
  const std::vector<std::string> territories = TerritoriesOf(inputs);
  Decision decision;
  std::vector<Reason>& reasons = decision.reasons;
  for (const Finding& finding : FindingsOf(inputs)) {
    AddFinding(finding, inputs, territories, reasons);
  }
  AddNotSeen(inputs, reasons);
  if (reasons.empty()) {
    reasons.push_back({.rule = Rule::kNoMatch,
                       .action = Action::kAllow,
                       .work = std::nullopt,
                       .owner = std::nullopt,
                       .modality = std::nullopt,
                       .territories = {},
                       .explanation = ExplainNoMatch()});
  }
  std::sort(reasons.begin(), reasons.end(), ComesBefore);

  for (const std::string& territory : territories) {
    Action strongest = Action::kAllow;
    for (const Reason& reason : reasons) {
      if (AppliesIn(territory, reason)) {
        strongest = std::max(strongest, reason.action);
      }
    }
    decision.territory_actions.push_back({territory, strongest});
    decision.action = std::max(decision.action, strongest);
  }
  return decision;
}

}  // namespace earmark::takedown
