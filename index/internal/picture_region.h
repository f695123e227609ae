// Where a reference's picture lies in a query's, as matches tell it: by its
// corners, in parts of the query's width and height.
#ifndef EARMARK_INDEX_INTERNAL_PICTURE_REGION_H_
#define EARMARK_INDEX_INTERNAL_PICTURE_REGION_H_

#include <optional>
#include <vector>

#include "fingerprint/key_frame.h"
#include "index/internal/picture_map.h"
#include "index/match.h"

namespace earmark::index {

PicturePlace PlaceIn(const fingerprint::KeyFrame& picture,
                     const PictureMap::Point& point);

// The region (as Match::region) that a map from query to reference says; empty
// where the map flattens.
std::vector<PicturePlace> RegionOf(const PictureMap& map,
                                   const fingerprint::KeyFrame& query,
                                   const fingerprint::KeyFrame& reference);

// The map from query to reference that says `region`; nullopt where there is
// none.
std::optional<PictureMap> MapOf(const std::vector<PicturePlace>& region,
                                const fingerprint::KeyFrame& query,
                                const fingerprint::KeyFrame& reference);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_PICTURE_REGION_H_
