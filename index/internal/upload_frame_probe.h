// Uploads that share pictures with a work (video_search.h, the other way
// round).
#ifndef EARMARK_INDEX_INTERNAL_UPLOAD_FRAME_PROBE_H_
#define EARMARK_INDEX_INTERNAL_UPLOAD_FRAME_PROBE_H_

#include <span>

#include "index/internal/upload_probe.h"

namespace earmark::index {

class UploadFrameProbe final : public UploadProbe {
 public:
  // All must outlive this object.
  UploadFrameProbe(std::span<const fingerprint::VideoFrame> work,
                   const Store& store, const Snapshot& snapshot)
      : work_(work), store_(store), snapshot_(snapshot) {}

  absl::Status LookUp(const fingerprint::Cancellation& stop, UploadVotes& votes,
                      PostingCounts& cost) override;
  bool Confirms(UploadNumber number,
                const fingerprint::MediaFingerprint& upload) const override;

 private:
  // Looks up the pictures of one part of the work.
  absl::Status LookUpPart(std::span<const fingerprint::VideoFrame> part,
                          UploadVotes& votes, PostingCounts& cost);

  const std::span<const fingerprint::VideoFrame> work_;
  const Store& store_;
  const Snapshot& snapshot_;
  UploadAlignments alignments_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_UPLOAD_FRAME_PROBE_H_
