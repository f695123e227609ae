#include "index/internal/upload_feature_probe.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "index/internal/feature_terms.h"
#include "index/internal/feature_votes.h"
#include "index/internal/film_match.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::MediaFingerprint;
using fingerprint::Seconds;

// Works are looked up in parts of so many frames: half a minute of what moves.
constexpr size_t kPart = 120;

// A key that more postings of uploads have says too little.
constexpr size_t kMaxList = 5000;

constexpr int kLeastVotes = 4;
// Places of a part, in all uploads, and of one upload.
constexpr size_t kMostPlaces = 20'000;
constexpr size_t kPlacesOfUpload = 6;

}  // namespace

absl::Status UploadFeatureProbe::LookUp(const fingerprint::Cancellation& stop,
                                        UploadVotes& votes,
                                        PostingCounts& cost) {
  return InParts(work_, kPart, stop, [&](std::span<const KeyFrame> part) {
    return LookUpPart(part, votes, cost);
  });
}

absl::Status UploadFeatureProbe::LookUpPart(std::span<const KeyFrame> part,
                                            UploadVotes& votes,
                                            PostingCounts& cost) {
  std::vector<uint32_t> terms;
  std::vector<std::pair<const KeyFrame*, const LocalFeature*>> owners;
  for (const KeyFrame& frame : part) {
    for (const LocalFeature& feature : frame.features) {
      terms.push_back(FeatureTerm(feature.key()));
      owners.emplace_back(&frame, &feature);
    }
  }
  if (terms.empty()) return absl::OkStatus();
  FeatureVotes gathered;
  size_t count = 0;
  const absl::StatusOr<PostingCounts> counts = store_.Postings(
      PostingTable::kUploadFeature, terms, {.max_list = kMaxList},
      [&](size_t term, const Posting& posting) {
        const auto& [frame, feature] = owners[term];
        const FeaturePlace place = FeaturePlaceOf(posting);
        if (!ChecksAgree(place.check, feature->code) ||
            count++ >= kMostVotesOfPart) {
          return;
        }
        const Laying laying = LayingOf(place.form, 0, feature->form);
        const auto time = static_cast<float>(Seconds(frame->time));
        gathered.Add({.reference = posting.reference,
                      .laying = laying,
                      .query_time = static_cast<float>(place.start),
                      .start = time,
                      .end = time,
                      .query = laying.Linear().At({place.x, place.y}),
                      .at = {static_cast<float>(feature->x),
                             static_cast<float>(feature->y)},
                      .log_scale = static_cast<float>(feature->scale) /
                                       fingerprint::kScalesPerOctave -
                                   place.log_radius});
      },
      &snapshot_);
  if (!counts.ok()) return counts.status();
  cost += *counts;
  for (const PlaceCandidate& place :
       gathered.Candidates(kLeastVotes, kMostPlaces)) {
    const UploadNumber number{static_cast<uint32_t>(place.reference)};
    std::vector<FilmCandidate>& places = candidates_[number];
    const auto position = std::find_if(places.begin(), places.end(),
                                       [&](const FilmCandidate& other) {
                                         return other.votes < place.film.votes;
                                       });
    places.insert(position, place.film);
    if (places.size() > kPlacesOfUpload) places.pop_back();
    AddVotes(number, place.film.votes, votes);
  }
  return absl::OkStatus();
}

bool UploadFeatureProbe::Confirms(UploadNumber number,
                                  const MediaFingerprint& upload) const {
  const auto places = candidates_.find(number);
  if (places == candidates_.end()) return false;
  Film query(upload.key_frames, Film::Frames::kWithFeatures);
  Film work(work_, Film::Frames::kAll);
  if (query.size() == 0 || work.size() == 0) return false;
  FilmAligner aligner(query, work);
  return std::any_of(places->second.begin(), places->second.end(),
                     [&](const FilmCandidate& place) {
                       const auto match = aligner.Align(place);
                       return match && IsFilm(*match, query.size());
                     });
}

}  // namespace earmark::index
