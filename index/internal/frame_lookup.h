// What searches for pictures look up, and what their votes are for: both the
// search for references and that for uploads.
#ifndef EARMARK_INDEX_INTERNAL_FRAME_LOOKUP_H_
#define EARMARK_INDEX_INTERNAL_FRAME_LOOKUP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/store.h"

namespace earmark::index {

// Chunks that more postings hold say too little.
inline constexpr size_t kMostOfChunk = 4000;

// Speeds that are voted for.
inline constexpr std::array<double, 11> kFrameSpeeds = {
    1.0, 0.75, 0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.2, 1.25};

// Votes this near count as one time line, in ticks: 0.4 s.
inline constexpr int64_t kFrameVoteWidth = 8;
inline constexpr size_t kMinFrameVotes = 3;

// Hashes that are looked up, each with the terms of its chunks. Not safe for
// concurrent use.
class FrameLookup {
 public:
  struct Frame {
    uint32_t mirrored = 0;
    uint32_t tick = 0;
    uint32_t detail = 0;
  };

  // Adds both hashes of the distinct frames, no nearer than `spacing`.
  void Add(std::span<const fingerprint::VideoFrame> frames, uint32_t mirrored,
           fingerprint::MediaTime spacing);

  std::span<const uint32_t> terms() const { return terms_; }

  // The frame that a posting of the term with this index may show: null where
  // the bits beside the term say that it does not.
  const Frame* Match(size_t term, const Posting& posting) const;

 private:
  void AddHash(const fingerprint::FrameHash& hash, Frame frame);

  std::vector<uint32_t> terms_;
  std::vector<Frame> frames_;  // one for each kChunksPerHash terms
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FRAME_LOOKUP_H_
