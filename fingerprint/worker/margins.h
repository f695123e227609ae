// Finds the flat margins that stand around a picture: letterbox, pillarbox,
// borders.
#ifndef EARMARK_FINGERPRINT_WORKER_MARGINS_H_
#define EARMARK_FINGERPRINT_WORKER_MARGINS_H_

#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// The part of `luma` within its flat margins, or all of it when it has none. A
// margin is a run of rows or columns at a side, all of one level (give or take
// the noise of a codec). A picture of which less than a quarter of a side would
// remain is rather dark than framed, and is left whole.
LumaView TrimMargins(const LumaView& luma);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_MARGINS_H_
