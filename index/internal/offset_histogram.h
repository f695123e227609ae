// Votes for alignments.
//
// Each posting that a query meets says: this place of the query may be that
// place of the reference. Votes of a true copy agree in their offset, chance
// votes do not (A. Wang, "An industrial-strength audio search algorithm", ISMIR
// 2003).
#ifndef EARMARK_INDEX_INTERNAL_OFFSET_HISTOGRAM_H_
#define EARMARK_INDEX_INTERNAL_OFFSET_HISTOGRAM_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "index/ids.h"

namespace earmark::index {

// An alignment that several votes agree on.
struct AlignmentCandidate {
  ReferenceNumber reference{0};
  // The part of the query that is aligned: a run, a symmetry, a speed.
  uint32_t lane = 0;
  // Reference position - query position: the median of the votes.
  int64_t offset = 0;
  // The query position of one of them.
  uint32_t witness = 0;
  // How many query positions vote for it.
  size_t votes = 0;

  bool operator==(const AlignmentCandidate&) const = default;
};

// Not safe for concurrent use.
class OffsetHistogram {
 public:
  // Adds the vote that position `witness` of the query stands at position
  // `witness` + `offset` of the reference.
  void Add(ReferenceNumber reference, uint32_t lane, int64_t offset,
           uint32_t witness) {
    votes_.push_back({reference, lane, offset, witness});
  }

  // Returns the alignments with at least `min_votes` within `width` successive
  // offsets, those with most votes first, at most `limit`. A crest of votes
  // gives one alignment. Votes may be added afterwards.
  std::vector<AlignmentCandidate> Peaks(int64_t width, size_t min_votes,
                                        size_t limit);

 private:
  struct Vote {
    ReferenceNumber reference;
    uint32_t lane;
    int64_t offset;
    uint32_t witness;

    auto operator<=>(const Vote&) const =
        default;  // NOLINT(modernize-use-nullptr)
  };

  std::vector<Vote> votes_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_OFFSET_HISTOGRAM_H_
