#include "index/internal/audio_search.h"

#include <algorithm>
#include <iterator>

#include "index/internal/chroma_search.h"
#include "index/internal/landmark_search.h"

namespace earmark::index {

using fingerprint::AudioRun;

absl::StatusOr<std::vector<Finding>> FindAudio(
    std::span<const AudioRun> query, double max_match, double max_candidate,
    const SearchSpace& space, const Store& store, const Snapshot& snapshot,
    ReferenceReader& references, PostingCounts& cost) {
  absl::StatusOr<std::vector<Finding>> findings =
      FindChroma(query, LeastScore(Evidence::kChroma, max_candidate, space),
                 store, snapshot, references, cost);
  if (!findings.ok()) return findings.status();
  std::vector<Finding> explained;
  const double least = LeastScore(Evidence::kChroma, max_match, space);
  std::copy_if(findings->begin(), findings->end(),
               std::back_inserter(explained),
               [&](const Finding& finding) { return finding.score >= least; });
  absl::StatusOr<std::vector<Finding>> changed = FindLandmarks(
      query, explained,
      {.scores = {.match = LeastScore(Evidence::kLandmarks, max_match, space),
                  .candidate =
                      LeastScore(Evidence::kLandmarks, max_candidate, space)},
       .references = space.references},
      store, snapshot, references, cost);
  if (!changed.ok()) return changed.status();
  findings->insert(findings->end(), changed->begin(), changed->end());
  return findings;
}

}  // namespace earmark::index
