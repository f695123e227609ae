// What fingerprints are looked up by: the terms of posting lists, and which
// postings a reference gets.
//
// Audio: each sub-fingerprint is a term; position = number of the item, counted
// through all runs. Video: each hash is cut into 16 chunks of 16 bits, each a
// term with its number; position = time in kVideoTick; detail = 32 of the
// hash's bits, which tell most chance hits without reading the reference. Two
// hashes that differ in 31 bits share a chunk in 89 of 100 cases, in 60 bits
// in 22.
//
// Persistent: what is written here must be found again (format version).
#ifndef EARMARK_INDEX_INTERNAL_POSTING_TERMS_H_
#define EARMARK_INDEX_INTERNAL_POSTING_TERMS_H_

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

// Postings' unit of time for video.
inline constexpr fingerprint::MediaTime kVideoTick =
    std::chrono::milliseconds(50);

inline constexpr int kChunksPerHash = 16;

// The term of a sub-fingerprint: a bijection that spreads terms evenly.
uint32_t AudioTerm(uint32_t item);

// The term of one chunk, 0-15, of a hash.
uint32_t VideoTerm(const fingerprint::FrameHash& hash, int chunk);

// The bits of a hash that a posting carries.
uint32_t VideoDetail(const fingerprint::FrameHash& hash);

// The indices of the items that are looked up: those that differ from the one
// before.
std::vector<size_t> DistinctItems(std::span<const uint32_t> items);

// The indices of the frames that are looked up: those at least `spacing` after
// the last that was taken, when they differ from it by more than codecs change
// a hash, and one a second of a still.
std::vector<size_t> DistinctFrames(
    std::span<const fingerprint::VideoFrame> frames,
    fingerprint::MediaTime spacing);

// Frames of uploads are stored no nearer than this: works, which are looked up,
// have more.
inline constexpr fingerprint::MediaTime kUploadFrameSpacing =
    std::chrono::milliseconds(500);

// Adds all postings of a reference to `batch`.
void AppendPostings(ReferenceNumber number,
                    const fingerprint::MediaFingerprint& fingerprint,
                    Batch& batch);

// Adds all postings of an upload, to the tables of uploads.
void AppendUploadPostings(UploadNumber number,
                          const fingerprint::MediaFingerprint& fingerprint,
                          Batch& batch);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_TERMS_H_
