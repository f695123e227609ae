// Polygons in pictures.
#ifndef EARMARK_TAKEDOWN_INTERNAL_PICTURE_POLYGON_H_
#define EARMARK_TAKEDOWN_INTERNAL_PICTURE_POLYGON_H_

#include <vector>

#include "index/match.h"

namespace earmark::takedown {

// In parts of the picture, by the shoelace formula.
double AreaOf(const std::vector<index::PicturePlace>& corners);

// What of a convex polygon lies in the picture (I. Sutherland and G. Hodgman,
// "Reentrant polygon clipping", CACM 17, 1974).
std::vector<index::PicturePlace> Within(
    std::vector<index::PicturePlace> corners);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_PICTURE_POLYGON_H_
