// What is left of a match where parts of its reference do not count.
#ifndef EARMARK_TAKEDOWN_MATCH_PIECES_H_
#define EARMARK_TAKEDOWN_MATCH_PIECES_H_

#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/match.h"

namespace earmark::takedown {

struct MatchPiece {
  fingerprint::TimeRange query;
  fingerprint::TimeRange reference;
};

// The pieces of `match` that none of `taken`, intervals of the reference,
// covers, in ascending order.
std::vector<MatchPiece> PiecesOf(const index::Match& match,
                                 std::vector<fingerprint::TimeRange> taken);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_MATCH_PIECES_H_
