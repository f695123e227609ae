#include "fingerprint/worker/margins.h"

#include <cstdlib>

namespace earmark::fingerprint {
namespace {

// How far a pixel of a margin may be from the margin's level, of 255. Codecs
// leave single levels of noise in a flat bar, and ringing of some ten levels
// next to its edge.
constexpr int kMaxNoise = 12;

// A margin narrower than this, as a share of the side, changes the hash less
// than the trimming might when it errs by a row.
constexpr int kMinMarginShare = 128;

// Walks inwards from one side while every pixel of the line is near the level
// of the outermost line's first pixel. `line_step` leads from one pixel of a
// line to the next, `inward_step` from a line to the one further in.
int CountFlatLines(const uint8_t* corner, ptrdiff_t line_step, int line_length,
                   ptrdiff_t inward_step, int max_lines) {
  const int level = *corner;
  for (int line = 0; line < max_lines; ++line) {
    const uint8_t* pixel = corner + line * inward_step;
    for (int i = 0; i < line_length; ++i, pixel += line_step) {
      if (std::abs(*pixel - level) > kMaxNoise) return line;
    }
  }
  return max_lines;
}

}  // namespace

Margins FindMargins(const LumaView& luma) {
  const int width = luma.width;
  const int height = luma.height;
  const ptrdiff_t row = luma.row_bytes;
  const uint8_t* const top_left = luma.pixels;

  int top = CountFlatLines(top_left, 1, width, row, height);
  if (top == height) return {};
  int bottom = CountFlatLines(luma.row(height - 1), 1, width, -row, height);
  if (top < height / kMinMarginShare) top = 0;
  if (bottom < height / kMinMarginShare) bottom = 0;
  const int inner_height = height - top - bottom;

  // Columns are judged between the bars only: those may have another level.
  const uint8_t* const inner_left = luma.row(top);
  int left = CountFlatLines(inner_left, row, inner_height, 1, width);
  int right =
      CountFlatLines(inner_left + width - 1, row, inner_height, -1, width);
  if (left < width / kMinMarginShare) left = 0;
  if (right < width / kMinMarginShare) right = 0;
  const int inner_width = width - left - right;

  if (inner_width * 4 < width || inner_height * 4 < height) return {};
  return {.left = left, .top = top, .right = right, .bottom = bottom};
}

LumaView TrimMargins(const LumaView& luma) {
  const Margins margins = FindMargins(luma);
  return Crop(luma, margins.left, margins.top,
              luma.width - margins.left - margins.right,
              luma.height - margins.top - margins.bottom);
}

}  // namespace earmark::fingerprint
