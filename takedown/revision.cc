#include "takedown/revision.h"

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
