// Finds again the stretches that carry a match, and what each pair of places in
// them contributes. One function for each kind of evidence, on the alignment
// that the search of that kind uses.
#ifndef EARMARK_INDEX_INTERNAL_EVIDENCE_PARTS_H_
#define EARMARK_INDEX_INTERNAL_EVIDENCE_PARTS_H_

#include <cstdint>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/explanation.h"
#include "index/match.h"

namespace earmark::index {

// A stretch of the query that may carry a match, or part of it.
struct EvidencePart {
  // Of the query.
  fingerprint::TimeRange range;
  // As the search scores it, before the prior, in nats.
  double nats = 0;
  // For audio, of the query.
  uint32_t track = 0;
  // By query time.
  std::vector<EvidencePoint> points;
};

struct EvidenceParts {
  // What the change of the match costs, in nats.
  double prior_nats = 0;
  // Some may overlap: the same stretch along several lines.
  std::vector<EvidencePart> parts;
  // All of the match along one line, where the parts may leave gaps. Their
  // `nats` are those of the best stretch on that line.
  std::vector<EvidencePart> whole;
  // For local features (film_evidence.h).
  std::vector<MatchedFrames> frame_pairs;
};

// Those of `match` with what the fingerprints say; its `evidence` names the one
// to call.
EvidenceParts ChromaParts(const fingerprint::MediaFingerprint& query,
                          const fingerprint::MediaFingerprint& reference,
                          const Match& match);
EvidenceParts LandmarkParts(const fingerprint::MediaFingerprint& query,
                            const fingerprint::MediaFingerprint& reference,
                            const Match& match);
EvidenceParts VideoParts(const fingerprint::MediaFingerprint& query,
                         const fingerprint::MediaFingerprint& reference,
                         const Match& match);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_EVIDENCE_PARTS_H_
