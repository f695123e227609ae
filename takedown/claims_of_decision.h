// Which claims a decision opens, changes and ends.
#ifndef EARMARK_TAKEDOWN_CLAIMS_OF_DECISION_H_
#define EARMARK_TAKEDOWN_CLAIMS_OF_DECISION_H_

#include <vector>

#include "takedown/claim.h"
#include "takedown/decision.h"

namespace earmark::takedown {

// The claims on an upload after `decision`, which follows from `inputs`, where
// those on it before are:
//   - an owner has one on each work of which it wants a use tracked or
//     restricted, and nothing permits that; it waits for a moderator where the
//     decision does;
//   - as long as nobody has objected, and no moderator decided, it follows what
//     the owner wants;
//   - what a notice opened stays as it is;
//   - it expires when nothing is wanted any more, and begins anew when
//   something
//     is. What was released or withdrawn stays so.
std::vector<Claim> ClaimsAfter(const DecisionInputs& inputs,
                               const Decision& decision,
                               const ClaimSettings& settings);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CLAIMS_OF_DECISION_H_
