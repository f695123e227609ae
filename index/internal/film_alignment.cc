#include "index/internal/film_alignment.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;

// Frames around a candidate's that may be the first to agree, and how far their
// twins may stand from where they are due.
constexpr double kSeedReach = 2;    // seconds
constexpr double kSeedSlack = 0.8;  // seconds
// A seed of this weight is good enough to look no further.
constexpr double kGoodSeed = 7;
// Frames of the query, and pairs, that are tried for a seed.
constexpr size_t kMostSeedPairs = 40;

// So many seeds are tried to find a film again, until one has its weight but
// for this part.
constexpr size_t kWalksAgain = 8;
constexpr double kSameWeight = 0.01;

// Speeds that are walked at, and how far a twin may stand from where it is due.
constexpr double kSlowest = 0.45;
constexpr double kFastest = 2.2;
constexpr double kWalkSlack = 0.6;  // seconds
// The line is fitted to so many of the last frames, once they span so long.
constexpr size_t kLineFrames = 12;
constexpr double kLineSpan = 2;  // seconds
// Thumbnails that are kept decoded while a long film is walked along: 20 MB.
constexpr size_t kMostDecoded = 256;
// A walk ends where no frame agreed for so long.
constexpr double kLongestGap = 1.7;  // seconds
// Twins that are tried for one frame by features, and by pixels alone.
constexpr size_t kTwinsByFeatures = 5;
constexpr size_t kTwinsByPixels = 3;

// Two maps are near when corners move no farther than this, in lengths of the
// picture: at once, a second, at most.
constexpr double kNearAtOnce = 0.05;
constexpr double kNearASecond = 0.06;
constexpr double kNearAtMost = 0.3;

// Frames count from here on. Less of a reference's picture is a corner of it,
// in which a sign or a logo may stand.
constexpr float kLeastCovered = 0.18F;
constexpr int kFewInliers = 4;
constexpr int kEnoughInliers = 6;
constexpr int kMostInliers = 30;
constexpr float kLeastShare = 0.35F;
constexpr int kLeastBlocks = 8;
constexpr float kShareOfFew = 0.8F;
constexpr int kBlocksOfFew = 30;
constexpr float kShareByPixels = 0.8F;
constexpr int kBlocksByPixels = 12;
constexpr double kWeightByPixels = 3;
// A frame that is carried along needs this part of the others' share.
constexpr double kCarriedShare = 0.6;

// How far twins stand from where they are due, in seconds, and how many
// standard errors from 1 a speed is said from.
constexpr double kTimeError = 0.2;
constexpr double kSpeedErrors = 3;

// Moments that the time lock compares, this far apart.
constexpr double kOtherMoment = 2;  // seconds
constexpr size_t kLockFrames = 24;

// A time line is looked for this far around, among so many frames of either,
// at these speeds.
constexpr double kLineReach = 30;  // seconds
constexpr size_t kLineReferences = 200;
constexpr size_t kLineQueries = 24;
constexpr size_t kLeastMovingBlocks = 4;
constexpr double kLineStep = 0.25;  // seconds
constexpr std::array<double, 15> kLineSpeeds = {1,    0.5,  0.57, 0.65, 0.72,
                                                0.8,  0.87, 0.93, 1.08, 1.16,
                                                1.25, 1.37, 1.5,  1.7,  2};
constexpr double kOtherSpeedShare = 0.93;

// A walk may keep a moment beside the right one: lines this far from it are
// tried, on so many frames, and must be better by this.
constexpr std::array<double, 5> kShifts = {0, -0.25, 0.25, -0.5, 0.5};
constexpr size_t kShiftFrames = 10;
constexpr double kShiftedShare = 0.995;

double Seconds(std::chrono::microseconds time) {
  return std::chrono::duration<double>(time).count();
}

// How far two maps lead the middle half of a picture apart, in lengths of the
// reference's picture, or of what the query shows of it when that is smaller.
double MapsApart(const PictureMap& a, const PictureMap& b,
                 const KeyFrame& query) {
  double apart = 0;
  for (const float x : {0.25F, 0.75F}) {
    for (const float y : {0.25F, 0.75F}) {
      const PictureMap::Point p = {x * query.width, y * query.height};
      const PictureMap::Point in_a = a.At(p);
      const PictureMap::Point in_b = b.At(p);
      apart =
          std::max<double>(apart, std::hypot(in_a.x - in_b.x, in_a.y - in_b.y));
    }
  }
  return apart / (fingerprint::kPictureUnits *
                  std::max<double>(1, std::max(a.scale(), b.scale())));
}

// How fast the map moves where it moves most, in picture lengths a second: the
// slopes of the lines through where it leads the corners of the picture's
// middle half.
double DriftOf(std::span<const FrameMatch> frames, const Film& query) {
  double drift = 0;
  for (const float x : {0.25F, 0.75F}) {
    for (const float y : {0.25F, 0.75F}) {
      double n = 0;
      double sum_t = 0;
      double sum_tt = 0;
      double sum_x = 0;
      double sum_y = 0;
      double sum_tx = 0;
      double sum_ty = 0;
      double scale = 0;
      for (const FrameMatch& frame : frames) {
        if (frame.inliers < kEnoughInliers) continue;
        const KeyFrame& picture = query.frame(frame.query);
        const double t = query.time(frame.query) - query.time(frames[0].query);
        const PictureMap::Point to =
            frame.map.At({x * picture.width, y * picture.height});
        n += 1;
        sum_t += t;
        sum_tt += t * t;
        sum_x += to.x;
        sum_y += to.y;
        sum_tx += t * to.x;
        sum_ty += t * to.y;
        scale += frame.map.scale();
      }
      const double variance = n * sum_tt - sum_t * sum_t;
      if (n < 3 || variance < 1e-9) continue;
      const double moved = std::hypot((n * sum_tx - sum_t * sum_x) / variance,
                                      (n * sum_ty - sum_t * sum_y) / variance);
      drift = std::max(drift, moved / (fingerprint::kPictureUnits *
                                       std::max(1.0, scale / n)));
    }
  }
  return drift;
}

}  // namespace

Film::Film(std::span<const KeyFrame> frames, Frames which) {
  for (const KeyFrame& frame : frames) {
    if (which == Frames::kAll || !frame.features.empty()) {
      frames_.push_back(&frame);
    }
  }
  levels_.resize(frames_.size());
}

double Film::time(size_t i) const { return Seconds(frames_[i]->time); }

const std::vector<Thumbnail>& Film::levels(size_t i) {
  std::optional<std::vector<Thumbnail>>& levels = levels_[i];
  if (!levels) {
    levels.emplace();
    ++decoded_;
    Thumbnail level = DecodeThumbnail(frames_[i]->thumbnail);
    while (!level.empty()) {
      Thumbnail half = Halved(level);
      levels->push_back(std::move(level));
      level = std::move(half);
    }
  }
  return *levels;
}

void Film::Trim(size_t most) {
  if (decoded_ <= most) return;
  for (std::optional<std::vector<Thumbnail>>& levels : levels_) levels.reset();
  decoded_ = 0;
}

size_t Film::Nearest(double time) const {
  const auto after = std::lower_bound(frames_.begin(), frames_.end(), time,
                                      [](const KeyFrame* frame, double at) {
                                        return Seconds(frame->time) < at;
                                      });
  const auto i = static_cast<size_t>(after - frames_.begin());
  if (i == frames_.size()) return i - 1;
  if (i == 0) return 0;
  return time - this->time(i - 1) < this->time(i) - time ? i - 1 : i;
}

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

Agreement FilmAligner::Check(size_t query, size_t reference,
                             const PictureMap& map, const Laying& laying) {
  const std::vector<Thumbnail>& ours = query_.levels(query);
  const std::vector<Thumbnail>& theirs = reference_.levels(reference);
  if (ours.empty() || theirs.empty()) return {};
  const Overlay overlay =
      LayOver(query_.frame(query), ours, reference_.frame(reference),
              theirs.front(), map);
  return Compare(overlay, theirs.front(), laying.inverted());
}

std::optional<FrameMatch> FilmAligner::MatchFrames(size_t query,
                                                   size_t reference,
                                                   const Laying& laying,
                                                   const PictureMap* near,
                                                   double apart) {
  const auto& ours = query_.frame(query).features;
  const auto& theirs = reference_.frame(reference).features;
  const std::optional<PictureFit> fit =
      FitPicture(ours, theirs, PairFeatures(ours, theirs, laying), laying);
  if (!fit) return std::nullopt;
  if (near != nullptr &&
      MapsApart(*near, fit->map, query_.frame(query)) >
          std::min(kNearAtMost, kNearAtOnce + kNearASecond * apart)) {
    return std::nullopt;
  }
  return FrameMatch{.query = query,
                    .reference = reference,
                    .map = fit->map,
                    .inliers = fit->inliers};
}

std::optional<FrameMatch> FilmAligner::FindSeed(
    const FilmCandidate& candidate) {
  // The frames around the candidate's, the nearest first.
  std::vector<size_t> nearest;
  for (size_t i = 0; i < query_.size(); ++i) {
    if (std::abs(query_.time(i) - candidate.query_time) <= kSeedReach) {
      nearest.push_back(i);
    }
  }
  std::stable_sort(nearest.begin(), nearest.end(), [&](size_t a, size_t b) {
    return std::abs(query_.time(a) - candidate.query_time) <
           std::abs(query_.time(b) - candidate.query_time);
  });
  std::optional<FrameMatch> best;
  size_t tried = 0;
  for (const size_t query : nearest) {
    const double shift = query_.time(query) - candidate.query_time;
    const double slack = kSeedSlack + std::abs(shift) / 2;
    size_t reference =
        reference_.Nearest(candidate.reference_start + shift - slack);
    std::vector<FrameMatch> found;
    for (; reference < reference_.size() &&
           reference_.time(reference) <=
               candidate.reference_end + shift + slack &&
           tried < kMostSeedPairs;
         ++reference, ++tried) {
      const std::optional<FrameMatch> match =
          MatchFrames(query, reference, candidate.laying, nullptr, 0);
      if (match) found.push_back(*match);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const FrameMatch& a, const FrameMatch& b) {
                       return a.inliers > b.inliers;
                     });
    if (found.size() > kTwinsByPixels) found.resize(kTwinsByPixels);
    for (FrameMatch& match : found) {
      match.agreement =
          Check(query, match.reference, match.map, candidate.laying);
      if (match.weight() > (best ? best->weight() : 0)) best = match;
    }
    if (best && best->weight() >= kGoodSeed) break;
  }
  return best ? best : Pool(candidate);
}

std::optional<FrameMatch> FilmAligner::Pool(const FilmCandidate& candidate) {
  if (!candidate.rough) return std::nullopt;
  // All pairs of features around the candidate's place that the rough map
  // leads near each other, as if they stood in one picture.
  constexpr float kNear = 60;  // units
  std::vector<fingerprint::LocalFeature> ours;
  std::vector<fingerprint::LocalFeature> theirs;
  std::vector<FeaturePair> pairs;
  std::optional<FrameMatch> best;
  std::vector<std::pair<size_t, size_t>> frames;
  for (size_t query = 0; query < query_.size(); ++query) {
    const double shift = query_.time(query) - candidate.query_time;
    if (std::abs(shift) > kSeedReach) continue;
    const double due =
        (candidate.reference_start + candidate.reference_end) / 2 + shift;
    const size_t reference = reference_.Nearest(due);
    if (std::abs(reference_.time(reference) - due) >
        kSeedSlack +
            (candidate.reference_end - candidate.reference_start) / 2) {
      continue;
    }
    frames.emplace_back(query, reference);
    const auto& query_features = query_.frame(query).features;
    const auto& reference_features = reference_.frame(reference).features;
    for (const FeaturePair& pair :
         PairFeatures(query_features, reference_features, candidate.laying)) {
      const auto& a = query_features[pair.query];
      const auto& b = reference_features[pair.reference];
      const PictureMap::Point due_at = candidate.rough->At(
          {static_cast<float>(a.x), static_cast<float>(a.y)});
      if (std::abs(due_at.x - b.x) > kNear || std::abs(due_at.y - b.y) > kNear)
        continue;
      pairs.push_back({.query = static_cast<uint16_t>(ours.size()),
                       .reference = static_cast<uint16_t>(theirs.size()),
                       .distance = pair.distance});
      ours.push_back(a);
      theirs.push_back(b);
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const FeaturePair& a, const FeaturePair& b) {
                     return a.distance < b.distance;
                   });
  if (pairs.size() > kMostPairs) pairs.resize(kMostPairs);
  const std::optional<PictureFit> fit =
      FitPicture(ours, theirs, pairs, candidate.laying);
  if (!fit) return std::nullopt;
  for (const auto& [query, reference] : frames) {
    FrameMatch match = {
        .query = query, .reference = reference, .map = fit->map, .inliers = 0};
    match.agreement = Check(query, reference, match.map, candidate.laying);
    if (match.weight() > (best ? best->weight() : 0)) best = match;
  }
  return best;
}

void FilmAligner::Walk(const Laying& laying, int step, const FilmLine* line,
                       std::vector<FrameMatch>& chain) {
  // `chain` grows at its end, away from its first.
  double last_agreeing = query_.time(chain.back().query);
  for (auto query = static_cast<int64_t>(chain.back().query) + step;
       query >= 0 && query < static_cast<int64_t>(query_.size());
       query += step) {
    const double time = query_.time(query);
    if (std::abs(time - last_agreeing) > kLongestGap) return;
    query_.Trim(kMostDecoded);
    reference_.Trim(kMostDecoded);
    const FrameMatch& last = chain.back();
    const double passed = time - query_.time(last.query);
    // Where the twin is due.
    double due = reference_.time(last.reference) + passed;
    double from = std::min(passed * kSlowest, passed * kFastest) - kWalkSlack;
    double to = std::max(passed * kSlowest, passed * kFastest) + kWalkSlack;
    from += reference_.time(last.reference);
    to += reference_.time(last.reference);
    const size_t used = std::min(chain.size(), kLineFrames);
    const double span = std::abs(query_.time(chain[chain.size() - used].query) -
                                 query_.time(last.query));
    if (line != nullptr) {
      due = line->At(time);
      from = due - kWalkSlack;
      to = due + kWalkSlack;
    } else if (span >= kLineSpan) {
      double n = 0;
      double sum_q = 0;
      double sum_r = 0;
      double sum_qq = 0;
      double sum_qr = 0;
      for (size_t i = chain.size() - used; i < chain.size(); ++i) {
        const double q = query_.time(chain[i].query) - time;
        const double r = reference_.time(chain[i].reference);
        n += 1;
        sum_q += q;
        sum_r += r;
        sum_qq += q * q;
        sum_qr += q * r;
      }
      const double speed =
          std::clamp((n * sum_qr - sum_q * sum_r) /
                         std::max(1e-9, n * sum_qq - sum_q * sum_q),
                     kSlowest, kFastest);
      due = (sum_r - speed * sum_q) / n;
      from = std::max(from, due - kWalkSlack);
      to = std::min(to, due + kWalkSlack);
    }
    std::vector<size_t> twins;
    for (size_t i = reference_.Nearest(from);
         i < reference_.size() && reference_.time(i) <= to; ++i) {
      if (reference_.time(i) >= from) twins.push_back(i);
    }
    if (twins.empty()) twins.push_back(reference_.Nearest(due));
    std::stable_sort(twins.begin(), twins.end(), [&](size_t a, size_t b) {
      return std::abs(reference_.time(a) - due) <
             std::abs(reference_.time(b) - due);
    });
    if (twins.size() > kTwinsByFeatures) twins.resize(kTwinsByFeatures);

    std::optional<FrameMatch> best;
    double best_rank = 0;
    const auto consider = [&](FrameMatch match) {
      match.agreement = Check(query, match.reference, match.map, laying);
      const double weight = match.weight();
      const double share = match.agreement.share();
      const bool carried =
          weight > 0 ||
          (match.agreement.blocks >= kLeastBlocks &&
           share >= std::max<double>(kLeastShare,
                                     kCarriedShare * last.agreement.share()));
      if (!carried) return;
      // Among twins alike, the one that is due.
      const double rank =
          (0.1 + weight + 0.01 * share) /
          (1 + 0.05 * std::abs(reference_.time(match.reference) - due));
      if (rank > best_rank) {
        best_rank = rank;
        best = match;
      }
    };
    std::vector<FrameMatch> found;
    for (const size_t twin : twins) {
      const std::optional<FrameMatch> match =
          MatchFrames(query, twin, laying, &last.map, std::abs(passed));
      if (match) found.push_back(*match);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const FrameMatch& a, const FrameMatch& b) {
                       return a.inliers > b.inliers;
                     });
    if (found.size() > kTwinsByPixels) found.resize(kTwinsByPixels);
    for (const FrameMatch& match : found) consider(match);
    if (!best || best->inliers < kEnoughInliers) {
      for (size_t i = 0; i < std::min(twins.size(), kTwinsByPixels); ++i) {
        consider({.query = static_cast<size_t>(query),
                  .reference = twins[i],
                  .map = last.map,
                  .inliers = 0});
      }
    }
    if (!best) continue;
    last_agreeing = time;
    chain.push_back(*best);
  }
}

TimeLock FilmAligner::LockOf(const FilmMatch& match) {
  TimeLock lock;
  const size_t step = std::max<size_t>(1, match.frames.size() / kLockFrames);
  for (size_t i = 0; i < match.frames.size(); i += step) {
    const FrameMatch& frame = match.frames[i];
    const auto& theirs = reference_.levels(frame.reference);
    if (theirs.empty()) continue;
    const KeyFrame& reference = reference_.frame(frame.reference);
    const Overlay here =
        LayOver(query_.frame(frame.query), query_.levels(frame.query),
                reference, theirs.front(), frame.map);
    // Another moment of the match, about two seconds away.
    const double time = query_.time(frame.query);
    const double end = query_.time(match.frames.back().query);
    const double other_time =
        time + kOtherMoment <= end ? time + kOtherMoment : time - kOtherMoment;
    const size_t other = query_.Nearest(other_time);
    const double moved = query_.time(other) - time;
    if (std::abs(moved) < kOtherMoment / 2) continue;
    const Overlay there = LayOver(query_.frame(other), query_.levels(other),
                                  reference, theirs.front(), frame.map);
    const size_t other_reference = reference_.Nearest(
        reference_.time(frame.reference) + moved * match.line.speed);
    const auto& other_levels = reference_.levels(other_reference);
    const bool has_other =
        other_reference != frame.reference && !other_levels.empty();
    lock += CompareMoments(
        here, query_.levels(other).empty() ? nullptr : &there, theirs.front(),
        has_other ? &other_levels.front() : nullptr, match.laying.inverted());
  }
  return lock;
}

std::optional<FilmMatch> FilmAligner::Align(const FilmCandidate& candidate) {
  const std::optional<FrameMatch> seed = FindSeed(candidate);
  if (!seed) return std::nullopt;
  std::optional<FilmMatch> match = WalkFrom(*seed, candidate.laying, nullptr);
  if (!match) return match;
  if (match->lock.IsSure()) {
    const FilmLine line = BestShift(*match);
    if (line.offset == match->line.offset) return match;
    std::optional<FilmMatch> shifted = Retimed(*match, line);
    return shifted && shifted->weight > match->weight ? shifted : match;
  }
  const std::optional<FilmLine> line = FindLine(*match);
  if (!line) return match;
  return BetterTimed(*std::move(match), *line);
}

std::optional<FilmMatch> FilmAligner::AlignAgain(
    const FilmLine& line, const PictureMap& map, const Laying& laying,
    double query_start, double query_end, double weight) {
  std::vector<size_t> queries;
  for (size_t i = 0; i < query_.size(); ++i) {
    if (query_.time(i) >= query_start && query_.time(i) <= query_end) {
      queries.push_back(i);
    }
  }
  // The best of each frame.
  std::vector<FrameMatch> seeds;
  const size_t step = (queries.size() + kMostSeedPairs - 1) / kMostSeedPairs;
  for (size_t i = 0; i < queries.size(); i += step) {
    const double due = line.At(query_.time(queries[i]));
    std::optional<FrameMatch> best;
    for (size_t twin = reference_.Nearest(due - kSeedSlack);
         twin < reference_.size() && reference_.time(twin) <= due + kSeedSlack;
         ++twin) {
      std::optional<FrameMatch> match =
          MatchFrames(queries[i], twin, laying, &map, query_end - query_start);
      if (!match) continue;
      match->agreement = Check(queries[i], twin, match->map, laying);
      if (match->weight() > (best ? best->weight() : 0)) best = match;
    }
    if (best) seeds.push_back(*best);
  }
  std::stable_sort(seeds.begin(), seeds.end(),
                   [](const FrameMatch& a, const FrameMatch& b) {
                     return a.weight() > b.weight();
                   });
  if (seeds.size() > kWalksAgain) seeds.resize(kWalksAgain);

  std::optional<FilmMatch> nearest;
  const auto apart = [&](const FilmMatch& match) {
    return std::abs(match.weight - weight);
  };
  for (const FrameMatch& seed : seeds) {
    std::optional<FilmMatch> match = WalkFrom(seed, laying, nullptr);
    if (!match) continue;
    if (!match->lock.IsSure()) {
      match = BetterTimed(*std::move(match), line);
    }
    if (!nearest || apart(*match) < apart(*nearest)) {
      nearest = std::move(match);
    }
    if (apart(*nearest) < kSameWeight * weight) break;
  }
  return nearest;
}

FilmMatch FilmAligner::BetterTimed(FilmMatch match, const FilmLine& line) {
  std::optional<FilmMatch> retimed = Retimed(match, line);
  return retimed && retimed->lock.ratio() > match.lock.ratio()
             ? *std::move(retimed)
             : std::move(match);
}

FilmLine FilmAligner::BestShift(const FilmMatch& match) {
  FilmLine best = match.line;
  double most = 0;
  const size_t step = std::max<size_t>(1, match.frames.size() / kShiftFrames);
  for (const double shift : kShifts) {
    double sum = 0;
    for (size_t i = 0; i < match.frames.size(); i += step) {
      const FrameMatch& frame = match.frames[i];
      const double due = match.line.At(query_.time(frame.query)) + shift;
      const size_t reference = reference_.Nearest(due);
      if (std::abs(reference_.time(reference) - due) > kWalkSlack) continue;
      sum += Check(frame.query, reference, frame.map, match.laying).share();
    }
    if (shift != 0) sum *= kShiftedShare;
    if (sum > most) {
      most = sum;
      best.offset = match.line.offset + shift;
    }
  }
  return best;
}

std::optional<FilmMatch> FilmAligner::Retimed(const FilmMatch& match,
                                              const FilmLine& line) {
  std::optional<FrameMatch> best;
  for (const FrameMatch& frame : match.frames) {
    const double due = line.At(query_.time(frame.query));
    const size_t reference = reference_.Nearest(due);
    if (std::abs(reference_.time(reference) - due) > kWalkSlack) continue;
    FrameMatch moved = frame;
    if (reference != frame.reference) {
      std::optional<FrameMatch> found =
          MatchFrames(frame.query, reference, match.laying, &frame.map, 0);
      moved.reference = reference;
      moved.inliers = 0;
      if (found) moved = *found;
      moved.agreement =
          Check(moved.query, moved.reference, moved.map, match.laying);
    }
    if (!best || moved.weight() > best->weight()) best = moved;
  }
  if (!best || best->weight() <= 0) return std::nullopt;
  return WalkFrom(*best, match.laying, &line);
}

std::optional<FilmLine> FilmAligner::FindLine(const FilmMatch& match) {
  // The frames of the reference around, and some of the query's.
  const double middle = (match.query_start + match.query_end) / 2;
  const double reach =
      kFastest * (match.query_end - match.query_start) / 2 + kLineReach;
  std::vector<size_t> references;
  for (size_t i = 0; i < reference_.size(); ++i) {
    if (std::abs(reference_.time(i) - match.line.At(middle)) <= reach) {
      references.push_back(i);
    }
  }
  const auto thin = [](std::vector<size_t>& all, size_t most) {
    const size_t step = (all.size() + most - 1) / most;
    std::vector<size_t> kept;
    for (size_t i = 0; i < all.size(); i += step) kept.push_back(all[i]);
    all = std::move(kept);
  };
  thin(references, kLineReferences);
  std::vector<size_t> queries(match.frames.size());
  for (size_t i = 0; i < queries.size(); ++i) queries[i] = i;
  thin(queries, kLineQueries);
  std::vector<const Thumbnail*> thumbnails;
  for (const size_t i : references) {
    if (reference_.levels(i).empty()) return std::nullopt;
    thumbnails.push_back(&reference_.levels(i).front());
  }
  const std::vector<BlockPlace> blocks = MovingBlocks(thumbnails);
  if (blocks.size() < kLeastMovingBlocks) return std::nullopt;

  // How much better each frame of the reference agrees with each of the query
  // than the others do.
  std::vector<std::vector<float>> gains;
  for (const size_t i : queries) {
    const FrameMatch& frame = match.frames[i];
    std::vector<std::vector<bool>> agreeing;
    std::vector<float> usual(blocks.size(), 0);
    const Overlay overlay =
        LayOver(query_.frame(frame.query), query_.levels(frame.query),
                reference_.frame(frame.reference),
                reference_.levels(frame.reference).front(), frame.map);
    for (const Thumbnail* thumbnail : thumbnails) {
      agreeing.push_back(
          AgreeingBlocks(overlay, *thumbnail, blocks, match.laying.inverted()));
      for (size_t b = 0; b < blocks.size(); ++b) {
        usual[b] += agreeing.back()[b] ? 1 : 0;
      }
    }
    std::vector<float>& gain = gains.emplace_back();
    for (const std::vector<bool>& agrees : agreeing) {
      float sum = 0;
      for (size_t b = 0; b < blocks.size(); ++b) {
        sum += (agrees[b] ? 1.0F : 0.0F) -
               usual[b] / static_cast<float>(thumbnails.size());
      }
      gain.push_back(sum);
    }
  }

  std::optional<FilmLine> best;
  double most = 0;
  for (const double speed : kLineSpeeds) {
    const double first =
        reference_.time(references.front()) - speed * match.query_end;
    const double last =
        reference_.time(references.back()) - speed * match.query_start;
    for (double offset = first; offset <= last; offset += kLineStep) {
      double sum = 0;
      size_t next = 0;
      for (size_t i = 0; i < queries.size(); ++i) {
        const double due =
            speed * query_.time(match.frames[queries[i]].query) + offset;
        while (next + 1 < references.size() &&
               std::abs(reference_.time(references[next + 1]) - due) <=
                   std::abs(reference_.time(references[next]) - due)) {
          ++next;
        }
        if (std::abs(reference_.time(references[next]) - due) <= kWalkSlack) {
          sum += gains[i][next];
        }
      }
      if (speed != 1) sum *= kOtherSpeedShare;
      if (sum > most) {
        most = sum;
        best = FilmLine{.speed = speed, .offset = offset};
      }
    }
  }
  return best;
}

std::optional<FilmMatch> FilmAligner::WalkFrom(const FrameMatch& seed,
                                               const Laying& laying,
                                               const FilmLine* line) {
  std::vector<FrameMatch> forward = {seed};
  Walk(laying, 1, line, forward);
  std::vector<FrameMatch> backward = {
      forward.begin(), forward.begin() + static_cast<ptrdiff_t>(std::min(
                                             forward.size(), kLineFrames))};
  std::reverse(backward.begin(), backward.end());
  const size_t shared = backward.size();
  Walk(laying, -1, line, backward);

  FilmMatch match;
  match.laying = laying;
  match.frames.assign(backward.rbegin(),
                      backward.rend() - static_cast<ptrdiff_t>(shared));
  match.frames.insert(match.frames.end(), forward.begin(), forward.end());

  double n = 0;
  double sum_q = 0;
  double sum_r = 0;
  double sum_qq = 0;
  double sum_qr = 0;
  for (const FrameMatch& frame : match.frames) {
    const double weight = frame.weight();
    if (weight <= 0) continue;
    match.weight += weight;
    ++match.weighted;
    match.mean_share += frame.agreement.share();
    const double q = query_.time(frame.query);
    const double r = reference_.time(frame.reference);
    n += 1;
    sum_q += q;
    sum_r += r;
    sum_qq += q * q;
    sum_qr += q * r;
  }
  if (match.weighted == 0) return std::nullopt;
  match.mean_share /= static_cast<double>(match.weighted);
  match.drift = DriftOf(match.frames, query_);
  match.query_start = query_.time(match.frames.front().query);
  match.query_end = query_.time(match.frames.back().query);
  const double variance = n * sum_qq - sum_q * sum_q;
  if (match.query_end - match.query_start >= kLineSpan / 2 && variance > 1e-9) {
    match.line.speed =
        std::clamp((n * sum_qr - sum_q * sum_r) / variance, kSlowest, kFastest);
  }
  // A speed that cannot be told from 1 is 1.
  if (std::abs(match.line.speed - 1) <
      kSpeedErrors * kTimeError / std::sqrt(std::max(1e-9, variance / n))) {
    match.line.speed = 1;
  }
  match.line.offset = (sum_r - match.line.speed * sum_q) / n;
  match.lock = LockOf(match);
  if (!match.lock.moves()) {
    // One moment of a still is as good as another.
    match.line = {.speed = 1, .offset = (sum_r - sum_q) / n};
  }
  return match;
}

}  // namespace earmark::index
