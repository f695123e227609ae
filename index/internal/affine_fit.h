// The affine map that fits pairs of points best: least squares.
#ifndef EARMARK_INDEX_INTERNAL_AFFINE_FIT_H_
#define EARMARK_INDEX_INTERNAL_AFFINE_FIT_H_

#include <array>
#include <optional>

#include "index/internal/picture_map.h"

namespace earmark::index {

class AffineFit {
 public:
  void Add(PictureMap::Point from, PictureMap::Point to);

  // Nullopt when the points lie on a line.
  std::optional<PictureMap> Map() const;

 private:
  // Normal equations, with the right-hand side as the last column, around the
  // middle of the picture, for precision.
  using Equations = std::array<std::array<double, 4>, 3>;
  static std::optional<std::array<double, 3>> Solve(Equations m);

  Equations x_{};
  Equations y_{};
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_AFFINE_FIT_H_
