// Finds the references whose Chromaprint sub-fingerprints stand in a query:
// clean and re-encoded copies share every second to tenth, unaltered. The
// cheapest look, and the first.
#ifndef EARMARK_INDEX_INTERNAL_CHROMA_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_CHROMA_SEARCH_H_

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/audio_alignment.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/store.h"

namespace earmark::index {

// Returns what scores at least `min_score`. Findings may overlap, also those of
// one reference. Adds what was read
// to `cost`. Returns the store's errors.
absl::StatusOr<std::vector<Finding>> FindChroma(
    std::span<const fingerprint::AudioRun> query, double min_score,
    const Store& store, const Snapshot& snapshot, ReferenceReader& references,
    PostingCounts& cost);

// A segment in time after the start of either run.
struct ChromaRanges {
  fingerprint::TimeRange query;
  fingerprint::TimeRange reference;
};

// Returns where the audio of `segment` lies, corrected for the length of audio
// that an item looks at. The sizes are the runs' numbers of items.
ChromaRanges RangesOf(const AudioSegment& segment, size_t query_size,
                      size_t reference_size);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_CHROMA_SEARCH_H_
