#include "fingerprint/worker/frame_hasher.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace earmark::fingerprint {
namespace {

constexpr int kFrequencies = 16;

// A running window of `length` pixels, as PDQ's box filter lays it around a
// pixel: an even window reaches one further to the right; at the borders it is
// cut off.
struct Window {
  int first;
  int last;  // inclusive
  int size() const { return last - first + 1; }
};

Window WindowAround(int pixel, int window, int length) {
  const int right = window / 2;
  const int left = window - 1 - right;
  return {std::max(0, pixel - left), std::min(length - 1, pixel + right)};
}

// Row k: the cosine of frequency k + 1 at the 64 samples, orthonormal.
using DctMatrix = std::array<std::array<float, 64>, kFrequencies>;

DctMatrix MakeDctMatrix() {
  DctMatrix matrix;
  for (int k = 0; k < kFrequencies; ++k) {
    for (int i = 0; i < 64; ++i) {
      matrix[k][i] = static_cast<float>(
          std::sqrt(2.0 / 64) *
          std::cos(std::numbers::pi / 128 * (k + 1) * (2 * i + 1)));
    }
  }
  return matrix;
}

// Each step between neighbours counts in whole per cent of the full range,
// rounded down, so that noise counts for nothing.
int StepPercent(float a, float b) {
  return std::abs(static_cast<int>((a - b) * 100 / 255));
}

template <typename Grid>
int Quality(const Grid& grid) {
  // PDQ's scale, found by its authors by hand.
  constexpr int kStepsPerPoint = 90;
  const size_t side = grid.size();
  int steps = 0;
  for (size_t y = 0; y < side; ++y) {
    for (size_t x = 0; x < side; ++x) {
      if (y + 1 < side) steps += StepPercent(grid[y][x], grid[y + 1][x]);
      if (x + 1 < side) steps += StepPercent(grid[y][x], grid[y][x + 1]);
    }
  }
  return std::min(steps / kStepsPerPoint, 100);
}

template <typename Grid>
FrameHash HashGrid(const Grid& grid) {
  static const DctMatrix kDct = MakeDctMatrix();
  // Frequencies down the columns first, then along the rows.
  std::array<std::array<float, 64>, kFrequencies> vertical{};
  for (int k = 0; k < kFrequencies; ++k) {
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) vertical[k][x] += kDct[k][y] * grid[y][x];
    }
  }
  std::array<float, kFrequencies * kFrequencies> coefficients{};
  for (int k = 0; k < kFrequencies; ++k) {
    for (int l = 0; l < kFrequencies; ++l) {
      float sum = 0;
      for (int x = 0; x < 64; ++x) sum += vertical[k][x] * kDct[l][x];
      coefficients[k * kFrequencies + l] = sum;
    }
  }

  // PDQ takes the lower of the two middle ones for the median.
  std::array<float, kFrequencies* kFrequencies> sorted = coefficients;
  auto median = sorted.begin() + sorted.size() / 2 - 1;
  std::nth_element(sorted.begin(), median, sorted.end());

  FrameHash hash;
  for (size_t i = 0; i < coefficients.size(); ++i) {
    if (coefficients[i] > *median)
      hash.words[i / 64] |= uint64_t{1} << (i % 64);
  }
  return hash;
}

}  // namespace

FrameHasher::Axis FrameHasher::MakeAxis(int length, bool flipped) {
  const int window = (length + 2 * kGridSide - 1) / (2 * kGridSide);
  Axis axis;
  axis.length = length;
  axis.flipped = flipped;
  for (int i = 0; i < kGridSide; ++i) {
    const int centre = static_cast<int>((i + 0.5) * length / kGridSide);
    const Window outer = WindowAround(centre, window, length);
    const int first = WindowAround(outer.first, window, length).first;
    const int last = WindowAround(outer.last, window, length).last;
    std::vector<double> weights(last - first + 1);
    for (int middle = outer.first; middle <= outer.last; ++middle) {
      const Window inner = WindowAround(middle, window, length);
      for (int pixel = inner.first; pixel <= inner.last; ++pixel) {
        weights[pixel - first] += 1.0 / outer.size() / inner.size();
      }
    }
    if (flipped) std::reverse(weights.begin(), weights.end());
    axis.samples[i] = {.first = flipped ? length - 1 - last : first,
                       .count = last - first + 1,
                       .weights = static_cast<int>(axis.weights.size())};
    axis.weights.insert(axis.weights.end(), weights.begin(), weights.end());
  }
  return axis;
}

void FrameHasher::Prepare(int length, bool flipped, Axis& axis) {
  if (axis.length != length || axis.flipped != flipped)
    axis = MakeAxis(length, flipped);
}

// The grid of the picture as it is shown. PDQ's windows and samples lie off
// centre by up to a pixel and a half, so a turned picture is no turned grid:
// the axes run along the picture as it is shown, too.
FrameHasher::Grid FrameHasher::Downscale(const LumaView& luma,
                                         Orientation orientation) {
  const bool transpose = orientation.transpose;
  Prepare(luma.width, transpose ? orientation.flip_y : orientation.flip_x,
          horizontal_);
  Prepare(luma.height, transpose ? orientation.flip_x : orientation.flip_y,
          vertical_);

  const float black = static_cast<float>(luma.black);
  const float scale = 255.0F / static_cast<float>(luma.white - luma.black);
  Grid grid;
  for (int i = 0; i < kGridSide; ++i) {
    const Axis::Sample& rows = vertical_.samples[i];
    row_.assign(luma.width, 0);
    float* const sums = row_.data();
    for (int k = 0; k < rows.count; ++k) {
      const uint8_t* const pixels = luma.row(rows.first + k);
      const float weight = vertical_.weights[rows.weights + k];
      for (int x = 0; x < luma.width; ++x)
        sums[x] += weight * static_cast<float>(pixels[x]);
    }
    for (int j = 0; j < kGridSide; ++j) {
      const Axis::Sample& columns = horizontal_.samples[j];
      float sum = 0;
      for (int k = 0; k < columns.count; ++k) {
        sum +=
            horizontal_.weights[columns.weights + k] * sums[columns.first + k];
      }
      (transpose ? grid[j][i] : grid[i][j]) = (sum - black) * scale;
    }
  }
  return grid;
}

FrameHasher::Result FrameHasher::Hash(const LumaView& luma,
                                      Orientation orientation) {
  if (luma.width < kMinSide || luma.height < kMinSide) return {};
  const Grid grid = Downscale(luma, orientation);
  return {.hash = HashGrid(grid), .quality = Quality(grid)};
}

}  // namespace earmark::fingerprint
