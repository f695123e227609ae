// Finds the references whose audio stands in a query.
//
// Stage 1 looks up each sub-fingerprint as it is: clean and re-encoded copies
// share every second to tenth. Stage 2 looks up the items of what stage 1 left
// unexplained again, with each of their 32 bits flipped: of copies through a
// telephone or with other equalisation, one item in a hundred is off by one
// bit. Alignments that items agree on are then verified (audio_alignment.h).
#ifndef EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_

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
// one reference. Returns the store's errors.
absl::StatusOr<std::vector<Finding>> FindAudio(
    std::span<const fingerprint::AudioRun> query, double min_score,
    const Store& store, const Snapshot& snapshot, ReferenceReader& references);

// A segment in time after the start of either run.
struct AudioRanges {
  fingerprint::TimeRange query;
  fingerprint::TimeRange reference;
};

// Returns where the audio of `segment` lies, corrected for the length of audio
// that an item looks at. The sizes are the runs' numbers of items.
AudioRanges RangesOf(const AudioSegment& segment, size_t query_size,
                     size_t reference_size);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_AUDIO_SEARCH_H_
