// Votes for lines.
//
// A landmark that a query shares with a reference says when it stands there,
// at what rate and how far shifted in pitch. The landmarks of a copy agree,
// those of chance do not. Votes are gathered in windows of the query, so that
// pieces of a medley stand out from the whole, in cells of rate, offset and
// pitch that overlap; the lines of the fullest cells are fitted to their votes
// and ranked by how many fit well.
#ifndef EARMARK_INDEX_INTERNAL_LANDMARK_VOTES_H_
#define EARMARK_INDEX_INTERNAL_LANDMARK_VOTES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "index/ids.h"
#include "index/internal/landmark_alignment.h"
#include "index/store.h"

namespace earmark::index {

// One track of one reference.
struct ReferenceTrack {
  ReferenceNumber reference{0};
  uint32_t track = 0;

  auto operator<=>(const ReferenceTrack&) const =
      default;  // NOLINT(modernize-use-nullptr)
};

struct LandmarkVote {
  ReferenceTrack track;
  float query_time = 0;      // seconds
  float reference_time = 0;  // seconds
  float log_rate = 0;
  float pitch = 0;  // bins
};

// How a landmark of a reference differs from that of a query with the same
// term.
struct LandmarkChange {
  double log_rate = 0;  // of the query against the reference
  double pitch = 0;     // bins that the query is higher
};

// The vote of a landmark that a query and a reference share, its anchor at
// these times; nullopt for a change that is not looked for: beyond a rate of
// 0.58 to 1.7 or 9 semitones, and for triples, which tell no rate, beyond what
// one that is looked up as it is may be off. `log_duration` is of either.
std::optional<LandmarkVote> VoteOf(PostingTable table, ReferenceTrack track,
                                   double query_time, double reference_time,
                                   double log_duration,
                                   const LandmarkChange& change);

struct LineCandidate {
  ReferenceTrack track;
  LandmarkLine line;
  // The window of the query that voted.
  double from = 0;
  double to = 0;
  double votes = 0;
};

// Not safe for concurrent use.
class LandmarkVotes {
 public:
  void Add(const LandmarkVote& vote) { votes_.push_back(vote); }
  size_t size() const { return votes_.size(); }

  // Takes in the votes added since the last call; call before Candidates.
  void Sort();

  // The lines that the votes of the query's [from, to) agree on, the best
  // first, at most `limit`.
  std::vector<LineCandidate> Candidates(double from, double to,
                                        size_t limit) const;

 private:
  // The first `sorted_` by track, then by query time.
  std::vector<LandmarkVote> votes_;
  size_t sorted_ = 0;
  // Those that agree with another one of their track: in a large index few do.
  std::vector<LandmarkVote> agreeing_;
  // Where each track's votes begin in `agreeing_`.
  std::vector<size_t> tracks_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LANDMARK_VOTES_H_
