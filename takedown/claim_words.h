// The words for claims: of the API, of docs/claims.md, and of errors.
#ifndef EARMARK_TAKEDOWN_CLAIM_WORDS_H_
#define EARMARK_TAKEDOWN_CLAIM_WORDS_H_

#include "takedown/claim.h"

namespace earmark::takedown {

// `PENDING_REVIEW`.
const char* ClaimStateWord(ClaimState state);
// `uphold`, `counter-notice`.
const char* ClaimEventWord(ClaimEvent event);
// `moderator`.
const char* ClaimActorWord(ClaimActor actor);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CLAIM_WORDS_H_
