#include "index/internal/audio_search.h"

#include "index/internal/chroma_search.h"
#include "index/internal/landmark_search.h"

namespace earmark::index {

using fingerprint::AudioRun;

absl::StatusOr<std::vector<Finding>> FindAudio(
    std::span<const AudioRun> query, double max_expected,
    const SearchSpace& space, const Store& store, const Snapshot& snapshot,
    ReferenceReader& references, PostingCounts& cost) {
  absl::StatusOr<std::vector<Finding>> findings =
      FindChroma(query, LeastScore(Evidence::kChroma, max_expected, space),
                 store, snapshot, references, cost);
  if (!findings.ok()) return findings.status();
  absl::StatusOr<std::vector<Finding>> changed = FindLandmarks(
      query, *findings,
      {.min_score = LeastScore(Evidence::kLandmarks, max_expected, space),
       .references = space.references},
      store, snapshot, references, cost);
  if (!changed.ok()) return changed.status();
  findings->insert(findings->end(), changed->begin(), changed->end());
  return findings;
}

}  // namespace earmark::index
