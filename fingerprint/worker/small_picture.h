// Pictures scaled down to what their analysis needs.
#ifndef EARMARK_FINGERPRINT_WORKER_SMALL_PICTURE_H_
#define EARMARK_FINGERPRINT_WORKER_SMALL_PICTURE_H_

#include <vector>

#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// Keeps its memory from one picture to the next. Not safe for concurrent use.
class SmallPicture {
 public:
  // `luma` with a longer side of at most `side` pixels, laid down as
  // `orientation` says; at least 8 pixels a side. Smaller pictures keep their
  // size. Valid until the next call.
  LumaView Make(const LumaView& luma, int side, Orientation orientation);

 private:
  std::vector<uint8_t> scaled_;
  std::vector<uint8_t> halved_;
  std::vector<uint8_t> turned_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_SMALL_PICTURE_H_
