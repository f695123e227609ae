// Which evidence carries a match: what each peak, sub-fingerprint or frame of
// the two fingerprints contributes to its score, along the alignment that made
// it. For people who must judge a match, or contest it.
//
// The fingerprints are aligned again by the code that the search used
// (internal/*_alignment.h), so what is told is what happened, as far as a
// stored match says where that was: its ends, speed and pitch. What is left
// unexplained is told too (Explanation::remainder_nats).
#ifndef EARMARK_INDEX_EXPLANATION_H_
#define EARMARK_INDEX_EXPLANATION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/match.h"

namespace earmark::index {

// At most so many points, and so many peaks, are told of one match.
inline constexpr size_t kMostPoints = 2000;
// At most so many steps.
inline constexpr size_t kMostSteps = 600;
// At most so many pairs of frames are shown.
inline constexpr size_t kMostFramePairs = 6;

// A pair of places that were compared: a peak of the reference with what the
// query has where it is due, two sub-fingerprints, or two frames.
struct EvidencePoint {
  fingerprint::MediaTime query{0};
  fingerprint::MediaTime reference{0};
  // What it contributes to the score, in nats: above 0 it speaks for a copy.
  double nats = 0;
  // For landmarks: where in the query it is due, in bins of the frequency axis.
  float bin = 0;
  // For local features: what part of the picture's blocks do not agree, 0-1.
  // For the others: what part of the bits differ, 0-1.
  double difference = 0;

  bool operator==(const EvidencePoint&) const = default;
};

// The points of a stretch of the query, together.
struct EvidenceStep {
  fingerprint::TimeRange query;
  double nats = 0;
  size_t points = 0;
  // How many of them speak for a copy.
  size_t agreeing = 0;
  // Of all, on average.
  double difference = 0;

  bool operator==(const EvidenceStep&) const = default;
};

// A peak of the query.
struct QueryPeak {
  fingerprint::MediaTime time{0};
  // On the frequency axis.
  float bin = 0;

  bool operator==(const QueryPeak&) const = default;
};

// The places of a local feature that two pictures have in common.
struct MatchedPlaces {
  PicturePlace query;
  PicturePlace reference;

  bool operator==(const MatchedPlaces&) const = default;
};

// Two frames that agree, to be looked at.
struct MatchedFrames {
  fingerprint::MediaTime query{0};
  fingerprint::MediaTime reference{0};
  double nats = 0;
  // Of the blocks of pixels that were compared, what part agrees, 0-1.
  double agreeing = 0;
  size_t blocks = 0;
  // None where pixels alone say that the frames agree.
  std::vector<MatchedPlaces> places;
  // As Match::region, at this moment.
  std::vector<PicturePlace> region;
  // As the fingerprints hold them: WebP.
  std::string query_thumbnail;
  std::string reference_thumbnail;
  // Width of the pictures, in parts of the height.
  double query_aspect = 1;
  double reference_aspect = 1;

  bool operator==(const MatchedFrames&) const = default;
};

struct Explanation {
  // reference time = speed x query time + offset.
  double speed = 1;
  fingerprint::MediaTime offset{0};

  // score of the match = evidence - prior + remainder, in nats.
  // What the points of the carrying stretches contribute.
  double evidence_nats = 0;
  // What a changed speed, pitch or tempo costs.
  double prior_nats = 0;
  // What this account misses: rounding of the stored ends, clocks that drift, a
  // pitch that was settled after scoring, pieces that were joined.
  double remainder_nats = 0;
  // What lies beyond the carrying stretches contributes; not in the score. Ends
  // that the match grew by later, once its line was known.
  double reach_nats = 0;

  // By time, without gaps, as long as each other; they sum up all points.
  std::vector<EvidenceStep> steps;
  // By query time. Every n-th when there are too many.
  std::vector<EvidencePoint> points;
  size_t points_left_out = 0;
  // For landmarks: the query's peaks within the match, by time. The most
  // salient when there are too many.
  std::vector<QueryPeak> peaks;
  size_t peaks_left_out = 0;
  // For local features: by time, the best of each part of the match, at most
  // kMostFramePairs.
  std::vector<MatchedFrames> frame_pairs;

  bool operator==(const Explanation&) const = default;
};

// Explains `match`, which the matcher found, by both its fingerprints: the
// whole query's, as it was searched, and the reference's, as the index keeps
// it. With other fingerprints there may be no points, and all is remainder.
Explanation Explain(const fingerprint::MediaFingerprint& query,
                    const fingerprint::MediaFingerprint& reference,
                    const Match& match);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_EXPLANATION_H_
