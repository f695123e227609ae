#include "fingerprint/worker/gradient_histogram.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "fingerprint/worker/vectorized.h"

namespace earmark::fingerprint {
namespace {

// Gradients are taken at 16 x 16 places, this many sigmas apart.
constexpr int kSide = 16;
constexpr float kStep = 0.75F;
// Of the Gaussian that weighs them by their distance from the middle, in
// places.
constexpr float kWindowSigma = 7;
// Larger parts of a histogram's norm are cut: one strong edge is not all.
constexpr float kLargestPart = 0.2F;

constexpr int kPatchSide = kSide + 2;
using Patch = std::array<std::array<float, kPatchSide>, kPatchSide>;

// Each place counts for the two nearest squares along an axis.
struct Axis {
  std::array<std::array<int, 2>, kSide> square;
  std::array<std::array<float, 2>, kSide> share;
  std::array<float, kSide> window;
};

Axis MakeAxis() {
  Axis axis{};
  for (int i = 0; i < kSide; ++i) {
    const float from_middle = static_cast<float>(i) - (kSide - 1) / 2.0F;
    const float place = from_middle / kHistogramSquares + 1.5F;
    const int first = static_cast<int>(std::floor(place));
    const float second_share = place - static_cast<float>(first);
    axis.square[i] = {std::max(first, 0),
                      std::min(first + 1, kHistogramSquares - 1)};
    axis.share[i] = {first < 0 ? 0 : 1 - second_share,
                     first + 1 < kHistogramSquares ? second_share : 0};
    axis.window[i] = std::exp(-from_middle * from_middle /
                              (2 * kWindowSigma * kWindowSigma));
  }
  return axis;
}

float Sample(const Plane& plane, float x, float y) {
  const int column = static_cast<int>(x);
  const int row = static_cast<int>(y);
  const float right = x - static_cast<float>(column);
  const float down = y - static_cast<float>(row);
  const float* const above = plane.row(row) + column;
  const float* const below = above + plane.width;
  const float top = above[0] + right * (above[1] - above[0]);
  const float bottom = below[0] + right * (below[1] - below[0]);
  return top + down * (bottom - top);
}

// The upright patch: each column has its place along all rows.
void ReadUpright(const Plane& plane, float x, float y, float step,
                 Patch& patch) {
  const float max_x = static_cast<float>(plane.width) - 1.001F;
  const float max_y = static_cast<float>(plane.height) - 1.001F;
  std::array<int, kPatchSide> columns;
  std::array<float, kPatchSide> rights;
  for (int i = 0; i < kPatchSide; ++i) {
    const float u = static_cast<float>(i) - (kPatchSide - 1) / 2.0F;
    const float at = std::clamp(x + step * u, 0.0F, max_x);
    columns[i] = static_cast<int>(at);
    rights[i] = at - static_cast<float>(columns[i]);
  }
  for (int j = 0; j < kPatchSide; ++j) {
    const float v = static_cast<float>(j) - (kPatchSide - 1) / 2.0F;
    const float at = std::clamp(y + step * v, 0.0F, max_y);
    const int row = static_cast<int>(at);
    const float down = at - static_cast<float>(row);
    const float* const above = plane.row(row);
    const float* const below = above + plane.width;
    for (int i = 0; i < kPatchSide; ++i) {
      const int column = columns[i];
      const float top =
          above[column] + rights[i] * (above[column + 1] - above[column]);
      const float bottom =
          below[column] + rights[i] * (below[column + 1] - below[column]);
      patch[j][i] = top + down * (bottom - top);
    }
  }
}

void ReadPatch(const Plane& plane, float x, float y, float step, double turn,
               Patch& patch) {
  if (turn == 0) {
    ReadUpright(plane, x, y, step, patch);
    return;
  }
  const float max_x = static_cast<float>(plane.width) - 1.001F;
  const float max_y = static_cast<float>(plane.height) - 1.001F;
  const auto cosine = static_cast<float>(std::cos(turn)) * step;
  const auto sine = static_cast<float>(std::sin(turn)) * step;
  for (int j = 0; j < kPatchSide; ++j) {
    const float v = static_cast<float>(j) - (kPatchSide - 1) / 2.0F;
    for (int i = 0; i < kPatchSide; ++i) {
      const float u = static_cast<float>(i) - (kPatchSide - 1) / 2.0F;
      patch[j][i] =
          Sample(plane, std::clamp(x + cosine * u - sine * v, 0.0F, max_x),
                 std::clamp(y + sine * u + cosine * v, 0.0F, max_y));
    }
  }
}

// Magnitudes, and directions in parts of a histogram's, of one row of places.
// The arctangent is a polynomial: to 1e-4, the same on every machine.
inline void Gradients(const float* __restrict above,
                      const float* __restrict row,
                      const float* __restrict below,
                      const float* __restrict window, float row_window,
                      float* __restrict magnitudes,
                      float* __restrict directions) {
  constexpr float kPi = std::numbers::pi_v<float>;
  for (int i = 0; i < kSide; ++i) {
    const float dx = row[i + 2] - row[i];
    const float dy = below[i + 1] - above[i + 1];
    magnitudes[i] = std::sqrt(dx * dx + dy * dy) * (window[i] * row_window);
    const float width = std::abs(dx);
    const float height = std::abs(dy);
    const float less = width < height ? width : height;
    const float more = width < height ? height : width;
    const float a = less / (more + 1e-9F);
    const float s = a * a;
    float angle =
        ((-0.0464964749F * s + 0.15931422F) * s - 0.327622764F) * s * a + a;
    angle = height > width ? kPi / 2 - angle : angle;
    angle = dx < 0 ? kPi - angle : angle;
    angle = dy < 0 ? 2 * kPi - angle : angle;
    directions[i] = angle * (kHistogramDirections / (2 * kPi));
  }
}

// The directions of one square: as one value, since a compiler does not see
// that it may.
using Lanes [[gnu::vector_size(kHistogramDirections * sizeof(float))]] = float;
constexpr Lanes kDirectionNumbers = {0, 1, 2, 3, 4, 5, 6, 7};

// By row of squares and column.
using Histogram = std::array<Lanes, kHistogramSquares * kHistogramSquares>;

GradientHistogram Normalized(const Histogram& squares) {
  std::array<float, kHistogramBins> histogram;
  for (int i = 0; i < kHistogramBins; ++i) {
    histogram[i] = squares[i / kHistogramDirections][i % kHistogramDirections];
  }
  float norm = 0;
  for (const float value : histogram) norm += value * value;
  const float largest = kLargestPart * std::sqrt(norm) + 1e-9F;
  float sum = 0;
  for (const float value : histogram) sum += std::min(value, largest);
  const float scale = 1 / (sum + 1e-9F);
  GradientHistogram result{};
  for (int i = 0; i < kHistogramBins; ++i) {
    const float root = std::sqrt(std::min(histogram[i], largest) * scale);
    result[i] = static_cast<uint8_t>(std::min(255.0F, root * 512.0F + 0.5F));
  }
  return result;
}

EARMARK_VECTORIZED
void Gather(const Patch& patch, const Axis& axis, Histogram& histogram) {
  for (int j = 0; j < kSide; ++j) {
    std::array<float, kSide> magnitudes;
    std::array<float, kSide> directions;
    Gradients(patch[j].data(), patch[j + 1].data(), patch[j + 2].data(),
              axis.window.data(), axis.window[j], magnitudes.data(),
              directions.data());
    // The row's squares first, then their shares in those above and below.
    std::array<Lanes, kHistogramSquares> of_row{};
    for (int i = 0; i < kSide; ++i) {
      // Each direction counts for the two nearest of the histogram's.
      const Lanes straight = directions[i] - kDirectionNumbers;
      const Lanes ahead = straight < 0 ? -straight : straight;
      const Lanes behind = static_cast<float>(kHistogramDirections) - ahead;
      const Lanes share = 1.0F - (ahead < behind ? ahead : behind);
      const Lanes parts = (share > 0 ? share : Lanes{}) * magnitudes[i];
      for (int b = 0; b < 2; ++b) {
        of_row[axis.square[i][b]] += axis.share[i][b] * parts;
      }
    }
    for (int a = 0; a < 2; ++a) {
      for (int square = 0; square < kHistogramSquares; ++square) {
        histogram[axis.square[j][a] * kHistogramSquares + square] +=
            axis.share[j][a] * of_row[square];
      }
    }
  }
}

}  // namespace

GradientHistogram MakeHistogram(const Plane& plane, float x, float y,
                                float sigma, double turn) {
  static const Axis kAxis = MakeAxis();
  Patch patch;
  ReadPatch(plane, x, y, kStep * sigma, turn, patch);
  Histogram histogram{};
  Gather(patch, kAxis, histogram);
  return Normalized(histogram);
}

}  // namespace earmark::fingerprint
