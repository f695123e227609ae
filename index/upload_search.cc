#include "index/upload_search.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "index/internal/upload_chroma_probe.h"
#include "index/internal/upload_feature_probe.h"
#include "index/internal/upload_frame_probe.h"
#include "index/internal/upload_landmark_probe.h"

namespace earmark::index {
namespace {

using fingerprint::Cancellation;
using fingerprint::MediaFingerprint;

// How many uploads are held against a work, those with most votes: a few
// minutes of work for the largest archives, in which chance finds votes for any
// work.
constexpr size_t kMostCompared = 20'000;

// The uploads with votes, most votes first.
std::vector<UploadNumber> ByVotes(const UploadVotes& votes) {
  std::vector<UploadNumber> numbers;
  numbers.reserve(votes.size());
  for (const auto& [number, count] : votes) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end(),
            [&](UploadNumber a, UploadNumber b) {
              const double votes_a = votes.at(a);
              const double votes_b = votes.at(b);
              return votes_a != votes_b ? votes_a > votes_b : a < b;
            });
  return numbers;
}

}  // namespace

absl::StatusOr<std::vector<UploadNumber>> UploadSearch::Find(
    const MediaFingerprint& work, const Cancellation& stop,
    UploadSearchCost* cost) const {
  const std::unique_ptr<Snapshot> snapshot = store_.TakeSnapshot();
  UploadChromaProbe chroma(work.audio_runs, store_, *snapshot);
  UploadLandmarkProbe landmarks(work.audio_runs, store_, *snapshot);
  UploadFrameProbe frames(work.frames, store_, *snapshot);
  UploadFeatureProbe features(work.key_frames, store_, *snapshot);
  const std::array<UploadProbe*, 4> probes = {&chroma, &landmarks, &frames,
                                              &features};

  UploadSearchCost spent;
  UploadVotes votes;
  for (UploadProbe* probe : probes) {
    const absl::Status looked_up = probe->LookUp(stop, votes, spent.postings);
    if (!looked_up.ok()) return looked_up;
  }
  std::vector<UploadNumber> found;
  spent.candidates = votes.size();
  for (const UploadNumber number : ByVotes(votes)) {
    if (spent.compared == kMostCompared) break;
    if (stop.cancelled()) {
      return absl::CancelledError("the search for uploads was stopped");
    }
    const absl::StatusOr<std::optional<MediaFingerprint>> upload =
        archive_.ReadFingerprint(number);
    if (!upload.ok() && !absl::IsDataLoss(upload.status())) {
      return upload.status();
    }
    if (upload.ok() && !*upload) continue;  // forgotten meanwhile
    ++spent.compared;
    // A damaged one is left to who reads it next, and can tell.
    if (!upload.ok() ||
        std::any_of(probes.begin(), probes.end(), [&](UploadProbe* probe) {
          return probe->Confirms(number, **upload);
        })) {
      found.push_back(number);
    }
  }
  std::sort(found.begin(), found.end());
  if (cost != nullptr) {
    cost->postings += spent.postings;
    cost->candidates += spent.candidates;
    cost->compared += spent.compared;
  }
  return found;
}

}  // namespace earmark::index
