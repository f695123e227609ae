#include "index/internal/audio_alignment.h"

#include <algorithm>
#include <array>
#include <bit>

#include "index/internal/stretches.h"

namespace earmark::index {
namespace {

// Distances of the items that a pair is judged against: 2.7 to 5 s. Nearer ones
// share audio with it (an item looks at 2.7 s), farther ones may be of another
// kind. Not multiples of each other, against rhythms.
constexpr std::array<size_t, 4> kElsewhere = {22, 27, 33, 40};

// A pair earns what it differs less than this share of what is expected of a
// wrong alignment. Copies at 0.16 bit errors (equalised, noise at 0 dB) lie at
// 0.45, unrelated items around 1.
constexpr double kCopyShare = 0.62;

// Bounds of what one item can say, in bits: a few broken items must not end a
// copy, a few equal ones must not make one.
constexpr double kMostEarned = 8.0;
constexpr double kMostLost = 4.5;

// Turns bits into nats: neighbouring items share 95 % of their audio. From the
// tail of wrong scores (docs/identification.md, bench/null_scores).
constexpr double kNatsPerBit = 0.18;

// A pair counts in full where both sides change by this many bits from item to
// item (music: 3-5, white noise: 2), less where they change less: a held chord
// resembles many others, silence resembles all. With 2.0 here, the best wrong
// score of the corpus was 83 bits, with 4.0 it is 47; true ones hardly fell.
constexpr double kFullChange = 4.0;
// Items on either side that the change is taken over.
constexpr size_t kChangeReach = 8;

// What a change of shift costs, in bits: as much as an unrelated pair and half.
constexpr double kShiftCost = 8.0;

// Junk that splits one copy in two, in bits: 2 s of it.
constexpr double kMaxDrop = 72.0;

int Errors(uint32_t a, uint32_t b) { return std::popcount(a ^ b); }

// How much each item of `sequence` can say, 0 to 1: by the change per step
// before it or after it, whichever is less.
std::vector<double> Liveliness(std::span<const uint32_t> sequence) {
  // changes[i]: bits that change from item 0 to item i, all steps summed.
  std::vector<int> changes(sequence.size());
  for (size_t i = 1; i < sequence.size(); ++i) {
    changes[i] = changes[i - 1] + Errors(sequence[i - 1], sequence[i]);
  }
  const auto change = [&](size_t first, size_t last) {
    return static_cast<double>(changes[last] - changes[first]) /
           static_cast<double>(last - first);
  };
  std::vector<double> liveliness(sequence.size());
  for (size_t i = 0; i < sequence.size(); ++i) {
    const size_t first = i - std::min(i, kChangeReach);
    const size_t last = std::min(i + kChangeReach, sequence.size() - 1);
    if (first == last) continue;
    double least = kFullChange;
    if (first != i) least = std::min(least, change(first, i));
    if (last != i) least = std::min(least, change(i, last));
    liveliness[i] = least / kFullChange;
  }
  return liveliness;
}

}  // namespace

double ExpectedErrors(uint32_t item, std::span<const uint32_t> sequence,
                      size_t position) {
  int errors = 0;
  int count = 0;
  for (const size_t distance : kElsewhere) {
    if (position + distance < sequence.size()) {
      errors += Errors(item, sequence[position + distance]);
      ++count;
    }
    if (position >= distance) {
      errors += Errors(item, sequence[position - distance]);
      ++count;
    }
  }
  if (count == 0) {
    const size_t half_way = (position + sequence.size() / 2) % sequence.size();
    return Errors(item, sequence[half_way]);
  }
  return static_cast<double>(errors) / count;
}

ItemPairs::ItemPairs(std::span<const uint32_t> query,
                     std::span<const uint32_t> reference, int64_t offset)
    : query_(query), reference_(reference), offset_(offset) {
  const int64_t reference_size = static_cast<int64_t>(reference.size());
  const int64_t begin = std::max<int64_t>(0, -offset - kAudioBand);
  const int64_t end = std::min(static_cast<int64_t>(query.size()),
                               reference_size - offset + kAudioBand);
  if (begin >= end || reference.empty()) return;
  begin_ = begin;
  end_ = end;

  // The part of the reference that can be met, and how lively both are.
  reference_begin_ = std::max<int64_t>(0, begin + offset - kAudioBand);
  query_liveliness_ = Liveliness(query.subspan(begin, end - begin));
  reference_liveliness_ = Liveliness(reference.subspan(
      reference_begin_,
      std::min<int64_t>(end + offset + kAudioBand, reference_size) -
          static_cast<int64_t>(reference_begin_)));

  worth_copying_.reserve(end - begin);
  for (int64_t i = begin; i < end; ++i) {
    const int64_t j = std::clamp<int64_t>(i + offset, 0, reference_size - 1);
    worth_copying_.push_back(kCopyShare *
                             std::min(ExpectedErrors(query[i], reference, j),
                                      ExpectedErrors(reference[j], query, i)));
  }
}

double ItemPairs::Score(size_t item, int shift) const {
  const int64_t partner = PartnerOf(item, shift);
  if (partner < 0 || partner >= static_cast<int64_t>(reference_.size())) {
    return kNoPair;
  }
  const double bits =
      worth_copying_[item - begin_] - Errors(query_[item], reference_[partner]);
  if (bits <= 0) return kNatsPerBit * std::max(bits, -kMostLost);
  return kNatsPerBit * std::min(bits, kMostEarned) *
         std::min(query_liveliness_[item - begin_],
                  reference_liveliness_[partner - reference_begin_]);
}

int ItemPairs::Difference(size_t item, int shift) const {
  return Errors(query_[item], reference_[PartnerOf(item, shift)]);
}

std::vector<AudioSegment> AlignAudio(std::span<const uint32_t> query,
                                     std::span<const uint32_t> reference,
                                     int64_t offset, double min_score) {
  const ItemPairs pairs(query, reference, offset);
  std::vector<AudioSegment> segments;
  for (const Stretch& stretch :
       FindStretches(pairs.end() - pairs.begin(),
                     {.band = kAudioBand,
                     .shift_cost = kNatsPerBit * kShiftCost,
                     .max_drop = kNatsPerBit * kMaxDrop,
                     .min_score = min_score},
                     [&](size_t position, int shift) {
                       return pairs.Score(pairs.begin() + position, shift);
                     })) {
    const size_t query_begin = pairs.begin() + stretch.begin;
    const size_t query_end = pairs.begin() + stretch.end;
    segments.push_back(
        {.query_begin = query_begin,
         .query_end = query_end,
         .reference_begin = query_begin + offset + stretch.begin_shift,
         .reference_end = query_end + offset + stretch.end_shift,
         .score = stretch.score});
  }
  return segments;
}

}  // namespace earmark::index
