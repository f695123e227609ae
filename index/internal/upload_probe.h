// One way of finding the uploads that hold a work: the reverse of the searches
// for references, with the same terms, votes and alignments. The work's
// fingerprint is looked up in the tables of uploads; uploads whose votes agree
// are candidates; a candidate's stored fingerprint confirms it or not.
#ifndef EARMARK_INDEX_INTERNAL_UPLOAD_PROBE_H_
#define EARMARK_INDEX_INTERNAL_UPLOAD_PROBE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "fingerprint/cancellation.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/internal/offset_histogram.h"
#include "index/store.h"

namespace earmark::index {

// How many votes of an upload agree, at most by any probe.
using UploadVotes = absl::flat_hash_map<UploadNumber, double>;

inline void AddVotes(UploadNumber number, double count, UploadVotes& votes) {
  double& most = votes[number];
  if (count > most) most = count;
}

// Confirmation asks for no more false finds than this in each upload: less than
// a search for references asks for, which has the last word.
inline constexpr double kMostExpectedInUpload = 1e-3;

// So many votes of one part of a work are kept: 120 MB.
inline constexpr size_t kMostVotesOfPart = 4'000'000;

// The alignments that votes of one lane and offset agree on, upload by upload.
// Not safe for concurrent use.
class UploadAlignments {
 public:
  // Adds those with at least `min_votes` within `width` successive offsets, and
  // their uploads to `votes`.
  void Add(OffsetHistogram& histogram, int64_t width, size_t min_votes,
           UploadVotes& votes);

  // Of one upload, a few at most.
  std::span<const AlignmentCandidate> Of(UploadNumber number) const;

 private:
  absl::flat_hash_map<UploadNumber, std::vector<AlignmentCandidate>> uploads_;
};

// Not safe for concurrent use.
class UploadProbe {
 public:
  virtual ~UploadProbe() = default;

  // Looks the work up, once, and adds the uploads whose votes agree to `votes`.
  // Returns the store's errors, and kCancelled soon after `stop` is raised.
  virtual absl::Status LookUp(const fingerprint::Cancellation& stop,
                              UploadVotes& votes, PostingCounts& cost) = 0;

  // Whether the alignments that were voted for hold in `upload`, which is
  // number `number`.
  virtual bool Confirms(UploadNumber number,
                        const fingerprint::MediaFingerprint& upload) const = 0;

 protected:
  static absl::Status Stopped() {
    return absl::CancelledError("the search for uploads was stopped");
  }

  // Calls `look_up` with successive parts of `all`, of at most `length` each.
  // Returns its first error, and kCancelled soon after `stop` is raised.
  template <typename Item, typename LookUpPart>
  static absl::Status InParts(std::span<const Item> all, size_t length,
                              const fingerprint::Cancellation& stop,
                              LookUpPart look_up) {
    for (size_t first = 0; first < all.size(); first += length) {
      if (stop.cancelled()) return Stopped();
      const absl::Status looked_up =
          look_up(all.subspan(first, std::min(length, all.size() - first)));
      if (!looked_up.ok()) return looked_up;
    }
    return absl::OkStatus();
  }
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_UPLOAD_PROBE_H_
