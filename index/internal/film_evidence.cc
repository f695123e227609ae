#include "index/internal/film_evidence.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "index/internal/film_alignment.h"
#include "index/internal/picture_map.h"
#include "index/internal/picture_region.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Seconds;

// Layings whose directions differ from a map's by more than some 30 degrees
// cannot have made it.
constexpr double kLeastCosine = 0.85;
// Once so little of the score is left, the film that made it is found.
constexpr double kLeastLeft = 0.1;
// Shorter pieces beside the first are not looked for, in seconds.
constexpr double kShortestPiece = 1;

// How long a frame is shown at least.
constexpr MediaTime kFrameLength = std::chrono::milliseconds(80);

MediaTime ToMediaTime(double seconds) {
  return std::chrono::round<MediaTime>(std::chrono::duration<double>(seconds));
}

// The line of a match. Its start does not lie on it where the line begins
// before the reference does.
FilmLine LineOf(const Match& match) {
  return {.speed = match.change.speed,
          .offset = Seconds(match.reference_range.end) -
                    match.change.speed * Seconds(match.query.end)};
}

// How surroundings may have been laid down where `map` leads, the likeliest
// first.
std::vector<Laying> LayingsOf(const PictureMap& map, bool inverted) {
  std::vector<std::pair<double, Laying>> near;
  for (int form = 0; form < fingerprint::kForms; ++form) {
    for (int turn = 0; turn < fingerprint::kTurns; ++turn) {
      const Laying laying = {.form = form, .turn = turn};
      if (laying.inverted() != inverted ||
          laying.mirrored() != (map.determinant() < 0)) {
        continue;
      }
      // Of the angle between both, for maps that keep shapes.
      const PictureMap linear = laying.Linear();
      const double cosine =
          static_cast<double>(map.a * linear.a + map.b * linear.b +
                              map.c * linear.c + map.d * linear.d) /
          (2 * map.scale());
      if (cosine >= kLeastCosine) near.emplace_back(cosine, laying);
    }
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.first > b.first;
  });
  std::vector<Laying> layings;
  layings.reserve(near.size());
  for (const auto& [cosine, laying] : near) layings.push_back(laying);
  return layings;
}

class FilmEvidence {
 public:
  FilmEvidence(const MediaFingerprint& query, const MediaFingerprint& reference,
               const Match& match)
      : match_(match),
        line_(LineOf(match)),
        score_left_(match.score),
        query_(query.key_frames, Film::Frames::kWithFeatures),
        reference_(reference.key_frames, Film::Frames::kAll) {}

  EvidenceParts Run() {
    if (query_.size() == 0 || reference_.size() == 0) return {};
    const std::optional<PictureMap> map =
        MapOf(match_.region, query_.frame(0), reference_.frame(0));
    if (!map) return {};
    AddPieces(*map, LayingsOf(*map, match_.change.inverted),
              Seconds(match_.query.start), Seconds(match_.query.end));
    EvidenceParts found;
    found.parts = std::move(parts_);
    found.frame_pairs = FramePairs();
    return found;
  }

 private:
  // Adds the best film between these seconds of the query, then what is left on
  // either side.
  void AddPieces(const PictureMap& map, const std::vector<Laying>& layings,
                 double from, double to) {
    if (!parts_.empty() && to - from < kShortestPiece) return;
    FilmAligner aligner(query_, reference_);
    std::optional<FilmMatch> best;
    const auto apart = [&](const FilmMatch& film) {
      return std::abs(film.weight - score_left_);
    };
    for (const Laying& laying : layings) {
      std::optional<FilmMatch> film =
          aligner.AlignAgain(line_, map, laying, from, to, score_left_);
      if (film && (!best || apart(*film) < apart(*best))) {
        best = std::move(film);
      }
      if (best && apart(*best) < kLeastLeft * match_.score) break;
    }
    if (!best) return;
    AddPart(*best, from, to);
    score_left_ -= best->weight;
    const double gap = Seconds(kFrameLength) / 2;
    AddPieces(map, layings, from, std::min(to, best->query_start - gap));
    AddPieces(map, layings, std::max(from, best->query_end + gap), to);
  }

  void AddPart(const FilmMatch& film, double from, double to) {
    EvidencePart part;
    auto pair = film.frames.begin();
    for (size_t i = film.frames.front().query; i <= film.frames.back().query;
         ++i) {
      const bool is_paired = pair->query == i;
      const FrameMatch frame =
          is_paired ? *pair++ : FrameMatch{.query = i, .map = {}};
      const double time = query_.time(i);
      if (time < from || time > to) continue;
      part.points.push_back(
          {.query = query_.frame(i).time,
           .reference = is_paired ? reference_.frame(frame.reference).time
                                  : ToMediaTime(line_.At(time)),
           .nats = frame.weight(),
           .difference = 1.0 - frame.agreement.share()});
      part.nats += frame.weight();
      if (frame.weight() > 0) frames_.emplace_back(frame, film.laying);
    }
    if (part.points.empty()) return;
    part.range = {part.points.front().query,
                  part.points.back().query + kFrameLength};
    parts_.push_back(std::move(part));
  }

  // The best of each part of the match, by time.
  std::vector<MatchedFrames> FramePairs() const {
    std::array<const std::pair<FrameMatch, Laying>*, kMostFramePairs> best{};
    for (const auto& frame : frames_) {
      const int64_t index =
          (query_.frame(frame.first.query).time - match_.query.start) *
          static_cast<int64_t>(kMostFramePairs) / match_.query.length();
      auto& most = best[std::clamp<int64_t>(index, 0, kMostFramePairs - 1)];
      if (most == nullptr || frame.first.weight() > most->first.weight()) {
        most = &frame;
      }
    }
    std::vector<MatchedFrames> pairs;
    for (const auto* frame : best) {
      if (frame != nullptr) pairs.push_back(Shown(frame->first, frame->second));
    }
    return pairs;
  }

  MatchedFrames Shown(const FrameMatch& frame, const Laying& laying) const {
    const KeyFrame& ours = query_.frame(frame.query);
    const KeyFrame& theirs = reference_.frame(frame.reference);
    const auto aspect = [](const KeyFrame& picture) {
      return static_cast<double>(picture.width) / picture.height;
    };
    return {.query = ours.time,
            .reference = theirs.time,
            .nats = frame.weight(),
            .agreeing = frame.agreement.share(),
            .blocks = static_cast<size_t>(frame.agreement.blocks),
            .places = PlacesOf(frame, laying),
            .region = RegionOf(frame.map, ours, theirs),
            .query_thumbnail = ours.thumbnail,
            .reference_thumbnail = theirs.thumbnail,
            .query_aspect = aspect(ours),
            .reference_aspect = aspect(theirs)};
  }

  // The places of the features that both have.
  std::vector<MatchedPlaces> PlacesOf(const FrameMatch& frame,
                                      const Laying& laying) const {
    std::vector<MatchedPlaces> places;
    if (frame.inliers == 0) return places;
    const KeyFrame& ours = query_.frame(frame.query);
    const KeyFrame& theirs = reference_.frame(frame.reference);
    for (const FeaturePair& pair : FittingPairs(
             ours.features, theirs.features,
             PairFeatures(ours.features, theirs.features, laying), frame.map)) {
      const LocalFeature& here = ours.features[pair.query];
      const LocalFeature& there = theirs.features[pair.reference];
      places.push_back({PlaceIn(ours, {static_cast<float>(here.x),
                                       static_cast<float>(here.y)}),
                        PlaceIn(theirs, {static_cast<float>(there.x),
                                         static_cast<float>(there.y)})});
    }
    return places;
  }

  const Match& match_;
  const FilmLine line_;
  // What no film was found for yet.
  double score_left_;
  Film query_;
  Film reference_;
  std::vector<EvidencePart> parts_;
  // Those with weight, and how they were laid down.
  std::vector<std::pair<FrameMatch, Laying>> frames_;
};

}  // namespace

EvidenceParts FeatureParts(const MediaFingerprint& query,
                           const MediaFingerprint& reference,
                           const Match& match) {
  return FilmEvidence(query, reference, match).Run();
}

}  // namespace earmark::index
