#include "index/internal/posting_terms.h"

#include "index/internal/feature_terms.h"
#include "index/internal/landmarks.h"
#include "index/internal/mix.h"

namespace earmark::index {
namespace {

using fingerprint::FrameHash;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;

// A frame is looked up when its hash differs by more bits than this from the
// one before: re-encoding changes up to some 12.
constexpr int kSameBits = 12;
constexpr MediaTime kStillSpacing = std::chrono::seconds(1);

uint32_t BitOf(const FrameHash& hash, int row, int column) {
  const int bit = 16 * row + column;
  return static_cast<uint32_t>(hash.words[bit / 64] >> (bit % 64)) & 1;
}

void AppendHash(PostingTable table, ReferenceNumber number, uint32_t position,
                const FrameHash& hash, Batch& batch) {
  const uint32_t detail = VideoDetail(hash);
  for (int chunk = 0; chunk < kChunksPerHash; ++chunk) {
    batch.Append(table, VideoTerm(hash, chunk),
                 {.reference = number, .position = position, .detail = detail});
  }
}

void AppendFrames(PostingTable table, ReferenceNumber number,
                  std::span<const VideoFrame> frames, MediaTime spacing,
                  Batch& batch) {
  for (const size_t i : DistinctFrames(frames, spacing)) {
    const VideoFrame& frame = frames[i];
    const auto position = static_cast<uint32_t>(frame.time / kVideoTick);
    AppendHash(table, number, position, frame.hash, batch);
    if (frame.trimmed != frame.hash) {
      AppendHash(table, number, position, frame.trimmed, batch);
    }
  }
}

// Adds the items of a run, the first of which is number `first`.
void AppendItems(PostingTable table, ReferenceNumber number, uint32_t first,
                 std::span<const uint32_t> items, Batch& batch) {
  for (const size_t i : DistinctItems(items)) {
    batch.Append(
        table, AudioTerm(items[i]),
        {.reference = number, .position = first + static_cast<uint32_t>(i)});
  }
}

}  // namespace

uint32_t AudioTerm(uint32_t item) { return Mix(item); }

uint32_t VideoTerm(const FrameHash& hash, int chunk) {
  // A diagonal: one bit of each row and of each column, since neighbouring
  // frequencies agree.
  uint32_t bits = 0;
  for (int row = 0; row < 16; ++row) {
    bits |= BitOf(hash, row, (row + chunk) % 16) << row;
  }
  return Mix(static_cast<uint32_t>(chunk) << 16 | bits);
}

uint32_t VideoDetail(const FrameHash& hash) {
  uint32_t bits = 0;
  for (int i = 0; i < 32; ++i) {
    bits |= BitOf(hash, i / 2, (5 * i + 8 * (i % 2)) % 16) << i;
  }
  return bits;
}

std::vector<size_t> DistinctItems(std::span<const uint32_t> items) {
  std::vector<size_t> distinct;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i == 0 || items[i] != items[i - 1]) distinct.push_back(i);
  }
  return distinct;
}

std::vector<size_t> DistinctFrames(std::span<const VideoFrame> frames,
                                   MediaTime spacing) {
  std::vector<size_t> distinct;
  for (size_t i = 0; i < frames.size(); ++i) {
    if (!distinct.empty()) {
      const VideoFrame& before = frames[distinct.back()];
      const MediaTime passed = frames[i].time - before.time;
      const bool same =
          HammingDistance(before.hash, frames[i].hash) <= kSameBits &&
          HammingDistance(before.trimmed, frames[i].trimmed) <= kSameBits;
      if (passed < spacing || (same && passed < kStillSpacing)) continue;
    }
    distinct.push_back(i);
  }
  return distinct;
}

void AppendPostings(ReferenceNumber number, const MediaFingerprint& fingerprint,
                    Batch& batch) {
  uint32_t first = 0;
  for (const fingerprint::AudioRun& run : fingerprint.audio_runs) {
    AppendItems(PostingTable::kChroma, number, first, run.chroma, batch);
    first += static_cast<uint32_t>(run.chroma.size());
    AppendLandmarks(number, run, batch);
  }
  AppendFrames(PostingTable::kFrameHash, number, fingerprint.frames,
               MediaTime(0), batch);
  AppendFeatures(number, fingerprint.key_frames, batch);
}

void AppendUploadPostings(UploadNumber number,
                          const MediaFingerprint& fingerprint, Batch& batch) {
  uint32_t first = 0;
  for (const fingerprint::AudioRun& run : fingerprint.audio_runs) {
    AppendItems(PostingTable::kUploadChroma, AsPosted(number), first,
                run.chroma, batch);
    first += static_cast<uint32_t>(run.chroma.size());
    AppendUploadLandmarks(number, run, batch);
  }
  AppendFrames(PostingTable::kUploadFrameHash, AsPosted(number),
               fingerprint.frames, kUploadFrameSpacing, batch);
  AppendUploadFeatures(number, fingerprint.key_frames, batch);
}

}  // namespace earmark::index
