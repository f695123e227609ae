#include "takedown/match_pieces.h"

#include <cmath>
#include <utility>

#include "takedown/internal/intervals.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::Seconds;
using fingerprint::TimeRange;
using index::Match;

// `time` of the reference on the line that joins the match's ends. Speed may
// change within a match, but that is near enough to place an exclusion.
MediaTime InQuery(const Match& match, MediaTime time) {
  const MediaTime length = match.reference_range.length();
  if (length <= MediaTime::zero()) return match.query.start;
  const double part =
      Seconds(time - match.reference_range.start) / Seconds(length);
  return match.query.start +
         MediaTime(std::llround(
             part * static_cast<double>(match.query.length().count())));
}

}  // namespace

std::vector<MatchPiece> PiecesOf(const Match& match,
                                 std::vector<TimeRange> taken) {
  if (taken.empty()) return {{match.query, match.reference_range}};
  std::vector<MatchPiece> pieces;
  for (const TimeRange& left :
       Without(match.reference_range, Union(std::move(taken)))) {
    pieces.push_back(
        {{left.start == match.reference_range.start
              ? match.query.start
              : InQuery(match, left.start),
          left.end == match.reference_range.end ? match.query.end
                                                : InQuery(match, left.end)},
         left});
  }
  return pieces;
}

}  // namespace earmark::takedown
