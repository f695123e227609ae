// Finds again the frames that carry a match by local features
// (evidence_parts.h has the other kinds).
#ifndef EARMARK_INDEX_INTERNAL_FILM_EVIDENCE_H_
#define EARMARK_INDEX_INTERNAL_FILM_EVIDENCE_H_

#include "fingerprint/media_fingerprint.h"
#include "index/internal/evidence_parts.h"
#include "index/match.h"

namespace earmark::index {

// With frame pairs. Finds nothing where the match has no region.
EvidenceParts FeatureParts(const fingerprint::MediaFingerprint& query,
                           const fingerprint::MediaFingerprint& reference,
                           const Match& match);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_EVIDENCE_H_
