// Uploads that share landmarks with a work: altered copies (landmark_search.h,
// the other way round).
//
// An upload has few landmarks, those that a search for references would look up
// first. The work's landmarks, which are clean, are looked up all, in pieces,
// and vote for a line through the upload as there.
#ifndef EARMARK_INDEX_INTERNAL_UPLOAD_LANDMARK_PROBE_H_
#define EARMARK_INDEX_INTERNAL_UPLOAD_LANDMARK_PROBE_H_

#include <map>
#include <span>
#include <vector>

#include "index/internal/landmark_votes.h"
#include "index/internal/landmarks.h"
#include "index/internal/upload_probe.h"

namespace earmark::index {

class UploadLandmarkProbe final : public UploadProbe {
 public:
  // All must outlive this object.
  UploadLandmarkProbe(std::span<const fingerprint::AudioRun> work,
                      const Store& store, const Snapshot& snapshot);

  absl::Status LookUp(const fingerprint::Cancellation& stop, UploadVotes& votes,
                      PostingCounts& cost) override;
  bool Confirms(UploadNumber number,
                const fingerprint::MediaFingerprint& upload) const override;

 private:
  // A line through an upload, and the work's track that it leads to.
  // `candidate.track` is the upload's.
  struct Line {
    LineCandidate candidate;
    uint32_t work_track = 0;
  };

  // Votes with the landmarks of `peaks`, a piece of the work.
  absl::Status LookUpTable(PostingTable table, std::span<const Peak> peaks,
                           std::vector<LandmarkVote>& found,
                           PostingCounts& cost) const;
  // Adds the lines that the votes of one piece agree on, upload by upload.
  void AddLines(std::vector<LandmarkVote> found, uint32_t work_track,
                UploadVotes& votes);

  const std::span<const fingerprint::AudioRun> work_;
  const Store& store_;
  const Snapshot& snapshot_;
  // The work's peaks by track, by time.
  std::map<uint32_t, std::vector<Peak>> evidence_;
  // Most votes first.
  absl::flat_hash_map<UploadNumber, std::vector<Line>> lines_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_UPLOAD_LANDMARK_PROBE_H_
