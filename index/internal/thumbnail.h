// Small pictures, compared pixel by pixel: the check that has the last word on
// whether one picture stands in another.
//
// The query's thumbnail is laid over the reference's as a map says, and blocks
// of 8 x 8 pixels that have texture are correlated, each moved by a pixel at
// most. Features can agree by chance on repeated shapes; a picture that really
// lies there agrees nearly everywhere that is not covered, and brightness,
// contrast and gamma do not matter to correlation.
#ifndef EARMARK_INDEX_INTERNAL_THUMBNAIL_H_
#define EARMARK_INDEX_INTERNAL_THUMBNAIL_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fingerprint/key_frame.h"
#include "index/internal/picture_map.h"

namespace earmark::index {

// Luma in floats, row by row.
struct Thumbnail {
  int width = 0;
  int height = 0;
  std::vector<float> pixels;

  bool empty() const { return pixels.empty(); }
  const float* row(int y) const {
    return pixels.data() + static_cast<size_t>(y) * width;
  }
};

// Empty for bytes that are no WebP picture of at most kThumbnailSide a side.
Thumbnail DecodeThumbnail(std::string_view webp);

// Half as wide and high; empty for a picture that has no half.
Thumbnail Halved(const Thumbnail& picture);

// A thumbnail that lies over another one.
struct Overlay {
  Thumbnail picture;
  // Which pixels the query's picture covers.
  std::vector<uint8_t> covered;
};

// The query's thumbnail as it lies over the reference's, by `map` from query to
// reference. `query_levels` are the query's thumbnail, halved and halved again.
Overlay LayOver(const fingerprint::KeyFrame& query,
                const std::vector<Thumbnail>& query_levels,
                const fingerprint::KeyFrame& reference,
                const Thumbnail& reference_thumbnail, const PictureMap& map);

// How well an overlay fits.
struct Agreement {
  int blocks = 0;    // that lie within and have texture
  int agreeing = 0;  // of those
  int closely = 0;   // of those
  // The part of the reference's picture that lies within.
  float covered = 0;
  float share() const {
    return blocks == 0
               ? 0
               : static_cast<float>(agreeing) / static_cast<float>(blocks);
  }
};
Agreement Compare(const Overlay& overlay, const Thumbnail& reference,
                  bool inverted);

// The top left corner of a block.
struct BlockPlace {
  int x = 0;
  int y = 0;
};

// How far a block of an overlay lies from where the reference has it, in
// pixels.
struct BlockShift {
  BlockPlace place;
  int dx = 0;
  int dy = 0;
};

// Those of the blocks that are found again at most kMostShift away.
inline constexpr int kMostShift = 3;
std::vector<BlockShift> ShiftsOf(const Overlay& overlay,
                                 const Thumbnail& reference, bool inverted);

// Whether a moment fits better than another one: of the blocks that change from
// one moment to the other, those where only this one agrees, and those where
// only the other does.
struct TimeLock {
  int here = 0;
  int elsewhere = 0;
  // Blocks with texture, those that change from one moment to the other, and
  // those of them that agree here.
  int blocks = 0;
  int moving = 0;
  int agreeing = 0;

  // Whether enough changes to tell moments apart.
  bool moves() const { return here + elsewhere >= 16; }
  double moving_share() const {
    return moving == 0 ? 0 : static_cast<double>(agreeing) / moving;
  }
  double ratio() const { return (here + 1.0) / (elsewhere + 1.0); }
  // Whether this moment is it beyond doubt.
  bool IsSure() const { return here >= 60 && here >= 5 * elsewhere; }

  TimeLock& operator+=(const TimeLock& other) {
    here += other.here;
    elsewhere += other.elsewhere;
    blocks += other.blocks;
    moving += other.moving;
    agreeing += other.agreeing;
    return *this;
  }
};
// `other_query` is the query at another moment, laid over by the same map, and
// `other_reference` the reference at that moment; either may be null.
TimeLock CompareMoments(const Overlay& query, const Overlay* other_query,
                        const Thumbnail& reference,
                        const Thumbnail* other_reference, bool inverted);

// The blocks in which most changes from one picture to the next, most first, at
// most kMostMovingBlocks. Pictures of another size than the first are left out.
inline constexpr size_t kMostMovingBlocks = 64;
std::vector<BlockPlace> MovingBlocks(
    const std::vector<const Thumbnail*>& pictures);

// How well each of the blocks correlates where it is, or moved by a pixel to
// one side, 0 to 1.
std::vector<float> CorrelatedBlocks(const Overlay& overlay,
                                    const Thumbnail& reference,
                                    const std::vector<BlockPlace>& blocks,
                                    bool inverted);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_THUMBNAIL_H_
