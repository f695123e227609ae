#include "index/internal/film_alignment.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "index/internal/film_timing.h"
#include "index/internal/line_fit.h"

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

// A frame that is carried along needs this part of the others' share.
constexpr double kCarriedShare = 0.6;

// An accepted film reaches over frames that agree in so large a part of the
// picture, in this part of what the film does, and in so many times what they
// do with the one picture turned upside down: that is chance. No gap between
// them is longer.
constexpr double kTraceShare = 0.25;
constexpr double kTracePart = 0.4;
constexpr double kTraceAboveChance = 1.5;
constexpr double kLongestTraceGap = 4;  // seconds

// Maps whose pixels agree less than the one part and more than the other are
// fitted to the pixels.
constexpr float kNoRefining = 0.85F;
constexpr float kLeastToRefine = 0.2F;

// How far twins stand from where they are due, in seconds, and how many
// standard errors from 1 a speed is said from.
constexpr double kTimeError = 0.2;
constexpr double kSpeedErrors = 3;

// What a film's timing is worth: ratios of the time lock beyond this are alike,
// and a film at its own speed is preferred.
constexpr double kMostLockRatio = 20;
constexpr double kOwnSpeedMerit = 1.3;

// A film whose moments agree so well needs no better line.
constexpr double kWellTimedShare = 0.7;

bool IsWellTimed(const FilmMatch& film) {
  return film.line.speed == 1 && film.lock.IsSure() &&
         film.lock.ratio() >= kMostLockRatio &&
         film.lock.moving_share() >= kWellTimedShare;
}

// Keeps the pairs that most features agree on, as many as are held against the
// pixels.
void KeepMostInliers(std::vector<FrameMatch>& found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const FrameMatch& a, const FrameMatch& b) {
                     return a.inliers > b.inliers;
                   });
  if (found.size() > kTwinsByPixels) found.resize(kTwinsByPixels);
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

}  // namespace

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

FrameMatch FilmAligner::Polished(const FrameMatch& frame,
                                 const Laying& laying) {
  if (frame.agreement.blocks < kLeastBlocks ||
      frame.agreement.share() >= kNoRefining ||
      frame.agreement.share() < kLeastToRefine) {
    return frame;
  }
  return Refined(query_, reference_, frame, laying.inverted());
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
    KeepMostInliers(found);
    for (FrameMatch& match : found) {
      match.agreement =
          AgreementOf(query_, reference_, match, candidate.laying.inverted());
    }
    const auto most =
        std::max_element(found.begin(), found.end(),
                         [](const FrameMatch& a, const FrameMatch& b) {
                           return a.agreement.share() < b.agreement.share();
                         });
    if (most != found.end()) *most = Polished(*most, candidate.laying);
    for (const FrameMatch& match : found) {
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
    match.agreement =
        AgreementOf(query_, reference_, match, candidate.laying.inverted());
    match = Polished(match, candidate.laying);
    if (match.weight() > (best ? best->weight() : 0)) best = match;
  }
  return best;
}

FilmAligner::Due FilmAligner::DueAt(double time, const FilmLine* line,
                                    std::span<const FrameMatch> chain) const {
  if (line != nullptr) {
    const double at = line->At(time);
    return {.at = at, .from = at - kTwinSlack, .to = at + kTwinSlack};
  }
  const FrameMatch& last = chain.back();
  const double last_at = reference_.time(last.reference);
  const double passed = time - query_.time(last.query);
  const auto [least, most] =
      std::minmax({passed * kSlowest, passed * kFastest});
  Due due = {.at = last_at + passed,
             .from = last_at + (least - kTwinSlack),
             .to = last_at + (most + kTwinSlack)};
  // The line through the last frames, once they span enough.
  const std::span<const FrameMatch> used =
      chain.last(std::min(chain.size(), kLineFrames));
  if (std::abs(query_.time(used.front().query) - query_.time(last.query)) <
      kLineSpan) {
    return due;
  }
  LineFit fit;
  for (const FrameMatch& frame : used) {
    fit.Add(query_.time(frame.query) - time, reference_.time(frame.reference));
  }
  due.at = fit.intercept(std::clamp(fit.slope(), kSlowest, kFastest));
  due.from = std::max(due.from, due.at - kTwinSlack);
  due.to = std::min(due.to, due.at + kTwinSlack);
  return due;
}

std::vector<size_t> FilmAligner::TwinsFor(const Due& due) const {
  std::vector<size_t> twins;
  for (size_t i = reference_.Nearest(due.from);
       i < reference_.size() && reference_.time(i) <= due.to; ++i) {
    if (reference_.time(i) >= due.from) twins.push_back(i);
  }
  if (twins.empty()) twins.push_back(reference_.Nearest(due.at));
  std::stable_sort(twins.begin(), twins.end(), [&](size_t a, size_t b) {
    return std::abs(reference_.time(a) - due.at) <
           std::abs(reference_.time(b) - due.at);
  });
  if (twins.size() > kTwinsByFeatures) twins.resize(kTwinsByFeatures);
  return twins;
}

std::optional<FrameMatch> FilmAligner::BestTwin(size_t query, const Due& due,
                                                const FrameMatch& last,
                                                const Laying& laying) {
  std::optional<FrameMatch> best;
  double best_rank = 0;
  const auto consider = [&](FrameMatch match) {
    match.agreement = AgreementOf(query_, reference_, match, laying.inverted());
    // Among twins alike, the one that is due.
    const double rank =
        (0.1 + match.weight() + 0.01 * match.agreement.share()) /
        (1 + 0.05 * std::abs(reference_.time(match.reference) - due.at));
    if (rank > best_rank) {
      best_rank = rank;
      best = match;
    }
  };
  const std::vector<size_t> twins = TwinsFor(due);
  const double passed = std::abs(query_.time(query) - query_.time(last.query));
  std::vector<FrameMatch> found;
  for (const size_t twin : twins) {
    const std::optional<FrameMatch> match =
        MatchFrames(query, twin, laying, &last.map, passed);
    if (match) found.push_back(*match);
  }
  KeepMostInliers(found);
  for (const FrameMatch& match : found) consider(match);
  if (!best || best->inliers < kEnoughInliers || best->weight() <= 0) {
    for (size_t i = 0; i < std::min(twins.size(), kTwinsByPixels); ++i) {
      consider({.query = query,
                .reference = twins[i],
                .map = last.map,
                .inliers = 0});
    }
  }
  if (!best) return best;
  best = Polished(*best, laying);
  const bool carried =
      best->weight() > 0 ||
      (best->agreement.blocks >= kLeastBlocks &&
       best->agreement.share() >=
           std::max<double>(kLeastShare,
                            kCarriedShare * last.agreement.share()));
  return carried ? best : std::nullopt;
}

void FilmAligner::Walk(const Laying& laying, int step, const FilmLine* line,
                       std::vector<FrameMatch>& chain) {
  // `chain` grows at its end, away from its first.
  for (auto query = static_cast<int64_t>(chain.back().query) + step;
       query >= 0 && query < static_cast<int64_t>(query_.size());
       query += step) {
    const double time = query_.time(query);
    if (std::abs(time - query_.time(chain.back().query)) > kLongestGap) return;
    query_.Trim(kMostDecoded);
    reference_.Trim(kMostDecoded);
    const std::optional<FrameMatch> twin =
        BestTwin(query, DueAt(time, line, chain), chain.back(), laying);
    if (twin) chain.push_back(*twin);
  }
}

std::optional<FilmMatch> FilmAligner::Align(const FilmCandidate& candidate) {
  const std::optional<FrameMatch> seed = FindSeed(candidate);
  if (!seed) return std::nullopt;
  std::optional<FilmMatch> match = WalkFrom(*seed, candidate.laying, nullptr);
  if (!match || IsWellTimed(*match)) return match;
  const std::optional<FilmLine> line = FindLine(*match, query_, reference_);
  return line ? BetterTimed(*std::move(match), *line) : match;
}

bool FilmAligner::IsTraceOf(const FilmMatch& match, FrameMatch frame) {
  const Agreement here =
      AgreementOf(query_, reference_, frame, match.laying.inverted());
  if (here.blocks < kLeastBlocks ||
      here.share() < std::max(kTraceShare, kTracePart * match.mean_share)) {
    return false;
  }
  const KeyFrame& picture = query_.frame(frame.query);
  frame.map = frame.map.After({.a = -1,
                               .d = -1,
                               .x0 = static_cast<float>(picture.width),
                               .y0 = static_cast<float>(picture.height)});
  const Agreement turned =
      AgreementOf(query_, reference_, frame, match.laying.inverted());
  return here.share() >= kTraceAboveChance * turned.share();
}

void FilmAligner::Extend(FilmMatch& match) {
  const auto trace = [&](const FrameMatch& last, int step) {
    double end = query_.time(last.query);
    for (auto query = static_cast<int64_t>(last.query) + step;
         query >= 0 && query < static_cast<int64_t>(query_.size());
         query += step) {
      const double time = query_.time(query);
      if (std::abs(time - end) > kLongestTraceGap) break;
      const double due = match.line.At(time);
      const size_t reference = reference_.Nearest(due);
      if (std::abs(reference_.time(reference) - due) > kTwinSlack) continue;
      query_.Trim(kMostDecoded);
      reference_.Trim(kMostDecoded);
      if (IsTraceOf(match, {.query = static_cast<size_t>(query),
                            .reference = reference,
                            .map = last.map})) {
        end = time;
      }
    }
    return end;
  };
  match.query_start = trace(match.frames.front(), -1);
  match.query_end = trace(match.frames.back(), 1);
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
      match->agreement =
          AgreementOf(query_, reference_, *match, laying.inverted());
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
    if (!IsWellTimed(*match)) match = BetterTimed(*std::move(match), line);
    if (!nearest || apart(*match) < apart(*nearest)) {
      nearest = std::move(match);
    }
    if (apart(*nearest) < kSameWeight * weight) break;
  }
  return nearest;
}

FilmMatch FilmAligner::BetterTimed(FilmMatch match, const FilmLine& line) {
  const auto merit = [](const FilmMatch& film) {
    return film.weight * film.lock.moving_share() *
           std::min(film.lock.ratio(), kMostLockRatio) *
           (film.line.speed == 1 ? kOwnSpeedMerit : 1);
  };
  std::optional<FilmMatch> retimed = Retimed(match, line);
  return retimed && merit(*retimed) > merit(match) ? *std::move(retimed)
                                                   : std::move(match);
}

std::optional<FilmMatch> FilmAligner::Retimed(const FilmMatch& match,
                                              const FilmLine& line) {
  std::optional<FrameMatch> best;
  for (const FrameMatch& frame : match.frames) {
    const double due = line.At(query_.time(frame.query));
    const size_t reference = reference_.Nearest(due);
    if (std::abs(reference_.time(reference) - due) > kTwinSlack) continue;
    FrameMatch moved = frame;
    if (reference != frame.reference) {
      std::optional<FrameMatch> found =
          MatchFrames(frame.query, reference, match.laying, &frame.map, 0);
      moved.reference = reference;
      moved.inliers = 0;
      if (found) moved = *found;
      moved.agreement =
          AgreementOf(query_, reference_, moved, match.laying.inverted());
    }
    if (!best || moved.weight() > best->weight()) best = moved;
  }
  if (!best || best->weight() <= 0) return std::nullopt;
  return WalkFrom(*best, match.laying, &line);
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

  LineFit fit;
  for (const FrameMatch& frame : match.frames) {
    const double weight = frame.weight();
    if (weight <= 0) continue;
    match.weight += weight;
    ++match.weighted;
    match.mean_share += frame.agreement.share();
    match.mean_covered += frame.agreement.covered;
    fit.Add(query_.time(frame.query), reference_.time(frame.reference));
  }
  if (match.weighted == 0) return std::nullopt;
  match.mean_share /= static_cast<double>(match.weighted);
  match.mean_covered /= static_cast<double>(match.weighted);
  match.drift = DriftOf(match.frames, query_);
  match.query_start = query_.time(match.frames.front().query);
  match.query_end = query_.time(match.frames.back().query);
  if (match.query_end - match.query_start >= kLineSpan / 2 &&
      fit.spread() > LineFit::kLeastSpread) {
    match.line.speed = std::clamp(fit.slope(), kSlowest, kFastest);
  }
  // A speed that cannot be told from 1 is 1.
  if (std::abs(match.line.speed - 1) <
      kSpeedErrors * kTimeError /
          std::sqrt(std::max(1e-9, fit.spread() / fit.count()))) {
    match.line.speed = 1;
  }
  match.line.offset = fit.intercept(match.line.speed);
  match.lock = LockOf(match, query_, reference_);
  if (!match.lock.moves()) {
    // One moment of a still is as good as another.
    match.line = {.speed = 1, .offset = fit.intercept(1)};
  }
  return match;
}

}  // namespace earmark::index
