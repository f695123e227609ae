// Uploads whose video shows a work, changed (feature_search.h, the other way
// round).
//
// An upload posts its strongest features under the keys that a search for
// references would look up first; a work, whose features are clean, looks up
// each by its own key. Votes and films are the same, the upload as the query.
#ifndef EARMARK_INDEX_INTERNAL_UPLOAD_FEATURE_PROBE_H_
#define EARMARK_INDEX_INTERNAL_UPLOAD_FEATURE_PROBE_H_

#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "fingerprint/key_frame.h"
#include "index/internal/film_alignment.h"
#include "index/internal/upload_probe.h"

namespace earmark::index {

class UploadFeatureProbe final : public UploadProbe {
 public:
  // All must outlive this object.
  UploadFeatureProbe(std::span<const fingerprint::KeyFrame> work,
                     const Store& store, const Snapshot& snapshot)
      : work_(work), store_(store), snapshot_(snapshot) {}

  absl::Status LookUp(const fingerprint::Cancellation& stop, UploadVotes& votes,
                      PostingCounts& cost) override;
  bool Confirms(UploadNumber number,
                const fingerprint::MediaFingerprint& upload) const override;

 private:
  // Looks up the features of one part of the work.
  absl::Status LookUpPart(std::span<const fingerprint::KeyFrame> part,
                          UploadVotes& votes, PostingCounts& cost);

  const std::span<const fingerprint::KeyFrame> work_;
  const Store& store_;
  const Snapshot& snapshot_;
  // Most votes first.
  absl::flat_hash_map<UploadNumber, std::vector<FilmCandidate>> candidates_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_UPLOAD_FEATURE_PROBE_H_
