// Uploads that share Chromaprint's sub-fingerprints with a work: clean and
// re-encoded copies (chroma_search.h, the other way round).
#ifndef EARMARK_INDEX_INTERNAL_UPLOAD_CHROMA_PROBE_H_
#define EARMARK_INDEX_INTERNAL_UPLOAD_CHROMA_PROBE_H_

#include <span>

#include "index/internal/upload_probe.h"

namespace earmark::index {

class UploadChromaProbe final : public UploadProbe {
 public:
  // All must outlive this object.
  UploadChromaProbe(std::span<const fingerprint::AudioRun> work,
                    const Store& store, const Snapshot& snapshot)
      : work_(work), store_(store), snapshot_(snapshot) {}

  absl::Status LookUp(const fingerprint::Cancellation& stop, UploadVotes& votes,
                      PostingCounts& cost) override;
  bool Confirms(UploadNumber number,
                const fingerprint::MediaFingerprint& upload) const override;

 private:
  bool Aligns(const AlignmentCandidate& candidate,
              const fingerprint::MediaFingerprint& upload) const;

  const std::span<const fingerprint::AudioRun> work_;
  const Store& store_;
  const Snapshot& snapshot_;
  UploadAlignments alignments_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_UPLOAD_CHROMA_PROBE_H_
