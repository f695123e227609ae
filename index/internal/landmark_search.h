// Finds the references whose audio stands in a query, however it was changed.
//
// A cascade: each stage looks up more landmarks of the seconds that nothing
// explains yet, the most promising first and none twice, and verifies the lines
// that all votes so far agree on.
//
//   1 triples, every second second   clean copies, codecs, equalisers
//   2 triples, the other seconds     short pieces of those
//   3 quads                          other speeds, tempos and pitches
//   4 triples and quads, many        under voices, noise and other music; rooms
//   5 all that is left, by budget    the last of those
#ifndef EARMARK_INDEX_INTERNAL_LANDMARK_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_LANDMARK_SEARCH_H_

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/store.h"

namespace earmark::index {

struct LandmarkSearchOptions {
  ScoreLimits scores;
  // How many references there are.
  uint64_t references = 0;
};

// A part of a query that is searched by itself, in seconds on the timeline.
struct SearchPiece {
  double start = 0;
  double end = 0;
};

// The pieces of a run, by time; each overlaps the next.
std::vector<SearchPiece> PiecesOf(const fingerprint::AudioRun& run);

// Returns what scores enough in the runs of `query`, of which the stretches
// that `explained` holds are left alone, each on its own track. Findings may
// overlap. Returns the store's errors.
absl::StatusOr<std::vector<Finding>> FindLandmarks(
    std::span<const fingerprint::AudioRun> query,
    std::span<const Finding> explained, const LandmarkSearchOptions& options,
    const Store& store, const Snapshot& snapshot, ReferenceReader& references,
    PostingCounts& cost);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LANDMARK_SEARCH_H_
