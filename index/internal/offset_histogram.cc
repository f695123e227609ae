#include "index/internal/offset_histogram.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace earmark::index {

std::vector<AlignmentCandidate> OffsetHistogram::Peaks(int64_t width,
                                                       size_t min_votes,
                                                       size_t limit) {
  // One place of the query votes once for an offset, by however many terms.
  std::sort(votes_.begin(), votes_.end());
  votes_.erase(std::unique(votes_.begin(), votes_.end()), votes_.end());

  std::vector<AlignmentCandidate> peaks;
  const auto same_lane = [](const Vote& a, const Vote& b) {
    return a.reference == b.reference && a.lane == b.lane;
  };
  // The votes of [first, last) lie within `width`; each place counts once.
  absl::flat_hash_map<uint32_t, int> places;
  size_t first = 0;
  for (size_t last = 0; last < votes_.size(); ++last) {
    const Vote& newest = votes_[last];
    while (!same_lane(votes_[first], newest) ||
           newest.offset - votes_[first].offset >= width) {
      const auto place = places.find(votes_[first].witness);
      if (--place->second == 0) places.erase(place);
      ++first;
    }
    ++places[newest.witness];
    if (places.size() < min_votes) continue;

    const AlignmentCandidate peak = {
        .reference = newest.reference,
        .lane = newest.lane,
        .offset = votes_[first + (last - first) / 2].offset,
        .witness = votes_[first + (last - first) / 2].witness,
        .votes = places.size()};
    // Windows that overlap the one before belong to its crest.
    const bool same_crest = !peaks.empty() &&
                            peaks.back().reference == peak.reference &&
                            peaks.back().lane == peak.lane &&
                            peak.offset - peaks.back().offset < width;
    if (!same_crest) {
      peaks.push_back(peak);
    } else if (peak.votes > peaks.back().votes) {
      peaks.back() = peak;
    }
  }
  std::stable_sort(
      peaks.begin(), peaks.end(),
      [](const AlignmentCandidate& a, const AlignmentCandidate& b) {
        return a.votes > b.votes;
      });
  if (peaks.size() > limit) peaks.resize(limit);
  return peaks;
}

}  // namespace earmark::index
