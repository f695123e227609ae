#include "index/internal/film_match.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "index/internal/affine_fit.h"
#include "index/internal/line_fit.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;

// Less of a reference's picture is no picture of its own. Less than kCorner is
// a corner, in which a sign or a logo may stand: there the moments must be
// sure.
constexpr float kLeastCovered = 0.07F;
constexpr double kCorner = 0.18;
constexpr double kCornerMovingShare = 0.5;
constexpr int kFewInliers = 4;
constexpr int kMostInliers = 30;
constexpr float kShareOfFew = 0.8F;
constexpr int kBlocksOfFew = 30;
constexpr float kShareByPixels = 0.8F;
constexpr int kBlocksByPixels = 12;
constexpr double kWeightByPixels = 3;
constexpr float kCloseShare = 0.4F;
// A map is fitted to the pixels so often, to so many blocks at least, and must
// keep this part of the blocks that are compared.
constexpr int kRefinements = 3;
constexpr size_t kLeastShifts = 8;
constexpr float kKeptBlocks = 0.8F;
// What is asked of a film, beside its score: so many frames that agree in so
// large a part of the picture. Turned pictures have more chances.
struct Bar {
  size_t frames;
  double share;
};
constexpr std::array<Bar, 3> kBars = {{{5, 0.7}, {3, 0.88}, {2, 0.93}}};
constexpr size_t kManyFrames = 8;
constexpr double kManyFramesShare = 0.4;
constexpr double kLeastFramesShare = 0.3;
constexpr double kLeastWeight = 12;
constexpr double kLeastWeightOfTwo = 15.6;
constexpr double kTurnedFactor = 1.4;
// A map that moves asks for more: by this factor more for each kDriftUnit above
// what copies have, in picture lengths a second.
constexpr double kSteadyDrift = 0.015;
constexpr double kDriftUnit = 0.004;
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
constexpr double kWholeShare = 0.85;
constexpr double kStillPart = 0.03;
// Where nearly all that moves agrees, and at this moment alone, few frames are
// enough, and the map may move more.
constexpr double kSureLockRatio = 15;
constexpr double kSureMovingShare = 0.7;
constexpr int kSureBlocks = 100;
constexpr size_t kSureFrames = 3;
constexpr double kSureDriftUnit = 0.015;
constexpr double kSlowestSpeed = 0.47;
constexpr double kFastestSpeed = 2.15;

// Whether the whole picture agrees, and next to nothing in it changes.
bool IsStill(const FilmMatch& match) {
  return match.mean_share >= kWholeShare &&
         match.lock.moving <= kStillPart * match.lock.blocks;
}

}  // namespace

double FrameMatch::weight() const {
  if (agreement.covered < kLeastCovered) return 0;
  const float share = agreement.share();
  const double squared = static_cast<double>(share) * share;
  if (inliers >= kEnoughInliers && share >= kLeastShare &&
      agreement.blocks >= kLeastBlocks) {
    return std::min(inliers, kMostInliers) * squared;
  }
  // Lines of text correlate wherever they are as long as others.
  const bool closely = static_cast<float>(agreement.closely) >=
                       kCloseShare * static_cast<float>(agreement.blocks);
  if (inliers >= kFewInliers && closely && share >= kShareOfFew &&
      agreement.blocks >= kBlocksOfFew) {
    return inliers * squared;
  }
  if (closely && share >= kShareByPixels &&
      agreement.blocks >= kBlocksByPixels) {
    return kWeightByPixels * squared;
  }
  return 0;
}

Agreement AgreementOf(Film& query, Film& reference, const FrameMatch& frame,
                      bool inverted) {
  const std::vector<Thumbnail>& ours = query.levels(frame.query);
  const std::vector<Thumbnail>& theirs = reference.levels(frame.reference);
  if (ours.empty() || theirs.empty()) return {};
  const Overlay overlay =
      LayOver(query.frame(frame.query), ours, reference.frame(frame.reference),
              theirs.front(), frame.map);
  return Compare(overlay, theirs.front(), inverted);
}

FrameMatch Refined(Film& query, Film& reference, const FrameMatch& frame,
                   bool inverted) {
  const std::vector<Thumbnail>& ours = query.levels(frame.query);
  const std::vector<Thumbnail>& theirs = reference.levels(frame.reference);
  if (ours.empty() || theirs.empty()) return frame;
  const KeyFrame& our_frame = query.frame(frame.query);
  const KeyFrame& their_frame = reference.frame(frame.reference);
  const Thumbnail& picture = theirs.front();
  // Units a pixel.
  const float across =
      static_cast<float>(their_frame.width) / static_cast<float>(picture.width);
  const float down = static_cast<float>(their_frame.height) /
                     static_cast<float>(picture.height);
  FrameMatch best = frame;
  Overlay overlay = LayOver(our_frame, ours, their_frame, picture, best.map);
  for (int round = 0; round < kRefinements; ++round) {
    const std::vector<BlockShift> shifts = ShiftsOf(overlay, picture, inverted);
    if (shifts.size() < kLeastShifts) break;
    AffineFit fit;
    for (const BlockShift& shift : shifts) {
      const auto x = static_cast<float>(shift.place.x);
      const auto y = static_cast<float>(shift.place.y);
      fit.Add({(x + static_cast<float>(shift.dx)) * across,
               (y + static_cast<float>(shift.dy)) * down},
              {x * across, y * down});
    }
    const std::optional<PictureMap> correction = fit.Map();
    if (!correction) break;
    FrameMatch next = best;
    next.map = correction->After(best.map);
    overlay = LayOver(our_frame, ours, their_frame, picture, next.map);
    next.agreement = Compare(overlay, picture, inverted);
    if (next.agreement.share() <= best.agreement.share() ||
        next.agreement.blocks < kKeptBlocks * best.agreement.blocks) {
      break;
    }
    best = next;
  }
  return best;
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
  const TimeLock& lock = match.lock;
  const bool sure = match.weighted >= kSureFrames && lock.here >= kSureBlocks &&
                    lock.ratio() >= kSureLockRatio &&
                    lock.moving_share() >= kSureMovingShare;
  const double drifted = std::max(0.0, match.drift - kSteadyDrift);
  const double factor = (match.laying.upright() ? 1 : kTurnedFactor) *
                        (1 + drifted / (sure ? kSureDriftUnit : kDriftUnit));
  if (match.weight < kLeastWeight * factor) return false;
  if (query_frames == 1) {
    return match.frames.front().inliers >= kPhotoInliers &&
           match.mean_share >= kPhotoShare;
  }
  if (match.mean_covered < kCorner &&
      !(lock.IsSure() && lock.moving_share() >= kCornerMovingShare)) {
    return false;
  }
  if (static_cast<double>(match.weighted) <
      kLeastFramesShare * static_cast<double>(match.frames.size())) {
    return false;
  }
  const double speed = match.line.speed;
  if (lock.moves() && (speed < kSlowestSpeed || speed > kFastestSpeed ||
                       lock.ratio() < kLeastLockRatio ||
                       lock.ratio() * lock.moving_share() <
                           (speed == 1 ? kLeastLock : kLeastLockAtSpeed))) {
    return false;
  }
  if (sure) return true;
  // What lies before everything and never changes, such as a logo or a border,
  // agrees too, while all that changes does not.
  if (!lock.moves() &&
      (match.mean_share < kLeastStillShare ||
       (lock.moving >= kManyMovingBlocks &&
        lock.moving_share() < kLeastStillMovingShare && !IsStill(match)))) {
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
