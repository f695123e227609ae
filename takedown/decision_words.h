// The sentences of a decision: each names what was found or not seen, whose it
// is, what the owner wants and which rule held, so that a person who reads
// nothing else can contest it.
#ifndef EARMARK_TAKEDOWN_DECISION_WORDS_H_
#define EARMARK_TAKEDOWN_DECISION_WORDS_H_

#include "takedown/decision.h"

namespace earmark::takedown {

// Gives each reason of `decision`, which Decide() made of `inputs`, its
// explanation.
void Explain(const DecisionInputs& inputs, Decision& decision);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_DECISION_WORDS_H_
