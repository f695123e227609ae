// Verifies that a reference's audio stands in a query, along a line of time and
// a shift of pitch, and finds from where to where.
//
// Each salient peak of the reference is laid over the query's map (peak_map.h)
// and earns the log-likelihood ratio of what it finds there. The best
// contiguous sum is the score, in nats, and its ends are the match's (Kadane;
// as statistic: S. Karlin and S. Altschul, PNAS 87, 1990). The line is refined
// by coordinate search.
#ifndef EARMARK_INDEX_INTERNAL_LANDMARK_ALIGNMENT_H_
#define EARMARK_INDEX_INTERNAL_LANDMARK_ALIGNMENT_H_

#include <optional>
#include <span>
#include <vector>

#include "index/internal/landmarks.h"
#include "index/internal/peak_map.h"

namespace earmark::index {

// reference time = rate * query time + offset, in seconds; query bin =
// reference bin + pitch.
struct LandmarkLine {
  double rate = 1;
  double offset = 0;
  double pitch = 0;

  double ReferenceAt(double query_time) const {
    return rate * query_time + offset;
  }
  double QueryAt(double reference_time) const {
    return (reference_time - offset) / rate;
  }
};

// A stretch of the query, in seconds.
struct LandmarkStretch {
  double start = 0;
  double end = 0;
  // Sum of log-likelihood ratios, in nats.
  double score = 0;
};

struct LandmarkMatch {
  LandmarkLine line;
  LandmarkStretch query;
  // In nats, after the prior of the line.
  double score = 0;
};

// What the change that a line stands for costs, in nats: 0 for none.
double PriorOf(const LandmarkLine& line);

// What one of the reference's peaks contributes along a line.
struct LandmarkContribution {
  // Where it is due in the query: seconds, bins.
  double time = 0;
  float bin = 0;
  // Log-likelihood ratio, in nats.
  double nats = 0;
};

// Aligns one track of a reference with one stretch of a query. Both must
// outlive it.
class LandmarkAligner {
 public:
  // `evidence` is ascending in time.
  LandmarkAligner(const PeakMap& map, std::span<const Peak> evidence)
      : map_(map), evidence_(evidence) {}

  // Refines `guess`, which was voted for between `from` and `to` in the query,
  // and returns the match along it, or nullopt when there is none or it could
  // be rhythm alone.
  std::optional<LandmarkMatch> Align(const LandmarkLine& guess, double from,
                                     double to) const;

  // The best stretch of the query along `line`, between `from` and `to`.
  LandmarkStretch BestStretch(const LandmarkLine& line, double from,
                              double to) const;

  // What each peak of the reference contributes along `line` between `from` and
  // `to`, both inclusive, by time. BestStretch is the contiguous part with the
  // largest sum.
  std::vector<LandmarkContribution> Contributions(const LandmarkLine& line,
                                                  double from, double to) const;

 private:
  // The best stretch by what `ratios` say of the cells.
  LandmarkStretch BestBy(std::span<const float> ratios,
                         const LandmarkLine& line, double from,
                         double to) const;
  // All ratios along `line` between `from` and `to`, summed up.
  double Sum(const LandmarkLine& line, double from, double to) const;
  // The evidence that lies there.
  std::span<const Peak> Between(const LandmarkLine& line, double from,
                                double to) const;
  // Moves to the reference's own rate or pitch where that is as good: most
  // copies are as fast and as high, and what votes say of it is noise.
  void TryUnchanged(LandmarkLine& line, LandmarkStretch& best) const;
  // The middle of the pitches that fit about as well.
  double MiddlePitch(const LandmarkLine& line,
                     const LandmarkStretch& stretch) const;
  // Lets the stretch grow along the line, over gaps that are masked.
  void Extend(const LandmarkLine& line, LandmarkStretch& stretch) const;
  bool IsRhythmAlone(const LandmarkLine& line,
                     const LandmarkStretch& stretch) const;

  const PeakMap& map_;
  const std::span<const Peak> evidence_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LANDMARK_ALIGNMENT_H_
