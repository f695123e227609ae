// What the surroundings of a blob look like: histograms of gradients in 4 x 4
// squares and 8 directions, as in SIFT (D. Lowe, IJCV 60, 2004), and their
// square roots, as in RootSIFT (R. Arandjelovic and A. Zisserman, "Three things
// everyone should know to improve object retrieval", CVPR 2012).
//
// Surroundings are read upright, not along their own gradient: a turn by less
// than some 12 degrees changes little, and others are looked for on purpose
// (feature_coder.h), which tells more features apart.
#ifndef EARMARK_FINGERPRINT_WORKER_GRADIENT_HISTOGRAM_H_
#define EARMARK_FINGERPRINT_WORKER_GRADIENT_HISTOGRAM_H_

#include <array>
#include <cstdint>

#include "fingerprint/worker/scale_space.h"

namespace earmark::fingerprint {

inline constexpr int kHistogramSquares = 4;     // a side
inline constexpr int kHistogramDirections = 8;  // 45 degrees each, from +x
inline constexpr int kHistogramBins =
    kHistogramSquares * kHistogramSquares * kHistogramDirections;

// By row of squares, column, direction.
using GradientHistogram = std::array<uint8_t, kHistogramBins>;

// The surroundings of (x, y) on `plane`, which is blurred as far as `sigma`
// asks for, turned clockwise by `turn` radians.
GradientHistogram MakeHistogram(const Plane& plane, float x, float y,
                                float sigma, double turn);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_GRADIENT_HISTOGRAM_H_
