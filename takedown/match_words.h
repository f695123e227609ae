// A match in plain words, for whoever must judge it or contest it: where it is,
// how the use was changed, how sure it is, and what found it. Nothing rests on
// these words.
#ifndef EARMARK_TAKEDOWN_MATCH_WORDS_H_
#define EARMARK_TAKEDOWN_MATCH_WORDS_H_

#include <string>

#include "index/match.h"

namespace earmark::takedown {

// One sentence each, with a full stop.
struct MatchWords {
  // Where in the upload, where in the reference, and how long.
  std::string place;
  // How the use was changed against the reference.
  std::string change;
  // How sure the match is.
  std::string strength;
  // Which fingerprint found it, and what that says.
  std::string fingerprint;
};

// `is_candidate`: the find is weaker than a match.
MatchWords DescribeMatch(const index::Match& match, bool is_candidate);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_MATCH_WORDS_H_
