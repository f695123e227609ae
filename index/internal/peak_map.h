// What a stretch of a query's audio says to a reference's peaks: how surprising
// it would be to find so much energy at a place if the reference were not
// there.
//
// The whitened map of the audio is gone; its local maxima are left, a hundred a
// second. Each stands for its neighbourhood. A place is then judged in two
// ways: by its *level*, the rank of its value among all times of the same
// frequency (so that steady tones and noise, which are everywhere, say
// nothing), and by how near it is to one of the most salient peaks. Together
// they make a cell; the log-likelihood ratio of a cell is learnt from true and
// wrong alignments (bench/landmark_evidence).
#ifndef EARMARK_INDEX_INTERNAL_PEAK_MAP_H_
#define EARMARK_INDEX_INTERNAL_PEAK_MAP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/internal/landmarks.h"

namespace earmark::index {

inline constexpr int kEvidenceLevels = 16;
// No salient peak near, one nearby, one at the place.
inline constexpr int kEvidenceDistances = 3;
inline constexpr int kEvidenceCells = kEvidenceLevels * kEvidenceDistances;

class PeakMap {
 public:
  // Of the peaks, ascending in time, that lie in [start, end), in seconds.
  // Takes 11.6 KB of memory a second.
  PeakMap(std::span<const Peak> peaks, double start, double end);

  double start() const { return start_; }
  double end() const { return end_; }

  // The cell of a place: level + kEvidenceLevels * nearness. -1 outside of the
  // map.
  int CellAt(double time, float bin) const;

 private:
  double start_;
  double end_;
  int frames_;
  std::vector<uint8_t> cells_;  // by frame, then bin
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_PEAK_MAP_H_
