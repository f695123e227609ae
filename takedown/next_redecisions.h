// What time alone will change in a decision.
#ifndef EARMARK_TAKEDOWN_NEXT_REDECISIONS_H_
#define EARMARK_TAKEDOWN_NEXT_REDECISIONS_H_

#include <vector>

#include "takedown/decision.h"
#include "takedown/redecision.h"

namespace earmark::takedown {

// For each work that was found late, when the next bound of a rule's
// PolicyRule::since_late_find_us will have passed: at the full hour (UTC) after
// it, so that a work that is found in many uploads is decided on once an hour.
// By work; all are due after `inputs.now`. Starts and ends of licences, holds
// and exclusions are queued with these (Redecisions::AddEnds), not here.
std::vector<Redecision> NextRedecisions(const DecisionInputs& inputs);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NEXT_REDECISIONS_H_
