// Compares two sequences of sampled pictures along an alignment.
//
// Hashes of unrelated pictures differ in 120 +- 8 of 256 bits (the least of
// 10^7 pairs: 80), copies in 5-60. But two films of one fixed camera differ in
// no more than two moments of the same film. So a picture earns only what it
// fits better than the pictures some seconds before and after (the time lock),
// and only as far as the picture changes: a still earns nothing however long it
// is shown.
#ifndef EARMARK_INDEX_INTERNAL_VIDEO_ALIGNMENT_H_
#define EARMARK_INDEX_INTERNAL_VIDEO_ALIGNMENT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {

// reference time = speed x query time + offset.
struct TimeLine {
  double speed = 1.0;
  fingerprint::MediaTime offset{0};

  fingerprint::MediaTime At(fingerprint::MediaTime query) const;
};

// A copied stretch.
struct VideoSegment {
  // Half-open range of query frames.
  size_t query_begin = 0;
  size_t query_end = 0;
  // Nats (significance.h).
  double score = 0;

  bool operator==(const VideoSegment&) const = default;
};

// Number of bits in which two pictures differ, 0-256: the least of whole and
// trimmed hashes against each other.
int Distance(const fingerprint::VideoFrame& a,
             const fingerprint::VideoFrame& b);

// The frames with the hashes of their mirrored pictures.
std::vector<fingerprint::VideoFrame> MirroredFrames(
    std::span<const fingerprint::VideoFrame> frames);

// How many quarters of a second of the frames count, each by how lively it is:
// what could be found again.
double LivelyUnits(std::span<const fingerprint::VideoFrame> frames);

// What a change of speed costs, in nats.
double PriorOf(const TimeLine& line);

// A frame of the query, and what it contributes along a time line.
struct FramePair {
  // Index of the frame in the query.
  size_t query = 0;
  // Index of its twin in the reference; nullopt where the reference has none.
  std::optional<size_t> reference;
  // Of the two, 0-256; 0 without a twin.
  int distance = 0;
  // Log-likelihood ratio, in nats, with what lies before the frame unseen.
  double nats = 0;
};

// All frames of the query that meet the reference along `line`, by time.
std::vector<FramePair> PairFrames(
    std::span<const fingerprint::VideoFrame> query,
    std::span<const fingerprint::VideoFrame> reference, const TimeLine& line);

// Returns the copied stretches along the time line, by position; those below
// `min_score` are left out. Frames are ordered by time.
std::vector<VideoSegment> AlignVideo(
    std::span<const fingerprint::VideoFrame> query,
    std::span<const fingerprint::VideoFrame> reference, const TimeLine& line,
    double min_score);

// Returns the line that fits the pairs of frames of `segment`, found along
// `line`, best (least squares), or `line` when there are too few. A speed that
// cannot be told from 1 is 1.
TimeLine FitLine(std::span<const fingerprint::VideoFrame> query,
                 std::span<const fingerprint::VideoFrame> reference,
                 const VideoSegment& segment, const TimeLine& line);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_VIDEO_ALIGNMENT_H_
