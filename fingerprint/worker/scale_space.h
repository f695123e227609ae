// Blobs of a picture at all sizes: extrema of differences of Gaussians over
// place and scale (D. Lowe, "Distinctive image features from scale-invariant
// keypoints", IJCV 60, 2004).
//
// Sparser than Lowe's: an octave has two differences instead of five, and
// extrema are compared across octaves, so that a picture costs six small blurs
// an octave; the first is not doubled in size. Blobs that lie on edges are left
// out by the ratio of curvatures, as there.
#ifndef EARMARK_FINGERPRINT_WORKER_SCALE_SPACE_H_
#define EARMARK_FINGERPRINT_WORKER_SCALE_SPACE_H_

#include <cstddef>
#include <vector>

#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// Floats, row by row.
struct Plane {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  const float* row(int y) const {
    return values.data() + static_cast<size_t>(y) * width;
  }
  float* row(int y) { return values.data() + static_cast<size_t>(y) * width; }
  void Resize(int new_width, int new_height) {
    width = new_width;
    height = new_height;
    values.resize(static_cast<size_t>(width) * height);
  }
};

struct Blob {
  // In pixels of its octave, refined between them.
  float x = 0;
  float y = 0;
  float sigma = 0;
  // How much it stands out, in levels: above 0.
  float strength = 0;
  int octave = 0;
  int level = 0;  // of the octave: 0 or 1
  bool dark = false;
};

// Keeps its memory from one picture to the next. Not safe for concurrent use.
class ScaleSpace {
 public:
  static constexpr int kMaxOctaves = 5;

  // Takes a picture of at least kMinSide on both sides.
  static constexpr int kMinSide = 24;
  void Build(const LumaView& picture);

  // The blobs of the picture, octave by octave.
  const std::vector<Blob>& blobs() const { return blobs_; }

  int octaves() const { return octaves_; }
  // The picture, blurred as far as the blobs of this octave and level ask for.
  const Plane& Blurred(int octave, int level) const {
    return pyramid_[octave].blurred[level];
  }

 private:
  struct Octave {
    Plane blurred[3];
    Plane difference[2];
  };

  void FindBlobs(int octave, int level);

  std::vector<Octave> pyramid_;
  int octaves_ = 0;
  std::vector<Blob> blobs_;
  // Of one row: largest and least of the three rows around, and where both
  // neighbours agree.
  std::vector<float> largest_;
  std::vector<float> least_;
  std::vector<int> extreme_;
  std::vector<float> line_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_SCALE_SPACE_H_
