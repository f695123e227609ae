#include "index/internal/upload_probe.h"

namespace earmark::index {
namespace {

constexpr size_t kMostAlignments = 100'000;
// Alignments of one upload that are looked at.
constexpr size_t kMostOfUpload = 8;

}  // namespace

void UploadAlignments::Add(OffsetHistogram& histogram, int64_t width,
                           size_t min_votes, UploadVotes& votes) {
  for (const AlignmentCandidate& candidate :
       histogram.Peaks(width, min_votes, kMostAlignments)) {
    const UploadNumber upload{static_cast<uint32_t>(candidate.reference)};
    std::vector<AlignmentCandidate>& known = uploads_[upload];
    if (known.size() < kMostOfUpload) known.push_back(candidate);
    AddVotes(upload, static_cast<double>(candidate.votes), votes);
  }
}

std::span<const AlignmentCandidate> UploadAlignments::Of(
    UploadNumber number) const {
  const auto known = uploads_.find(number);
  if (known == uploads_.end()) return {};
  return known->second;
}

}  // namespace earmark::index
