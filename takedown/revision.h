// Revisions of decisions: what an upload is found to hold, and what must happen
// because of it, may change after it was screened.
#ifndef EARMARK_TAKEDOWN_REVISION_H_
#define EARMARK_TAKEDOWN_REVISION_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "index/match.h"
#include "takedown/redecision.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// What was found in an upload now, and what follows from it.
struct Outcome {
  std::vector<index::Match> matches;
  // Weaker finds, for people alone.
  std::vector<index::Match> candidates;
  Decision decision;
  // All claims on the upload, as they are afterwards (claims_of_decision.h).
  std::vector<Claim> claims = {};
  // When time alone will make that another decision.
  std::vector<Redecision> redecisions = {};
};

// Whether `outcome` says anything that the screening does not: another
// recording was found, by audio or by video, or one is not found any more; or
// another action, rule or owner, somewhere. Scores, places and candidates alone
// are no news: they move with every work that is registered.
bool IsNews(const Screening& screening, const Outcome& outcome);

// Since when its decision is as it is.
absl::Time DecidedSince(const Screening& screening);

// Whether the platform has yet to say that it carried the decision out: a
// takedown of which it acknowledged nothing, or anything else that is not what
// has held ever since the revision that it knows. That is the last one that it
// acknowledged; of none, the first: the answer to its own call. (Material that
// was noticed by its address was no call, but its first decision takes nothing
// away.) What changed and changed back is listed too: the platform may have
// carried out what was between.
bool AwaitsAcknowledgement(const Screening& screening);

// The screening with `outcome` as its next revision. The decision that it had
// ends at `now`, because of `cause`, and is kept among the earlier ones.
Screening Revise(const Screening& screening, Outcome outcome, absl::Time now,
                 std::string cause);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_REVISION_H_
