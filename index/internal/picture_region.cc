#include "index/internal/picture_region.h"

#include <utility>

namespace earmark::index {

using fingerprint::KeyFrame;

PicturePlace PlaceIn(const KeyFrame& picture, const PictureMap::Point& point) {
  return {static_cast<double>(point.x) / picture.width,
          static_cast<double>(point.y) / picture.height};
}

std::vector<PicturePlace> RegionOf(const PictureMap& map, const KeyFrame& query,
                                   const KeyFrame& reference) {
  const std::optional<PictureMap> back = map.Inverse();
  if (!back) return {};
  std::vector<PicturePlace> region;
  for (const auto& [x, y] :
       {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1)}) {
    region.push_back(
        PlaceIn(query, back->At({static_cast<float>(x * reference.width),
                                 static_cast<float>(y * reference.height)})));
  }
  return region;
}

std::optional<PictureMap> MapOf(const std::vector<PicturePlace>& region,
                                const KeyFrame& query,
                                const KeyFrame& reference) {
  if (region.size() != 4) return std::nullopt;
  const PicturePlace& origin = region[0];
  const PicturePlace& right = region[1];
  const PicturePlace& below = region[3];
  const PictureMap back = {
      .a = static_cast<float>((right.x - origin.x) * query.width /
                              reference.width),
      .b = static_cast<float>((below.x - origin.x) * query.width /
                              reference.height),
      .c = static_cast<float>((right.y - origin.y) * query.height /
                              reference.width),
      .d = static_cast<float>((below.y - origin.y) * query.height /
                              reference.height),
      .x0 = static_cast<float>(origin.x * query.width),
      .y0 = static_cast<float>(origin.y * query.height)};
  return back.Inverse();
}

}  // namespace earmark::index
