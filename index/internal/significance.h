// What a score means: how many wrong matches at least as good are expected.
//
// The best wrong scores of unrelated media fall exponentially, and their number
// grows with the length of the query times that of the index (Karlin and
// Altschul, PNAS 87, 1990). Both were measured: for landmarks with
// bench/recognition audio and bench/scale, for the others with
// bench/null_scores on media made by bench/make_null_media;
// docs/identification.md has the figures.
#ifndef EARMARK_INDEX_INTERNAL_SIGNIFICANCE_H_
#define EARMARK_INDEX_INTERNAL_SIGNIFICANCE_H_

#include <cstdint>

#include "fingerprint/media_fingerprint.h"
#include "index/internal/finding.h"

namespace earmark::index {

// What a query was compared with.
struct SearchSpace {
  // Length of the query, at least a few seconds.
  fingerprint::MediaTime query{0};
  // How many references there are.
  uint64_t references = 0;
};

// How many matches of `score` nats or more a query that holds nothing of the
// index would get, as far as the measured tail can be continued. Takes all
// references to be as long as the matched one, `reference`, or a song,
// whichever is longer.
double EstimatedFalseMatches(Evidence evidence, double score,
                             const SearchSpace& space,
                             fingerprint::MediaTime reference);

// The same, but never less than the measurement can tell (supported_rate in the
// source): what is told of a match, and what machines act on.
double ExpectedFalseMatches(Evidence evidence, double score,
                            const SearchSpace& space,
                            fingerprint::MediaTime reference);

// The least score with an estimate of no more than `expected` false matches:
// what searches need not look below. Takes all references to be as long as a
// song.
double LeastScore(Evidence evidence, double expected, const SearchSpace& space);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_SIGNIFICANCE_H_
