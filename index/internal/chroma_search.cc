#include "index/internal/chroma_search.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "index/internal/offset_histogram.h"
#include "index/internal/posting_terms.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::kChromaStep;
using fingerprint::kChromaWindow;
using fingerprint::MediaTime;

// Items that more postings hold say too little.
constexpr size_t kMaxList = 1000;

// Votes of successive offsets that count as one alignment: an upload's items
// lie between those of the reference.
constexpr int64_t kVoteWidth = 2;
constexpr size_t kMinVotes = 2;

// How many alignments are verified: some, and more for longer queries.
constexpr size_t kBaseCandidates = 64;
constexpr size_t kItemsPerCandidate = 16;  // 2 s

// Where a copy begins and ends, measured on clips that stand within other
// audio: an item agrees when the copy fills more than about half of its window.
constexpr MediaTime kStartInWindow = std::chrono::milliseconds(600);
constexpr MediaTime kEndInWindow = std::chrono::milliseconds(1300);

MediaTime TimeOfItem(size_t item) {
  return kChromaStep * static_cast<int64_t>(item);
}

// One search of one query.
class ChromaSearch {
 public:
  ChromaSearch(std::span<const AudioRun> query, double min_score,
               const Store& store, const Snapshot& snapshot,
               ReferenceReader& references, PostingCounts& cost)
      : query_(query),
        min_score_(min_score),
        store_(store),
        snapshot_(snapshot),
        references_(references),
        cost_(cost) {}

  absl::StatusOr<std::vector<Finding>> Run() {
    if (absl::Status status = LookUp(); !status.ok()) return status;
    if (absl::Status status = Verify(); !status.ok()) return status;
    return std::move(findings_);
  }

 private:
  // An item of the query.
  struct Place {
    uint32_t run;
    uint32_t item;
  };

  // Votes with what the postings of the items say.
  absl::Status LookUp() {
    std::vector<uint32_t> terms;
    std::vector<Place> places;
    for (uint32_t run = 0; run < query_.size(); ++run) {
      const std::vector<uint32_t>& chroma = query_[run].chroma;
      for (const size_t item : DistinctItems(chroma)) {
        terms.push_back(AudioTerm(chroma[item]));
        places.push_back({run, static_cast<uint32_t>(item)});
      }
    }
    if (terms.empty()) return absl::OkStatus();
    const absl::StatusOr<PostingCounts> counts = store_.Postings(
        PostingTable::kChroma, terms, {.max_list = kMaxList},
        [&](size_t term, const Posting& posting) {
          const Place place = places[term];
          votes_.Add(posting.reference, place.run,
                     int64_t{posting.position} - int64_t{place.item},
                     place.item);
        },
        &snapshot_);
    if (!counts.ok()) return counts.status();
    cost_ += *counts;
    return absl::OkStatus();
  }

  // Aligns what the votes propose.
  absl::Status Verify() {
    size_t items = 0;
    for (const AudioRun& run : query_) items += run.chroma.size();
    const std::vector<AlignmentCandidate> candidates = votes_.Peaks(
        kVoteWidth, kMinVotes, kBaseCandidates + items / kItemsPerCandidate);
    std::vector<ReferenceNumber> numbers;
    numbers.reserve(candidates.size());
    for (const AlignmentCandidate& candidate : candidates) {
      numbers.push_back(candidate.reference);
    }
    if (absl::Status status = references_.Load(numbers); !status.ok()) {
      return status;
    }
    for (const AlignmentCandidate& candidate : candidates) {
      if (WasVerified(candidate)) continue;
      verified_.push_back(candidate);
      Align(candidate);
    }
    return absl::OkStatus();
  }

  // Whether an alignment so near was verified that this one is the same.
  bool WasVerified(const AlignmentCandidate& candidate) const {
    return std::any_of(verified_.begin(), verified_.end(),
                       [&](const AlignmentCandidate& other) {
                         const int64_t apart = other.offset - candidate.offset;
                         return other.reference == candidate.reference &&
                                other.lane == candidate.lane &&
                                std::abs(apart) < kAudioBand;
                       });
  }

  void Align(const AlignmentCandidate& candidate) {
    const AudioRun& query = query_[candidate.lane];
    // Positions are counted through all runs of the reference.
    int64_t first = 0;
    for (const AudioRun& reference :
         references_.Get(candidate.reference).audio_runs) {
      const auto size = static_cast<int64_t>(reference.chroma.size());
      const int64_t position = candidate.offset + candidate.witness;
      if (position >= first && position < first + size) {
        AlignRuns(candidate, query, reference, candidate.offset - first);
        return;
      }
      first += size;
    }
  }

  void AlignRuns(const AlignmentCandidate& candidate, const AudioRun& query,
                 const AudioRun& reference, int64_t offset) {
    for (const AudioSegment& segment :
         AlignAudio(query.chroma, reference.chroma, offset, min_score_)) {
      const ChromaRanges ranges =
          RangesOf(segment, query.chroma.size(), reference.chroma.size());
      findings_.push_back(
          {.number = candidate.reference,
           .query_track = query.track,
           .query = {query.start + ranges.query.start,
                     query.start + ranges.query.end},
           .reference = {reference.start + ranges.reference.start,
                         reference.start + ranges.reference.end},
           .change = {},
           .score = segment.score});
    }
  }

  const std::span<const AudioRun> query_;
  const double min_score_;
  const Store& store_;
  const Snapshot& snapshot_;
  ReferenceReader& references_;
  PostingCounts& cost_;

  OffsetHistogram votes_;
  std::vector<AlignmentCandidate> verified_;
  std::vector<Finding> findings_;
};

}  // namespace

absl::StatusOr<std::vector<Finding>> FindChroma(std::span<const AudioRun> query,
                                                double min_score,
                                                const Store& store,
                                                const Snapshot& snapshot,
                                                ReferenceReader& references,
                                                PostingCounts& cost) {
  return ChromaSearch(query, min_score, store, snapshot, references, cost)
      .Run();
}

ChromaRanges RangesOf(const AudioSegment& segment, size_t query_size,
                      size_t reference_size) {
  // Where either side begins or ends, so does the copy.
  const bool at_start =
      segment.query_begin == 0 || segment.reference_begin == 0;
  const bool at_end = segment.query_end == query_size ||
                      segment.reference_end == reference_size;
  const MediaTime after_start = at_start ? MediaTime(0) : kStartInWindow;
  const MediaTime after_end = at_end ? kChromaWindow : kEndInWindow;
  return {.query = {TimeOfItem(segment.query_begin) + after_start,
                    TimeOfItem(segment.query_end - 1) + after_end},
          .reference = {TimeOfItem(segment.reference_begin) + after_start,
                        TimeOfItem(segment.reference_end - 1) + after_end}};
}

}  // namespace earmark::index
