// Finds the flat margins that stand around a picture: letterbox, pillarbox,
// borders.
#ifndef EARMARK_FINGERPRINT_WORKER_MARGINS_H_
#define EARMARK_FINGERPRINT_WORKER_MARGINS_H_

#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// Widths in pixels.
struct Margins {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

// A margin is a run of rows or columns at a side, all of one level (give or
// take the noise of a codec). A picture of which less than a quarter of a side
// would remain is rather dark than framed, and has none.
Margins FindMargins(const LumaView& luma);

// The part of `luma` within its margins.
LumaView TrimMargins(const LumaView& luma);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MARGINS_H_
