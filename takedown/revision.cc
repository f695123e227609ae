#include "takedown/revision.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace earmark::takedown {
namespace {

using index::Match;

std::set<std::tuple<WorkId, index::ReferenceId, fingerprint::Modality>>
RecordingsIn(const std::vector<Match>& matches) {
  std::set<std::tuple<WorkId, index::ReferenceId, fingerprint::Modality>>
      recordings;
  for (const Match& match : matches) {
    recordings.emplace(match.work, match.reference, match.modality);
  }
  return recordings;
}

// The decision without what is only for reading.
Decision Bare(Decision decision) {
  decision.revision = 0;
  for (Decision::Reason& reason : decision.reasons) reason.explanation.clear();
  return decision;
}

// Whether the platform does the same by both.
bool AreAlike(const Decision& a, const Decision& b) {
  return a.action == b.action && a.territory_actions == b.territory_actions &&
         a.publish_meanwhile == b.publish_meanwhile;
}

}  // namespace

bool IsNews(const Screening& screening, const Outcome& outcome) {
  return RecordingsIn(screening.matches) != RecordingsIn(outcome.matches) ||
         Bare(screening.decision) != Bare(outcome.decision);
}

absl::Time DecidedSince(const Screening& screening) {
  return screening.earlier_decisions.empty()
             ? screening.create_time
             : screening.earlier_decisions.back().end_time;
}

bool AwaitsAcknowledgement(const Screening& screening) {
  if (screening.withdraw_time) return false;
  const Decision& present = screening.decision;
  if (screening.acknowledged_revision == 0 &&
      present.action == Action::kTakedown) {
    return true;
  }
  const int known = std::max(screening.acknowledged_revision, 1);
  return std::any_of(screening.earlier_decisions.begin(),
                     screening.earlier_decisions.end(),
                     [&](const EarlierDecision& earlier) {
                       return earlier.decision.revision >= known &&
                              !AreAlike(earlier.decision, present);
                     });
}

Screening Revise(const Screening& screening, Outcome outcome, absl::Time now,
                 std::string cause) {
  Screening revised = screening;
  revised.matches = std::move(outcome.matches);
  revised.candidates = std::move(outcome.candidates);
  revised.claims = std::move(outcome.claims);
  revised.decision = std::move(outcome.decision);
  revised.decision.revision = screening.decision.revision + 1;
  revised.earlier_decisions.push_back({.decision = screening.decision,
                                       .end_time = now,
                                       .cause = std::move(cause)});
  return revised;
}

}  // namespace earmark::takedown
