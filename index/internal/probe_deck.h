// The look-ups that one kind of landmark offers for a piece of a query, dealt
// second by second, the likeliest first and none twice.
#ifndef EARMARK_INDEX_INTERNAL_PROBE_DECK_H_
#define EARMARK_INDEX_INTERNAL_PROBE_DECK_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "index/internal/landmarks.h"
#include "index/store.h"

namespace earmark::index {

// Not safe for concurrent use.
class ProbeDeck {
 public:
  struct Card {
    Probe probe;
    // What it is a probe of, and its anchor. Both belong to the deck.
    const Landmark* landmark;
    const Peak* anchor;
  };
  static constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();

  // Of the landmarks in `table`, kTriple or kQuad, of `peaks`. The piece has
  // `seconds` seconds from `first_second` on.
  ProbeDeck(PostingTable table, std::span<const Peak> peaks,
            int64_t first_second, size_t seconds);
  ProbeDeck(const ProbeDeck&) = delete;
  ProbeDeck& operator=(const ProbeDeck&) = delete;

  PostingTable table() const { return table_; }

  // The likeliest of each of `seconds` (counted from the first of the piece)
  // that were not dealt before, so that no second has had more than `limit`;
  // and of all these the likeliest, at most `most`.
  std::vector<Card> Deal(std::span<const size_t> seconds, size_t limit,
                         size_t most);

 private:
  struct Second {
    bool is_made = false;
    std::vector<Card> cards;  // the likeliest first
    size_t dealt = 0;
  };

  void Make(size_t i, Second& second);

  const PostingTable table_;
  const int64_t first_second_;
  const std::vector<Peak> peaks_;
  // Made when the first are asked for.
  LandmarksBySecond landmarks_;
  std::vector<Second> seconds_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_PROBE_DECK_H_
