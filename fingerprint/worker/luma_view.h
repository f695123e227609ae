// A picture as its brightness alone, and how it is to be turned for display.
#ifndef EARMARK_FINGERPRINT_WORKER_LUMA_VIEW_H_
#define EARMARK_FINGERPRINT_WORKER_LUMA_VIEW_H_

#include <cstddef>
#include <cstdint>

namespace earmark::fingerprint {

// Luma of one picture, a byte a pixel, rows from the top. Owned elsewhere.
struct LumaView {
  const uint8_t* pixels = nullptr;
  ptrdiff_t row_bytes = 0;  // from one row to the next; may be negative
  int width = 0;
  int height = 0;
  // The levels that stand for black and white: 16 and 235, or 0 and 255.
  int black = 0;
  int white = 255;

  const uint8_t* row(int y) const { return pixels + y * row_bytes; }
};

// The part of `luma` that begins at (x, y). It lies within the picture.
inline LumaView Crop(const LumaView& luma, int x, int y, int width,
                     int height) {
  LumaView part = luma;
  part.pixels = luma.row(y) + x;
  part.width = width;
  part.height = height;
  return part;
}

// One of the eight ways to lay a picture down: it is transposed first (rows
// become columns), then flipped.
struct Orientation {
  bool transpose = false;
  bool flip_x = false;  // left to right
  bool flip_y = false;  // top to bottom

  bool operator==(const Orientation&) const = default;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_LUMA_VIEW_H_
