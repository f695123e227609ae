// The slow and obvious second implementation of the decision: every instant
// between two bounds, and every territory, is looked at by itself.
#ifndef EARMARK_TESTS_TAKEDOWN_DECISION_ORACLE_H_
#define EARMARK_TESTS_TAKEDOWN_DECISION_ORACLE_H_

#include "takedown/decision.h"

namespace earmark::takedown {

// What Decide() must return.
Decision DecideSlowly(const DecisionInputs& inputs);

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_DECISION_ORACLE_H_
