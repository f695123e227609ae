// Finds the registered works in a fingerprint.
//
// Postings -> votes for (reference, alignment) -> alignments verified against
// the stored reference -> matches with intervals on both sides. The stages are
// audio_search, video_search and feature_search; docs/identification.md
// explains them.
#ifndef EARMARK_INDEX_MATCHER_H_
#define EARMARK_INDEX_MATCHER_H_

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/match.h"
#include "index/store.h"

namespace earmark::index {

struct MatcherOptions {
  // Finds with more expected false matches than this are not matches. Audio:
  // one wrong match in 10,000 uploads. The null of video is an assumption that
  // errs far on the careful side (significance.cc).
  double max_expected_false_audio = 1e-4;
  double max_expected_false_video = 1e-3;
  // Finds with more than that, up to these, are candidates, for people alone:
  // one for nothing in 1,000 uploads. Limits that are not above those of
  // matches give none.
  double max_candidate_false_audio = 1e-3;
  double max_candidate_false_video = 1e-2;
};

// Safe for concurrent use.
class Matcher {
 public:
  // `store` must outlive this object.
  Matcher(const Store& store, const MatcherOptions& options)
      : store_(store), options_(options) {}

  // It misses uses that are shorter than some 3 s, or altered more than the
  // fingerprints bear. Works may occur several times, and overlap. The matches
  // are the same whatever the limits of candidates are. Returns the store's
  // errors.
  // Adds what the searches by landmarks, Chromaprint and local features read to
  // `cost`, unless that is null.
  absl::StatusOr<Finds> Find(const fingerprint::MediaFingerprint& query,
                             PostingCounts* cost = nullptr) const;

 private:
  const Store& store_;
  const MatcherOptions options_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_MATCHER_H_
