// PDQ, the published 256-bit perceptual hash of a picture ("The TMK+PDQF Video
// Hashing Algorithm and the PDQ Image Hashing Algorithm", Facebook, 2019).
// Lists of PDQ hashes are what platforms exchange, so the bits must agree with
// the reference implementation (within 10 of 256 on ordinary photographs).
//
// Two unrelated pictures differ in about 128 bits; PDQ's authors take 31 or
// fewer for the same picture.
#ifndef EARMARK_FINGERPRINT_FRAME_HASH_H_
#define EARMARK_FINGERPRINT_FRAME_HASH_H_

#include <array>
#include <cstdint>
#include <string>

namespace earmark::fingerprint {

// 256 bits. Bit i = 16 * row + column is (words[i / 64] >> (i % 64)) & 1, where
// row and column count the DCT's vertical and horizontal frequencies from the
// lowest that PDQ uses.
struct FrameHash {
  std::array<uint64_t, 4> words{};

  bool operator==(const FrameHash&) const = default;
};

// Number of bits in which the two differ, 0-256.
int HammingDistance(const FrameHash& a, const FrameHash& b);

// An estimate of the hash of the same picture mirrored left to right: odd
// horizontal frequencies change their sign. PDQ samples off centre by up to a
// pixel and a half, so the estimate differs from the mirrored picture's own
// hash by 12 bits of 256 at the median, 18 in nine of ten, 22 in 19 of 20 and
// at most 40 (413 frames of 22 videos, 480 x 272 to 1280 x 720).
FrameHash Mirrored(const FrameHash& hash);

// PDQ's usual spelling: 64 hexadecimal digits, highest bit first.
std::string ToHex(const FrameHash& hash);

// Pictures of lower quality (PDQ's measure of gradients, 0-100) are too flat
// for their hash to mean anything; PDQ's authors drop those below 50.
inline constexpr int kMinFrameQuality = 50;

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_FRAME_HASH_H_
