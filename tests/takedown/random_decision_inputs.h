// Random inputs of a decision, the same on all machines for the same seed. All
// is drawn from small pools and often stands exactly at a boundary, so that
// works, owners, territories and conditions collide.
#ifndef EARMARK_TESTS_TAKEDOWN_RANDOM_DECISION_INPUTS_H_
#define EARMARK_TESTS_TAKEDOWN_RANDOM_DECISION_INPUTS_H_

#include <random>
#include <string>

#include "takedown/decision.h"

namespace earmark::takedown {

using Random = std::mt19937_64;

// 0 to `count` - 1.
int Below(Random& random, int count);

DecisionInputs RandomDecisionInputs(Random& random);

Owner RandomOwner(Random& random, std::string id);
// For RandomDecisionInputs(): in force or not.
Hold RandomHold(Random& random, const Owner& owner);
Licence RandomLicence(Random& random, std::string id, const OwnerId& owner);

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_RANDOM_DECISION_INPUTS_H_
