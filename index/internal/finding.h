// A copied stretch as the searches find it, before it is known which work it
// belongs to.
#ifndef EARMARK_INDEX_INTERNAL_FINDING_H_
#define EARMARK_INDEX_INTERNAL_FINDING_H_

#include <cstdint>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/match.h"

namespace earmark::index {

// What a search asks of its findings, in nats.
struct ScoreLimits {
  // Findings from here on explain what they cover: a search looks no further.
  double match = 0;
  // Weaker findings, down to here, are told too, and change nothing else.
  double candidate = 0;
};

struct Finding {
  ReferenceNumber number{0};
  Evidence evidence = Evidence::kChroma;
  // Of the query, for audio.
  uint32_t query_track = 0;
  fingerprint::TimeRange query;
  fingerprint::TimeRange reference;
  Change change;
  std::vector<PicturePlace> region = {};
  // Nats.
  double score = 0;

  bool operator==(const Finding&) const = default;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FINDING_H_
