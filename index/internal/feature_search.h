// Finds the references whose video stands in a query, whatever was done to its
// picture.
//
// 1. *Look-ups*, in stages that grow dearer: the strongest features as they
//    are; more features, in both likely forms, with more doubtful bits changed;
//    features read at other angles. Seconds that a match explains are left out
//    of later stages.
// 2. *Votes* (feature_votes.h): the places that features agree on.
// 3. *Films* (film_alignment.h): each place is followed frame by frame, by
//    features and by pixels.
#ifndef EARMARK_INDEX_INTERNAL_FEATURE_SEARCH_H_
#define EARMARK_INDEX_INTERNAL_FEATURE_SEARCH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/key_frame.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/store.h"

namespace earmark::index {

struct FeatureSearchOptions {
  ScoreLimits scores;
  // How many references there are at most.
  uint64_t references = 0;
  // Whether walks are told that weigh enough but are no films (film_match.h):
  // what a null is measured by.
  bool also_no_films = false;
};

// Findings may overlap, also those of one reference. Returns the store's
// errors. Adds what was read to `cost`.
absl::StatusOr<std::vector<Finding>> FindFeatures(
    const fingerprint::MediaFingerprint& query,
    const FeatureSearchOptions& options, const Store& store,
    const Snapshot& snapshot, ReferenceReader& references, PostingCounts& cost);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FEATURE_SEARCH_H_
