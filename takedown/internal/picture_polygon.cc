#include "takedown/internal/picture_polygon.h"

#include <array>
#include <cmath>
#include <utility>

namespace earmark::takedown {

using index::PicturePlace;

double AreaOf(const std::vector<PicturePlace>& corners) {
  double area = 0;
  for (size_t i = 0; i < corners.size(); ++i) {
    const PicturePlace& a = corners[i];
    const PicturePlace& b = corners[(i + 1) % corners.size()];
    area += (a.x * b.y - b.x * a.y) / 2;
  }
  return std::abs(area);
}

std::vector<PicturePlace> Within(std::vector<PicturePlace> corners) {
  // Each edge as the places where this is 0 or more: a x + b y + c.
  constexpr std::array<std::array<double, 3>, 4> kEdges = {
      {{1, 0, 0}, {-1, 0, 1}, {0, 1, 0}, {0, -1, 1}}};
  for (const auto& [a, b, c] : kEdges) {
    std::vector<PicturePlace> kept;
    for (size_t i = 0; i < corners.size(); ++i) {
      const PicturePlace& from = corners[i];
      const PicturePlace& to = corners[(i + 1) % corners.size()];
      const double from_inside = a * from.x + b * from.y + c;
      const double to_inside = a * to.x + b * to.y + c;
      if (from_inside >= 0) kept.push_back(from);
      if ((from_inside >= 0) != (to_inside >= 0)) {
        const double share = from_inside / (from_inside - to_inside);
        kept.push_back({from.x + share * (to.x - from.x),
                        from.y + share * (to.y - from.y)});
      }
    }
    corners = std::move(kept);
  }
  return corners;
}

}  // namespace earmark::takedown
