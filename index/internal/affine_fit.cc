#include "index/internal/affine_fit.h"

#include <cmath>
#include <utility>

#include "fingerprint/key_frame.h"

namespace earmark::index {
namespace {

constexpr double kMiddle = fingerprint::kPictureUnits / 2.0;
constexpr double kLeastPivot = 1e-6;

}  // namespace

void AffineFit::Add(PictureMap::Point from, PictureMap::Point to) {
  const std::array<double, 3> at = {from.x - kMiddle, from.y - kMiddle, 1};
  for (int j = 0; j < 3; ++j) {
    for (int k = 0; k < 3; ++k) {
      x_[j][k] += at[j] * at[k];
      y_[j][k] += at[j] * at[k];
    }
    x_[j][3] += at[j] * to.x;
    y_[j][3] += at[j] * to.y;
  }
}

std::optional<PictureMap> AffineFit::Map() const {
  const auto x = Solve(x_);
  const auto y = Solve(y_);
  if (!x || !y) return std::nullopt;
  return PictureMap{
      .a = static_cast<float>((*x)[0]),
      .b = static_cast<float>((*x)[1]),
      .c = static_cast<float>((*y)[0]),
      .d = static_cast<float>((*y)[1]),
      .x0 = static_cast<float>((*x)[2] - kMiddle * ((*x)[0] + (*x)[1])),
      .y0 = static_cast<float>((*y)[2] - kMiddle * ((*y)[0] + (*y)[1]))};
}

std::optional<std::array<double, 3>> AffineFit::Solve(Equations m) {
  for (int i = 0; i < 3; ++i) {
    int pivot = i;
    for (int j = i + 1; j < 3; ++j) {
      if (std::abs(m[j][i]) > std::abs(m[pivot][i])) pivot = j;
    }
    std::swap(m[i], m[pivot]);
    if (std::abs(m[i][i]) < kLeastPivot) return std::nullopt;
    for (int j = 0; j < 3; ++j) {
      if (j == i) continue;
      const double share = m[j][i] / m[i][i];
      for (int k = i; k < 4; ++k) m[j][k] -= share * m[i][k];
    }
  }
  return std::array<double, 3>{m[0][3] / m[0][0], m[1][3] / m[1][1],
                               m[2][3] / m[2][2]};
}

}  // namespace earmark::index
