// PDQ of a picture's luma.
//
// The hash is that of "The TMK+PDQF Video-Hashing Algorithm and the PDQ
// Image-Hashing Algorithm" (Facebook, 2019) and of its reference implementation
// (ThreatExchange, pdq/cpp), computed another way:
//
// 1. The picture is blurred with a tent (two passes of a box of 1/128 of its
//    side) and sampled at the centres of a 64 x 64 grid. Both are linear and
//    separable, so we apply them as one banded matrix for each axis, computed
//    once for each size of picture: every pixel is read once, instead of being
//    blurred four times.
// 2. The DCT's frequencies 1 to 16 in both directions.
// 3. A bit for each of the 256 coefficients: whether it is above their median.
//
// Side lengths are mapped to 64 each by itself, so the shape of a pixel is of
// no consequence: a picture has the same hash at any aspect ratio. Nor is a
// linear change of the levels (limited or full range) of consequence to the
// bits; it is to the quality, so levels are stretched to 0-255 first.
//
// Two deviations from the reference program, both within the 10 bits of 256 on
// ordinary pictures: luma is what the video stores (its own matrix, BT.601 or
// BT.709) instead of 0.299 R + 0.587 G + 0.114 B of the converted picture, and
// pictures larger than 512 pixels are not first thinned out to 512 x 512.
#ifndef EARMARK_FINGERPRINT_WORKER_FRAME_HASHER_H_
#define EARMARK_FINGERPRINT_WORKER_FRAME_HASHER_H_

#include <array>
#include <vector>

#include "fingerprint/frame_hash.h"
#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// Hashes pictures. Keeps the weights for the size of the last picture, so use
// one hasher for each stream of pictures of a size. Not safe for concurrent
// use.
class FrameHasher {
 public:
  // Pictures with a shorter side are not hashed.
  static constexpr int kMinSide = 5;

  struct Result {
    FrameHash hash;
    // PDQ's measure of gradients, 0-100.
    int quality = 0;
  };

  // The hash of `luma` laid down as `orientation` says. Quality 0 and no bits
  // for a picture with a side below kMinSide.
  Result Hash(const LumaView& luma, Orientation orientation);

 private:
  static constexpr int kGridSide = 64;
  using Grid = std::array<std::array<float, kGridSide>, kGridSide>;

  // For each of the 64 samples along one axis: which pixels it weighs, and how.
  struct Axis {
    struct Sample {
      int first = 0;    // pixel
      int count = 0;    // of pixels and weights
      int weights = 0;  // index of its first weight
    };
    int length = 0;  // pixels
    bool flipped = false;
    std::array<Sample, kGridSide> samples;
    std::vector<float> weights;
  };

  static Axis MakeAxis(int length, bool flipped);
  static void Prepare(int length, bool flipped, Axis& axis);
  Grid Downscale(const LumaView& luma, Orientation orientation);

  Axis horizontal_;
  Axis vertical_;
  std::vector<float> row_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FRAME_HASHER_H_
