#include "index/internal/film_match.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "index/internal/line_fit.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;

// Less of a reference's picture is a corner of it, in which a sign or a logo
// may stand.
constexpr float kLeastCovered = 0.18F;
constexpr int kFewInliers = 4;
constexpr int kMostInliers = 30;
constexpr float kShareOfFew = 0.8F;
constexpr int kBlocksOfFew = 30;
constexpr float kShareByPixels = 0.8F;
constexpr int kBlocksByPixels = 12;
constexpr double kWeightByPixels = 3;
// What is asked of a film, beside its score: so many frames that agree in so
// large a part of the picture. Turned pictures have more chances.
struct Bar {
  size_t frames;
  double share;
};
constexpr std::array<Bar, 3> kBars = {{{5, 0.7}, {3, 0.88}, {2, 0.93}}};
constexpr size_t kManyFrames = 8;
constexpr double kManyFramesShare = 0.4;
constexpr double kLeastWeight = 12;
constexpr double kLeastWeightOfTwo = 15.6;
constexpr double kTurnedFactor = 1.4;
// A map that moves asks for more: by this factor more for each kDriftUnit above
// what copies have, in picture lengths a second.
constexpr double kSteadyDrift = 0.015;
constexpr double kDriftUnit = 0.005;
// The time lock, where anything moves: the ratio against other moments; that
// times the part of what moves that agrees; and speeds.
constexpr double kLeastLockRatio = 2.3;
constexpr double kLeastLock = 1.3;
// Another speed than 1 has been chosen among many.
constexpr double kLeastLockAtSpeed = 2;
// Of a photograph: features and part of the picture that agree.
constexpr int kPhotoInliers = 15;
constexpr double kPhotoShare = 0.75;
// Where nothing tells moments apart, so much of the picture agrees, and so much
// of what changes if that is many blocks.
constexpr double kLeastStillShare = 0.6;
constexpr int kManyMovingBlocks = 20;
constexpr double kLeastStillMovingShare = 0.2;
// Where nearly all that moves agrees, and at this moment alone, few frames are
// enough.
constexpr double kSureLockRatio = 15;
constexpr double kSureMovingShare = 0.7;
constexpr int kSureBlocks = 100;
constexpr size_t kSureFrames = 3;
constexpr double kSlowestSpeed = 0.47;
constexpr double kFastestSpeed = 2.15;

}  // namespace

double FrameMatch::weight() const {
  if (agreement.covered < kLeastCovered) return 0;
  const float share = agreement.share();
  const double squared = static_cast<double>(share) * share;
  if (inliers >= kEnoughInliers && share >= kLeastShare &&
      agreement.blocks >= kLeastBlocks) {
    return std::min(inliers, kMostInliers) * squared;
  }
  if (inliers >= kFewInliers && share >= kShareOfFew &&
      agreement.blocks >= kBlocksOfFew) {
    return inliers * squared;
  }
  if (share >= kShareByPixels && agreement.blocks >= kBlocksByPixels) {
    return kWeightByPixels * squared;
  }
  return 0;
}

Agreement AgreementOf(Film& query, size_t query_frame, Film& reference,
                      size_t reference_frame, const PictureMap& map,
                      bool inverted) {
  const std::vector<Thumbnail>& ours = query.levels(query_frame);
  const std::vector<Thumbnail>& theirs = reference.levels(reference_frame);
  if (ours.empty() || theirs.empty()) return {};
  const Overlay overlay =
      LayOver(query.frame(query_frame), ours, reference.frame(reference_frame),
              theirs.front(), map);
  return Compare(overlay, theirs.front(), inverted);
}

double DriftOf(std::span<const FrameMatch> frames, const Film& query) {
  double drift = 0;
  for (const float x : {0.25F, 0.75F}) {
    for (const float y : {0.25F, 0.75F}) {
      LineFit across;
      LineFit down;
      double scale = 0;
      for (const FrameMatch& frame : frames) {
        if (frame.inliers < kEnoughInliers) continue;
        const KeyFrame& picture = query.frame(frame.query);
        const double t = query.time(frame.query) - query.time(frames[0].query);
        const PictureMap::Point to =
            frame.map.At({x * picture.width, y * picture.height});
        across.Add(t, to.x);
        down.Add(t, to.y);
        scale += frame.map.scale();
      }
      if (across.count() < 3 || across.spread() < LineFit::kLeastSpread) {
        continue;
      }
      const double moved = std::hypot(across.slope(), down.slope());
      drift = std::max(drift, moved / (fingerprint::kPictureUnits *
                                       std::max(1.0, scale / across.count())));
    }
  }
  return drift;
}

bool IsFilm(const FilmMatch& match, size_t query_frames) {
  const double factor =
      (match.laying.upright() ? 1 : kTurnedFactor) *
      (1 + std::max(0.0, match.drift - kSteadyDrift) / kDriftUnit);
  if (match.weight < kLeastWeight * factor) return false;
  if (query_frames == 1) {
    return match.frames.front().inliers >= kPhotoInliers &&
           match.mean_share >= kPhotoShare;
  }
  if (match.lock.moves()) {
    const double ratio = match.lock.ratio();
    const double speed = match.line.speed;
    if (speed < kSlowestSpeed || speed > kFastestSpeed ||
        ratio < kLeastLockRatio ||
        ratio * match.lock.moving_share() <
            (speed == 1 ? kLeastLock : kLeastLockAtSpeed)) {
      return false;
    }
    if (match.weighted >= kSureFrames && match.lock.here >= kSureBlocks &&
        ratio >= kSureLockRatio &&
        match.lock.moving_share() >= kSureMovingShare) {
      return true;
    }
  }
  // What lies before everything and never changes, such as a logo or a border,
  // agrees too, while all that changes does not.
  if (!match.lock.moves() &&
      (match.mean_share < kLeastStillShare ||
       (match.lock.moving >= kManyMovingBlocks &&
        match.lock.moving_share() < kLeastStillMovingShare))) {
    return false;
  }
  if (match.weighted >= kManyFrames &&
      static_cast<double>(match.weighted) >=
          kManyFramesShare * static_cast<double>(match.frames.size())) {
    return true;
  }
  for (const Bar& bar : kBars) {
    if (match.weighted < bar.frames || match.mean_share < bar.share) continue;
    if (bar.frames > 2 || match.weight >= kLeastWeightOfTwo * factor) {
      return true;
    }
  }
  return false;
}

}  // namespace earmark::index
