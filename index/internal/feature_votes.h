// Votes for places in references.
//
// A feature that a query shares with a reference says where the query's picture
// lies in the reference's, how large, how laid down, and when. Those of a copy
// agree; those of chance do not (weak geometric consistency: Jegou et al.,
// ECCV 2008; here with place and time as well as size).
#ifndef EARMARK_INDEX_INTERNAL_FEATURE_VOTES_H_
#define EARMARK_INDEX_INTERNAL_FEATURE_VOTES_H_

#include <cstddef>
#include <vector>

#include "fingerprint/key_frame.h"
#include "index/ids.h"
#include "index/internal/feature_terms.h"
#include "index/internal/film_alignment.h"
#include "index/internal/picture_map.h"

namespace earmark::index {

struct FeatureVote {
  ReferenceNumber reference{0};
  Laying laying;
  float query_time = 0;  // seconds
  float start = 0;       // of the reference's track
  float end = 0;
  // The query's place, laid down as the reference's, and the reference's.
  PictureMap::Point query;
  PictureMap::Point at;
  // How much larger the reference's feature is, to the base of 2.
  float log_scale = 0;
};

struct PlaceCandidate {
  ReferenceNumber reference{0};
  FilmCandidate film;
};

// Not safe for concurrent use.
class FeatureVotes {
 public:
  void Add(const FeatureVote& vote) { votes_.push_back(vote); }

  // Drops the votes of the query's [from, to].
  void Close(double from, double to);

  // The places that at least `least` votes agree on, the most votes first, at
  // most `limit`.
  std::vector<PlaceCandidate> Candidates(int least, size_t limit);

 private:
  std::vector<FeatureVote> votes_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FEATURE_VOTES_H_
