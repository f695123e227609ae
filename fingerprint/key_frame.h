// A picture of a video as it is found again when it comes back changed: local
// features with their codes, and a small picture for the last word.
//
// worker/key_framer.h says how they are made and whose ideas they are.
#ifndef EARMARK_FINGERPRINT_KEY_FRAME_H_
#define EARMARK_FINGERPRINT_KEY_FRAME_H_

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark::fingerprint {

// Positions in a picture count in this part of its longer side, from the top
// left corner.
inline constexpr int kPictureUnits = 1024;
// LocalFeature::scale counts in this part of an octave.
inline constexpr int kScalesPerOctave = 4;
// The bits of a code that are looked up.
inline constexpr int kKeyBits = 32;
// So many of the key's bits are named as doubtful.
inline constexpr int kDoubtfulBits = 6;
// LocalFeature::turn counts in this many degrees.
inline constexpr double kTurnDegrees = 22.5;
inline constexpr int kTurns = 4;
inline constexpr int kForms = 16;

// A blob, and a code of what its surroundings look like. The code is that of a
// canonical form: of the ways to mirror, turn (by quarters) and invert the
// surroundings, the one that looks most like a fixed template. So a picture
// that was mirrored, turned or inverted has the same codes with other forms.
struct LocalFeature {
  uint16_t x = 0;  // kPictureUnits
  uint16_t y = 0;
  // Radius: 2^(scale / kScalesPerOctave) units; 0-31.
  uint8_t scale = 0;
  // How the surroundings were laid down: bit 0 mirrored (left to right), then
  // bits 1-2 turned clockwise by so many quarters; bit 3 inverted.
  uint8_t form = 0;
  // The surroundings were read turned by turn x kTurnDegrees, before all that.
  uint8_t turn = 0;
  // Another feature with the same place has the likelier form.
  bool second = false;
  // Lowest kKeyBits: the key. The others tell chance hits.
  uint64_t code = 0;
  // The key's bits that are least certain, the most doubtful first; only of
  // features that are looked up.
  std::array<uint8_t, kDoubtfulBits> doubts{};

  bool operator==(const LocalFeature&) const = default;

  uint32_t key() const { return static_cast<uint32_t>(code); }
  float radius() const {
    return std::exp2(static_cast<float>(scale) / kScalesPerOctave);
  }
};

struct KeyFrame {
  std::chrono::microseconds time{0};
  // Of the whole picture as it is shown, in kPictureUnits: the longer side is
  // kPictureUnits, the shorter at least 1.
  uint16_t width = 0;
  uint16_t height = 0;
  // Features to look up first, these by importance.
  std::vector<LocalFeature> features = {};
  // How many of them are looked up.
  uint16_t looked_up = 0;
  // The whole picture's luma, small, as WebP.
  std::string thumbnail = {};

  bool operator==(const KeyFrame&) const = default;
};

// Longest sides of thumbnails, in pixels: of uploads, in which a work may stand
// small, and of references.
inline constexpr int kThumbnailSide = 160;
inline constexpr int kReferenceThumbnailSide = 112;
// Most bytes of a thumbnail, and most features of a key frame.
inline constexpr size_t kMaxThumbnailBytes = 1 << 15;
inline constexpr size_t kMaxFeatures = 1024;

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_KEY_FRAME_H_
