// Compares two sequences of Chromaprint sub-fingerprints along an alignment.
//
// Unrelated items of music differ in 10-17 of 32 bits, copies in 0-8. How far
// unrelated items differ depends on the material: noise, rain and applause
// resemble themselves at any time (6-9 bits), tones and silence do not differ
// at all. So each pair is judged against what the same query item differs from
// the reference some seconds before and after: what fits there as well says
// nothing about this alignment.
#ifndef EARMARK_INDEX_INTERNAL_AUDIO_ALIGNMENT_H_
#define EARMARK_INDEX_INTERNAL_AUDIO_ALIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark::index {

// A copied stretch, in items, half-open on both sides.
struct AudioSegment {
  size_t query_begin = 0;
  size_t query_end = 0;
  size_t reference_begin = 0;
  size_t reference_end = 0;
  // Nats (significance.h).
  double score = 0;

  bool operator==(const AudioSegment&) const = default;
};

// How far the alignment may drift to either side, in items (0.37 s).
inline constexpr int kAudioBand = 3;

// Returns the copied stretches along the alignment of query item i with
// reference item i + `offset` (give or take kAudioBand), by query position;
// those below `min_score` are left out.
std::vector<AudioSegment> AlignAudio(std::span<const uint32_t> query,
                                     std::span<const uint32_t> reference,
                                     int64_t offset, double min_score);

// Mean number of bits in which `item` differs from the items of `sequence` a
// few seconds before and after `position`: what to expect of a wrong alignment.
// `sequence` is not empty.
double ExpectedErrors(uint32_t item, std::span<const uint32_t> sequence,
                      size_t position);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_AUDIO_ALIGNMENT_H_
