// Finds the references whose audio stands in a query: Chromaprint first, which
// is cheap and finds clean copies, then landmarks for what it leaves
// unexplained.
#ifndef EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/internal/significance.h"
#include "index/store.h"

namespace earmark::index {

// Returns what has at most `max_candidate` expected false matches in `space`;
// what has at most `max_match` is not searched again. Findings may overlap,
// also those of one reference. Returns the store's errors.
absl::StatusOr<std::vector<Finding>> FindAudio(
    std::span<const fingerprint::AudioRun> query, double max_match,
    double max_candidate, const SearchSpace& space, const Store& store,
    const Snapshot& snapshot, ReferenceReader& references, PostingCounts& cost);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_
