#include "index/internal/frame_lookup.h"

#include <bit>

#include "index/internal/posting_terms.h"

namespace earmark::index {
namespace {

// Postings whose spare bits differ in more are chance: 98 of 100 of those are
// dropped, and 9 of 10 frames at 60 bits kept.
constexpr int kMaxDetailErrors = 10;

}  // namespace

void FrameLookup::Add(std::span<const fingerprint::VideoFrame> frames,
                      uint32_t mirrored, fingerprint::MediaTime spacing) {
  for (const size_t i : DistinctFrames(frames, spacing)) {
    const fingerprint::VideoFrame& frame = frames[i];
    const Frame place = {
        .mirrored = mirrored,
        .tick = static_cast<uint32_t>(frame.time / kVideoTick)};
    AddHash(frame.hash, place);
    if (frame.trimmed != frame.hash) AddHash(frame.trimmed, place);
  }
}

void FrameLookup::AddHash(const fingerprint::FrameHash& hash, Frame frame) {
  for (int chunk = 0; chunk < kChunksPerHash; ++chunk) {
    terms_.push_back(VideoTerm(hash, chunk));
  }
  frame.detail = VideoDetail(hash);
  frames_.push_back(frame);
}

const FrameLookup::Frame* FrameLookup::Match(size_t term,
                                             const Posting& posting) const {
  const Frame& frame = frames_[term / kChunksPerHash];
  return std::popcount(frame.detail ^ posting.detail) <= kMaxDetailErrors
             ? &frame
             : nullptr;
}

}  // namespace earmark::index
