// Pictures made by a formula in whole numbers: the same on every machine.
#ifndef EARMARK_TESTS_FINGERPRINT_FORMULA_PICTURE_H_
#define EARMARK_TESTS_FINGERPRINT_FORMULA_PICTURE_H_

#include <cstdint>
#include <vector>

namespace earmark::fingerprint {

// Luma of a cloudy picture, row by row: random levels on a coarse lattice,
// interpolated, in three octaves. `seed` chooses the picture.
inline std::vector<uint8_t> FormulaPicture(int width, int height,
                                           uint32_t seed) {
  const auto level = [seed](int octave, int x, int y) {
    uint32_t bits = seed * 2'654'435'761U + octave * 40'503U +
                    x * 374'761'393U + y * 668'265'263U;
    bits = (bits ^ (bits >> 13)) * 1'274'126'177U;
    return static_cast<int>((bits ^ (bits >> 16)) & 255);
  };
  std::vector<uint8_t> picture(static_cast<size_t>(width) * height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int octave = 0; octave < 3; ++octave) {
        // Positions in 1/256 of a lattice of 4, 8 and 16 cells a side.
        const int cells = 4 << octave;
        const int u = static_cast<int>(int64_t{x} * cells * 256 / width);
        const int v = static_cast<int>(int64_t{y} * cells * 256 / height);
        const int cx = u / 256;
        const int cy = v / 256;
        const int fx = u % 256;
        const int fy = v % 256;
        const int top =
            level(octave, cx, cy) * (256 - fx) + level(octave, cx + 1, cy) * fx;
        const int bottom = level(octave, cx, cy + 1) * (256 - fx) +
                           level(octave, cx + 1, cy + 1) * fx;
        sum += (top * (256 - fy) + bottom * fy) / 65'536 * (4 >> octave);
      }
      picture[static_cast<size_t>(y) * width + x] =
          static_cast<uint8_t>(sum / 7);
    }
  }
  return picture;
}

}  // namespace earmark::fingerprint

#endif  // EARMARK_TESTS_FINGERPRINT_FORMULA_PICTURE_H_
