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

// What pairs of items along an alignment are worth: query item i with reference
// item i + `offset`, give or take kAudioBand. The sequences must outlive it.
class ItemPairs {
 public:
  ItemPairs(std::span<const uint32_t> query,
            std::span<const uint32_t> reference, int64_t offset);

  // Half-open range of the query's items that meet the reference.
  size_t begin() const { return begin_; }
  size_t end() const { return end_; }

  // Log-likelihood ratio, in nats, of the pair of `item`, in [begin(), end()),
  // with the reference's item + offset + `shift`; kNoPair when there is none.
  double Score(size_t item, int shift) const;

  // In how many of their 32 bits the two differ; both must be there.
  int Difference(size_t item, int shift) const;

 private:
  int64_t PartnerOf(size_t item, int shift) const {
    return static_cast<int64_t>(item) + offset_ + shift;
  }

  const std::span<const uint32_t> query_;
  const std::span<const uint32_t> reference_;
  const int64_t offset_;
  size_t begin_ = 0;
  size_t end_ = 0;
  // The first item of the reference that can be met.
  size_t reference_begin_ = 0;
  // By query item from begin_ on: how few bits a pair must differ in to earn,
  // and how much the item can say.
  std::vector<double> worth_copying_;
  std::vector<double> query_liveliness_;
  // By reference item from reference_begin_ on.
  std::vector<double> reference_liveliness_;
};

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
