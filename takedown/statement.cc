#include "takedown/statement.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "takedown/claim_lifecycle.h"
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

// One of a screening's decisions, and when it held.
struct HeldDecision {
  const Decision& decision;
  absl::Time start;
  // nullopt: it still does.
  std::optional<absl::Time> end = std::nullopt;
};

// Where the decision is `action`. `published` is where the upload is now; a
// decision on the rest of the world was made when it was published there.
TerritorySet PlacesOf(const Decision& decision, Action action,
                      const TerritorySet& published) {
  Action elsewhere = Action::kAllow;
  TerritorySet listed = TerritorySet::Nowhere();
  TerritorySet places = TerritorySet::Nowhere();
  for (const Decision::TerritoryAction& there : decision.territory_actions) {
    if (there.territory == kRestOfWorld) {
      elsewhere = there.action;
      continue;
    }
    const TerritorySet territory = TerritorySet::Of({there.territory});
    listed |= territory;
    if (there.action == action) places |= territory;
  }
  if (elsewhere == action) {
    places |= (published.all_but() ? published : TerritorySet()) - listed;
  }
  return places;
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

// By the order of StatementSettings. `statement` knows what led to it.
const StatementGround& GroundOf(const StatementOfReasons& statement,
                                const StatementSettings& settings) {
  if (statement.notice_law == Notice::Law::kDmca) return settings.dmca_notice;
  if (statement.notice_law == Notice::Law::kDsa) return settings.dsa_notice;
  return statement.not_seen ? settings.not_seen : settings.matching;
}

const char* CauseWords(const std::vector<const Reason*>& reasons,
                       const StatementOfReasons& statement) {
  const bool is_match = std::any_of(
      reasons.begin(), reasons.end(),
      [](const Reason* reason) { return reason->work.has_value(); });
  if (is_match) {
    return "The upload holds what others have rights in, who do not allow this "
           "use of it there, and no licence for it is known.";
  }
  if (std::any_of(reasons.begin(), reasons.end(),
                  [](const Reason* reason) { return IsNoticed(*reason); })) {
    return "The upload holds what others have rights in, who do not allow this "
           "use of it, as a notice says and a person found to be right.";
  }
  return statement.not_seen
             ? "It could not be seen whether the upload holds what others have "
               "rights in."
             : "A person looked at what machines could not see, and found that "
               "it holds what others have rights in, who do not allow this use "
               "of it.";
}

std::string ExplanationOf(const std::vector<const Reason*>& reasons,
                          const StatementOfReasons& statement) {
  return absl::StrCat(
      CauseWords(reasons, statement),
      statement.ground.kind == StatementGround::Kind::kTerms
          ? " That is not compatible with the terms of the platform."
          : "");
}

// Of the owner on the work, or of the notice; nullptr: nobody claims what could
// not be seen.
const Claim* ClaimOf(const Reason& reason, const std::vector<Claim>& claims) {
  if (IsNoticed(reason)) return FindClaim(claims, reason.notice);
  return reason.work && reason.owner
             ? FindClaim(claims, *reason.work, *reason.owner)
             : nullptr;
}

// What the uploader can do about the reasons of a statement.
struct Remedies {
  // Until when it can object to the last claim that it can object to; nullopt:
  // to none.
  std::optional<absl::Time> object_until = std::nullopt;
  // Whether a person of the platform decides on all of those.
  bool moderated = true;
  // It objected to one, and there is no answer yet.
  bool waits = false;
  bool counter_notice = false;
  // There is a reason behind which nobody's claim is.
  bool unclaimed = false;
};

void AddRemedies(const ClaimStanding& claim, absl::Time now,
                 Remedies& remedies) {
  remedies.waits = remedies.waits || IsObjectedTo(claim.state);
  for (const ClaimEvent event :
       PossibleEvents(claim, ClaimActor::kUploader, now)) {
    if (event == ClaimEvent::kCounterNotice) remedies.counter_notice = true;
    if (event != ClaimEvent::kDispute && event != ClaimEvent::kAppeal) continue;
    remedies.object_until =
        std::max(remedies.object_until.value_or(claim.contest_until),
                 claim.contest_until);
    remedies.moderated = remedies.moderated && claim.moderated;
  }
}

Remedies RemediesOf(const std::vector<const Reason*>& reasons,
                    const std::vector<Claim>& claims, absl::Time now) {
  Remedies remedies;
  for (const Reason* reason : reasons) {
    const Claim* claim = ClaimOf(*reason, claims);
    if (claim == nullptr) {
      remedies.unclaimed = true;
    } else {
      AddRemedies(claim->standing, now, remedies);
    }
  }
  return remedies;
}

std::string Instant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

// Whether a person looks at what could not be seen, whatever the uploader does.
bool AwaitsPerson(const StatementOfReasons& statement,
                  const std::vector<const Reason*>& reasons) {
  return !statement.end && statement.measure == Measure::kReview &&
         std::any_of(reasons.begin(), reasons.end(), [](const Reason* reason) {
           return reason->rule == Reason::Rule::kNotSeen;
         });
}

std::vector<std::string> RedressOf(const StatementOfReasons& statement,
                                   const std::vector<const Reason*>& reasons,
                                   const Remedies& remedies,
                                   const StatementSettings& settings) {
  std::vector<std::string> redress;
  if (AwaitsPerson(statement, reasons)) {
    redress.emplace_back(
        "A person looks at what could not be seen, whether you object or not.");
  }
  if (remedies.object_until) {
    redress.push_back(absl::StrCat(
        "You can object until ", Instant(*remedies.object_until),
        ", free of charge, at ", settings.complaints,
        ": say whether the work is your own, you have a licence, the law "
        "allows the use, the work is in the public domain, or the match is "
        "wrong. ",
        remedies.moderated
            ? "A person decides."
            : "Who claims the work must answer, else the claim is released; "
              "where the law wants it, a person of the platform decides."));
  } else if (remedies.unclaimed) {
    redress.push_back(absl::StrCat("You can object, free of charge, at ",
                                   settings.complaints, ". A person decides."));
  }
  if (remedies.waits) {
    redress.emplace_back("What you objected to waits to be decided on.");
  }
  redress.push_back(
      absl::StrCat("You can turn to a certified body of out-of-court dispute "
                   "settlement (",
                   settings.dispute_bodies, ")."));
  redress.emplace_back("You can go to court at any time.");
  if (remedies.counter_notice) {
    redress.emplace_back(
        "You can also send a counter-notice with the elements of 17 USC "
        "512(g)(3): then the upload returns after 10 to 14 business days, "
        "unless who claims the work calls upon a court. Whoever knowingly "
        "misrepresents that it was removed by mistake is liable by 512(f).");
  }
  return redress;
}

// The measure that `words` stands for, at `places`.
StatementOfReasons StatementOf(const Screening& screening,
                               const HeldDecision& held,
                               const MeasureWords& words,
                               const TerritorySet& places,
                               const StatementSettings& settings,
                               absl::Time now) {
  const TerritorySet& published = screening.facts.territories;
  std::vector<const Reason*> reasons;
  StatementOfReasons statement;
  for (const Reason& reason : held.decision.reasons) {
    if (reason.action != words.action) continue;
    reasons.push_back(&reason);
    statement.facts.push_back((reason.territories & published) == published
                                  ? reason.explanation
                                  : absl::StrCat(reason.explanation, " (",
                                                 Places(reason.territories),
                                                 ")"));
  }
  statement.id = absl::StrCat(screening.id.value, "-", held.decision.revision,
                              "-", words.word);
  statement.measure = words.measure;
  statement.territories = places;
  statement.start = held.start;
  statement.end = held.end;
  statement.notice_law = NoticeLawOf(reasons, screening.claims);
  statement.not_seen =
      std::all_of(reasons.begin(), reasons.end(), [](const Reason* reason) {
        return reason->rule == Reason::Rule::kNotSeen;
      });
  statement.automated_detection =
      !std::all_of(reasons.begin(), reasons.end(),
                   [](const Reason* reason) { return IsNoticed(*reason); });
  statement.automated_decision = AutomationOf(reasons);
  statement.ground = GroundOf(statement, settings);
  statement.explanation = ExplanationOf(reasons, statement);
  statement.redress = RedressOf(
      statement, reasons, RemediesOf(reasons, screening.claims, now), settings);
  return statement;
}

void AddStatements(const Screening& screening, const HeldDecision& held,
                   const StatementSettings& settings, absl::Time now,
                   std::vector<StatementOfReasons>& statements) {
  for (const MeasureWords& words : kMeasures) {
    if (words.measure == Measure::kReview && held.decision.publish_meanwhile) {
      continue;
    }
    const TerritorySet places =
        PlacesOf(held.decision, words.action, screening.facts.territories);
    if (places.empty()) continue;
    statements.push_back(
        StatementOf(screening, held, words, places, settings, now));
  }
}

// "The ground is ..." for what the law forbids, by (d), and for what the terms
// do, by (e).
std::string GroundWords(const StatementGround& ground) {
  return absl::StrCat(ground.kind == StatementGround::Kind::kTerms
                          ? "The ground in the terms of the platform is "
                          : "The ground is ",
                      ground.text, ".");
}

}  // namespace

std::vector<StatementOfReasons> StatementsOf(const Screening& screening,
                                             const StatementSettings& settings,
                                             absl::Time now) {
  std::vector<StatementOfReasons> statements;
  AddStatements(
      screening,
      {.decision = screening.decision, .start = DecidedSince(screening)},
      settings, now, statements);
  return statements;
}

std::vector<StatementOfReasons> EarlierStatementsOf(
    const Screening& screening, const StatementSettings& settings,
    absl::Time now) {
  const std::vector<EarlierDecision>& earlier = screening.earlier_decisions;
  std::vector<StatementOfReasons> statements;
  for (size_t i = earlier.size(); i > 0; --i) {
    AddStatements(
        screening,
        {.decision = earlier[i - 1].decision,
         .start = i > 1 ? earlier[i - 2].end_time : screening.create_time,
         .end = earlier[i - 1].end_time},
        settings, now, statements);
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
      statement.end ? "was not shown" : WordsOf(statement.measure).sentence,
      ", ", Places(statement.territories), ", from ", Instant(statement.start),
      " until ",
      statement.end ? Instant(*statement.end) : "this decision is changed",
      ".\n\nWhy: ", absl::StrJoin(statement.facts, " "), "\n\n", decided,
      "\n\n", statement.explanation, " ", GroundWords(statement.ground),
      "\n\nWhat you can do: ", absl::StrJoin(statement.redress, " "), "\n");
}

}  // namespace earmark::takedown
