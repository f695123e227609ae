#include "index/internal/upload_chroma_probe.h"

#include <algorithm>
#include <cstdint>

#include "index/internal/audio_alignment.h"
#include "index/internal/posting_terms.h"
#include "index/internal/significance.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;

// Items that more uploads hold say too little.
constexpr size_t kMaxList = 5000;
// Works are looked up in parts of so many items: ten minutes.
constexpr size_t kPart = 5000;

// Votes of successive offsets that count as one alignment, as in
// chroma_search.cc.
constexpr int64_t kVoteWidth = 2;
constexpr size_t kMinVotes = 2;

}  // namespace

absl::Status UploadChromaProbe::LookUp(const fingerprint::Cancellation& stop,
                                       UploadVotes& votes,
                                       PostingCounts& cost) {
  for (uint32_t run = 0; run < work_.size(); ++run) {
    const std::vector<size_t> items = DistinctItems(work_[run].chroma);
    for (size_t first = 0; first < items.size(); first += kPart) {
      if (stop.cancelled()) return Stopped();
      const std::span<const size_t> part = std::span(items).subspan(
          first, std::min(kPart, items.size() - first));
      std::vector<uint32_t> terms;
      terms.reserve(part.size());
      for (const size_t item : part) {
        terms.push_back(AudioTerm(work_[run].chroma[item]));
      }
      OffsetHistogram histogram;
      size_t count = 0;
      const absl::StatusOr<PostingCounts> counts = store_.Postings(
          PostingTable::kUploadChroma, terms, {.max_list = kMaxList},
          [&](size_t term, const Posting& posting) {
            if (++count > kMostVotesOfPart) return;
            const auto item = static_cast<uint32_t>(part[term]);
            histogram.Add(posting.reference, run,
                          int64_t{posting.position} - int64_t{item}, item);
          },
          &snapshot_);
      if (!counts.ok()) return counts.status();
      cost += *counts;
      alignments_.Add(histogram, kVoteWidth, kMinVotes, votes);
    }
  }
  return absl::OkStatus();
}

bool UploadChromaProbe::Confirms(UploadNumber number,
                                 const MediaFingerprint& upload) const {
  const std::span<const AlignmentCandidate> alignments = alignments_.Of(number);
  return std::any_of(alignments.begin(), alignments.end(),
                     [&](const AlignmentCandidate& candidate) {
                       return Aligns(candidate, upload);
                     });
}

bool UploadChromaProbe::Aligns(const AlignmentCandidate& candidate,
                               const MediaFingerprint& upload) const {
  const double min_score =
      LeastScore(Evidence::kChroma, kMostExpectedInUpload,
                 {.query = upload.duration, .references = 1});
  // Positions are counted through all runs of the upload.
  const int64_t position = candidate.offset + int64_t{candidate.witness};
  int64_t first = 0;
  for (const AudioRun& run : upload.audio_runs) {
    const auto size = static_cast<int64_t>(run.chroma.size());
    if (position >= first && position < first + size) {
      return !AlignAudio(run.chroma, work_[candidate.lane].chroma,
                         first - candidate.offset, min_score)
                  .empty();
    }
    first += size;
  }
  return false;
}

}  // namespace earmark::index
