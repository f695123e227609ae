#include "fingerprint/worker/scale_space.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "fingerprint/worker/vectorized.h"

namespace earmark::fingerprint {
namespace {

constexpr float kFirstSigma = 1.6F;
// What a camera and its scaler blur already.
constexpr float kPictureSigma = 0.5F;
// Extrema below this are noise, in levels of 255.
constexpr float kMinStrength = 0.4F;
// The larger curvature may be so many times the smaller.
constexpr float kMaxCurvatureRatio = 10;
constexpr int kBorder = 4;

// Half of a blur: weights at distance 0, 1, ... from the middle.
template <int kReach>
using Kernel = std::array<float, kReach + 1>;

template <int kReach>
Kernel<kReach> MakeKernel(double sigma) {
  Kernel<kReach> kernel;
  double sum = 0;
  for (int i = 0; i <= kReach; ++i) {
    kernel[i] = static_cast<float>(std::exp(-i * i / (2 * sigma * sigma)));
    sum += (i == 0 ? 1 : 2) * kernel[i];
  }
  for (float& weight : kernel) weight = static_cast<float>(weight / sum);
  return kernel;
}

// One line as the sum of lines above and below it, and of places before and
// behind; `padded` has kReach places before and behind the line.
template <int kReach>
EARMARK_VECTORIZED void BlurDown(
    const std::array<const float*, 2 * kReach + 1>& rows,
    const Kernel<kReach>& kernel, int width, float* __restrict out) {
  for (int x = 0; x < width; ++x) {
    float sum = kernel[0] * rows[kReach][x];
    for (int i = 1; i <= kReach; ++i) {
      sum += kernel[i] * (rows[kReach - i][x] + rows[kReach + i][x]);
    }
    out[x] = sum;
  }
}

template <int kReach>
EARMARK_VECTORIZED void BlurAcross(const float* __restrict padded,
                                   const float* kernel, int width,
                                   float* __restrict out) {
  for (int x = 0; x < width; ++x) {
    float sum = kernel[0] * padded[kReach + x];
    for (int i = 1; i <= kReach; ++i) {
      sum += kernel[i] * (padded[kReach + x - i] + padded[kReach + x + i]);
    }
    out[x] = sum;
  }
}

template <int kReach>
void Blur(const Plane& in, double sigma, std::vector<float>& line, Plane& out) {
  const Kernel<kReach> kernel = MakeKernel<kReach>(sigma);
  out.Resize(in.width, in.height);
  line.resize(in.width + 2 * kReach);
  std::array<const float*, 2 * kReach + 1> rows;
  for (int y = 0; y < in.height; ++y) {
    for (int i = -kReach; i <= kReach; ++i) {
      rows[i + kReach] = in.row(std::clamp(y + i, 0, in.height - 1));
    }
    BlurDown<kReach>(rows, kernel, in.width, line.data() + kReach);
    std::fill_n(line.begin(), kReach, line[kReach]);
    std::fill_n(line.end() - kReach, kReach, line[kReach + in.width - 1]);
    BlurAcross<kReach>(line.data(), kernel.data(), in.width, out.row(y));
  }
}

EARMARK_VECTORIZED
void Subtract(const float* __restrict a, const float* __restrict b, size_t size,
              float* __restrict out) {
  for (size_t i = 0; i < size; ++i) out[i] = a[i] - b[i];
}

void Subtract(const Plane& a, const Plane& b, Plane& out) {
  out.Resize(a.width, a.height);
  Subtract(a.values.data(), b.values.data(), a.values.size(),
           out.values.data());
}

// Marks the places of a row that are not surpassed by their eight neighbours.
// `largest` and `least` are scratch.
EARMARK_VECTORIZED
void MarkExtrema(const float* __restrict above, const float* __restrict row,
                 const float* __restrict below, int width,
                 float* __restrict largest, float* __restrict least,
                 int* __restrict marks) {
  for (int x = 0; x < width; ++x) {
    const float high = above[x] > below[x] ? above[x] : below[x];
    const float low = above[x] < below[x] ? above[x] : below[x];
    largest[x] = high > row[x] ? high : row[x];
    least[x] = low < row[x] ? low : row[x];
  }
  for (int x = 1; x < width - 1; ++x) {
    float high =
        largest[x - 1] > largest[x + 1] ? largest[x - 1] : largest[x + 1];
    float low = least[x - 1] < least[x + 1] ? least[x - 1] : least[x + 1];
    high = high > largest[x] ? high : largest[x];
    low = low < least[x] ? low : least[x];
    const float value = row[x];
    const int peak = static_cast<int>(value >= high) &
                     static_cast<int>(value > kMinStrength);
    const int pit = static_cast<int>(value <= low) &
                    static_cast<int>(value < -kMinStrength);
    marks[x] = peak | pit;
  }
}

bool Surpasses(float other, float value) {
  return value > 0 ? other > value : other < value;
}

// Whether a place of `plane` around (x, y) surpasses `value`.
bool SurpassedAround(const Plane& plane, int x, int y, float value) {
  for (int dy = -1; dy <= 1; ++dy) {
    const float* const row = plane.row(std::clamp(y + dy, 0, plane.height - 1));
    for (int dx = -1; dx <= 1; ++dx) {
      if (Surpasses(row[std::clamp(x + dx, 0, plane.width - 1)], value)) {
        return true;
      }
    }
  }
  return false;
}

// Places of one octave in the next, coarser one: the four around.
struct Coarser {
  float mean = 0;
  bool surpassed = false;
};

Coarser LookCoarser(const Plane& plane, int x, int y, float value) {
  const int x0 = std::min(x / 2, plane.width - 1);
  const int y0 = std::min(y / 2, plane.height - 1);
  const int x1 = std::min(x0 + x % 2, plane.width - 1);
  const int y1 = std::min(y0 + y % 2, plane.height - 1);
  Coarser coarser;
  for (const float other : {plane.row(y0)[x0], plane.row(y0)[x1],
                            plane.row(y1)[x0], plane.row(y1)[x1]}) {
    coarser.mean += other / 4;
    coarser.surpassed |= Surpasses(other, value);
  }
  return coarser;
}

}  // namespace

void ScaleSpace::Build(const LumaView& picture) {
  blobs_.clear();
  pyramid_.resize(kMaxOctaves);
  Plane base;
  base.Resize(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    std::copy_n(picture.row(y), picture.width, base.row(y));
  }
  const double first_blur =
      std::sqrt(kFirstSigma * kFirstSigma - kPictureSigma * kPictureSigma);
  Blur<3>(base, first_blur, line_, pyramid_[0].blurred[0]);
  octaves_ = 0;
  for (int octave = 0; octave < kMaxOctaves; ++octave) {
    Octave& current = pyramid_[octave];
    if (octave > 0) {
      // Every second pixel of what is blurred twice as far.
      const Plane& finer = pyramid_[octave - 1].blurred[2];
      Plane& coarser = current.blurred[0];
      coarser.Resize(finer.width / 2, finer.height / 2);
      for (int y = 0; y < coarser.height; ++y) {
        const float* const from = finer.row(2 * y);
        float* const to = coarser.row(y);
        for (int x = 0; x < coarser.width; ++x) to[x] = from[2 * x];
      }
    }
    const Plane& start = current.blurred[0];
    if (std::min(start.width, start.height) < kMinSide) break;
    Blur<4>(start, kFirstSigma, line_, current.blurred[1]);
    Blur<6>(current.blurred[1], kFirstSigma * std::numbers::sqrt2, line_,
            current.blurred[2]);
    Subtract(current.blurred[1], current.blurred[0], current.difference[0]);
    Subtract(current.blurred[2], current.blurred[1], current.difference[1]);
    ++octaves_;
  }
  for (int octave = 0; octave < octaves_; ++octave) {
    for (int level = 0; level < 2; ++level) {
      const bool first = octave == 0 && level == 0;
      const bool last = octave == octaves_ - 1 && level == 1;
      if (!first && !last) FindBlobs(octave, level);
    }
  }
}

void ScaleSpace::FindBlobs(int octave, int level) {
  const Plane& plane = pyramid_[octave].difference[level];
  const Plane& finer = level == 1 ? pyramid_[octave].difference[0]
                                  : pyramid_[octave - 1].difference[1];
  const Plane& coarser = level == 1 ? pyramid_[octave + 1].difference[0]
                                    : pyramid_[octave].difference[1];
  largest_.resize(plane.width);
  least_.resize(plane.width);
  extreme_.resize(plane.width);
  for (int y = kBorder; y < plane.height - kBorder; ++y) {
    const float* const row = plane.row(y);
    const float* const above = plane.row(y - 1);
    const float* const below = plane.row(y + 1);
    MarkExtrema(above, row, below, plane.width, largest_.data(), least_.data(),
                extreme_.data());
    for (int x = kBorder; x < plane.width - kBorder; ++x) {
      if (extreme_[x] == 0) continue;
      const float value = row[x];
      float finer_value = 0;
      float coarser_value = 0;
      if (level == 1) {
        if (SurpassedAround(finer, x, y, value)) continue;
        const Coarser look = LookCoarser(coarser, x, y, value);
        if (look.surpassed) continue;
        finer_value = finer.row(y)[x];
        coarser_value = look.mean;
      } else {
        if (SurpassedAround(coarser, x, y, value) ||
            SurpassedAround(finer, 2 * x, 2 * y, value)) {
          continue;
        }
        finer_value = finer.row(std::min(2 * y, finer.height - 1))[2 * x];
        coarser_value = coarser.row(y)[x];
      }
      const float dxx = row[x + 1] + row[x - 1] - 2 * value;
      const float dyy = above[x] + below[x] - 2 * value;
      const float dxy =
          (below[x + 1] - below[x - 1] - above[x + 1] + above[x - 1]) / 4;
      const float trace = dxx + dyy;
      const float determinant = dxx * dyy - dxy * dxy;
      constexpr float kRatio = kMaxCurvatureRatio;
      if (determinant <= 0 ||
          trace * trace * kRatio >= (kRatio + 1) * (kRatio + 1) * determinant) {
        continue;
      }
      // The top of the parabola through the neighbours.
      const float dx = (row[x + 1] - row[x - 1]) / 2;
      const float dy = (below[x] - above[x]) / 2;
      float shift_x = -(dyy * dx - dxy * dy) / determinant;
      float shift_y = -(dxx * dy - dxy * dx) / determinant;
      if (std::abs(shift_x) > 1 || std::abs(shift_y) > 1) {
        shift_x = shift_y = 0;
      }
      const float bend = finer_value + coarser_value - 2 * value;
      const float shift_level =
          std::abs(bend) > 1e-6F
              ? std::clamp((finer_value - coarser_value) / bend / 2, -0.5F,
                           0.5F)
              : 0;
      blobs_.push_back(
          {.x = static_cast<float>(x) + shift_x,
           .y = static_cast<float>(y) + shift_y,
           .sigma = kFirstSigma *
                    std::exp2((static_cast<float>(level) + shift_level) / 2),
           .strength = std::abs(value),
           .octave = octave,
           .level = level,
           .dark = value > 0});
    }
  }
}

}  // namespace earmark::fingerprint
