// Finds the references whose video stands in a query.
//
// Chunks of the hashes of distinct query frames, as they are and mirrored, are
// looked up; a posting whose 32 spare bits are near enough votes for a time
// line at each of the speeds that people play clips at. Time lines that frames
// agree on are refined around a vote and verified (video_alignment.h).
#ifndef EARMARK_INDEX_INTERNAL_VIDEO_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_VIDEO_SEARCH_H_

#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/store.h"

namespace earmark::index {

// Returns what scores enough. Findings may overlap, also those of
// one reference. Only `frames` and `duration` of `query` are looked at. Returns
// the store's errors.
absl::StatusOr<std::vector<Finding>> FindVideo(
    const fingerprint::MediaFingerprint& query, const ScoreLimits& scores,
    const Store& store, const Snapshot& snapshot, ReferenceReader& references);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_VIDEO_SEARCH_H_
