// The luma of a decoded frame, whatever its pixel format.
#ifndef EARMARK_FINGERPRINT_WORKER_LUMA_PLANE_H_
#define EARMARK_FINGERPRINT_WORKER_LUMA_PLANE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/worker/luma_view.h"

struct AVFrame;

namespace earmark::fingerprint {

// Converts frames. Formats with an 8-bit luma plane (most video) are viewed in
// place; deeper ones lose their lower bits; RGB, palettes and one-bit pictures
// are converted with the BT.601 weights, as PDQ's reference program does.
// Transparency is not applied: players of video do not apply it either.
class LumaPlane {
 public:
  // The luma of `frame`, valid until the next call and while `frame` lives.
  // Returns kInvalidArgument for a pixel format that is not supported
  // (floating point, Bayer mosaics, pictures in a graphics card's memory).
  absl::StatusOr<LumaView> From(const AVFrame& frame);

 private:
  std::vector<uint8_t> converted_;
  std::vector<uint16_t> line_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_LUMA_PLANE_H_
