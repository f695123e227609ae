#include "index/internal/picture_map.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "index/internal/affine_fit.h"

namespace earmark::index {
namespace {

using fingerprint::LocalFeature;

// Pairs that make hypotheses: each with each other.
constexpr size_t kMostSeeds = 40;
// Two features of a hypothesis are at least so far apart, in units.
constexpr float kLeastApart = 26;
// Beyond the laying, a hypothesis may turn by some 30 degrees.
constexpr float kLeastCosine = 0.85F;
// And its scale may differ from that of its features by so many octaves.
constexpr float kMostScaleError = 0.6F;
// Pairs fit when they are mapped no farther from each other than this, in
// units: at first, while the map is refined, and at last.
constexpr float kRoughFit = 19;
constexpr float kFirstFit = 22;
constexpr float kNextFit = 16;
constexpr float kFinalFit = 14.5F;
// Fitting places of the reference in one cell of so many units count once.
constexpr int kCellUnits = 26;
constexpr int kCells = fingerprint::kPictureUnits / kCellUnits + 1;
// An affine map has so many fitting pairs at least, and stretches one side no
// more than this.
constexpr size_t kLeastForAffine = 6;
constexpr float kMostStretch = 1.6F;
constexpr float kLeastSquareness = 0.8F;

// The forms as permutations of the eight ways to lay a square down, twice (for
// inversion); which form leads from one to the other.
int Inverse(int form) {
  // Mirroring first, then turns: a mirrored form is its own inverse.
  if ((form & 1) != 0) return form;
  return (form & 8) | ((4 - (form >> 1 & 3)) % 4) << 1;
}

// First `first`, then `then`.
int Compose(int first, int then) {
  const int mirrored = (first ^ then) & 1;
  const int first_turns = first >> 1 & 3;
  const int then_turns = then >> 1 & 3;
  // Mirroring after a turn is that turn the other way after mirroring.
  const int turns =
      (then & 1) != 0 ? then_turns - first_turns + 4 : then_turns + first_turns;
  return mirrored | turns % 4 << 1 | ((first ^ then) & 8);
}

// Pairs as places of both sides, the query's laid down as the reference's.
struct Places {
  size_t count = 0;
  std::array<float, kMostPairs> query_x;
  std::array<float, kMostPairs> query_y;
  std::array<float, kMostPairs> reference_x;
  std::array<float, kMostPairs> reference_y;
  std::array<float, kMostPairs> log_scale;  // to the base of 2
};

// `linear` leads from the query's directions to the reference's.
Places PlacesOf(std::span<const LocalFeature> query,
                std::span<const LocalFeature> reference,
                std::span<const FeaturePair> pairs, const PictureMap& linear) {
  Places places;
  places.count = std::min(pairs.size(), kMostPairs);
  for (size_t i = 0; i < places.count; ++i) {
    const LocalFeature& ours = query[pairs[i].query];
    const LocalFeature& theirs = reference[pairs[i].reference];
    const PictureMap::Point laid =
        linear.At({static_cast<float>(ours.x), static_cast<float>(ours.y)});
    places.query_x[i] = laid.x;
    places.query_y[i] = laid.y;
    places.reference_x[i] = theirs.x;
    places.reference_y[i] = theirs.y;
    places.log_scale[i] = static_cast<float>(theirs.scale - ours.scale) /
                          fingerprint::kScalesPerOctave;
  }
  return places;
}

using Fits = std::array<bool, kMostPairs>;

size_t FindFits(const Places& places, const PictureMap& map, float tolerance,
                Fits& fits) {
  size_t count = 0;
  for (size_t i = 0; i < places.count; ++i) {
    const float dx = map.a * places.query_x[i] + map.b * places.query_y[i] +
                     map.x0 - places.reference_x[i];
    const float dy = map.c * places.query_x[i] + map.d * places.query_y[i] +
                     map.y0 - places.reference_y[i];
    fits[i] = dx * dx + dy * dy <= tolerance * tolerance;
    count += fits[i] ? 1 : 0;
  }
  return count;
}

// Pairs, as indices.
struct Kept {
  size_t count = 0;
  std::array<uint16_t, kMostPairs> pairs;
};

// The fitting pairs, each feature of the query and each cell of the reference
// once.
Kept KeepApart(const Places& places, std::span<const FeaturePair> pairs,
               const Fits& fits) {
  std::array<bool, size_t{kCells} * kCells> taken{};
  Kept kept;
  for (size_t i = 0; i < places.count; ++i) {
    if (!fits[i]) continue;
    const int cell =
        static_cast<int>(places.reference_y[i]) / kCellUnits * kCells +
        static_cast<int>(places.reference_x[i]) / kCellUnits;
    const auto end = kept.pairs.begin() + kept.count;
    if (taken[cell] || std::any_of(kept.pairs.begin(), end, [&](uint16_t k) {
          return pairs[k].query == pairs[i].query;
        })) {
      continue;
    }
    taken[cell] = true;
    kept.pairs[kept.count++] = static_cast<uint16_t>(i);
  }
  return kept;
}

int CountApart(const Places& places, std::span<const FeaturePair> pairs,
               const Fits& fits) {
  return static_cast<int>(KeepApart(places, pairs, fits).count);
}

// The affine map with the least squares for the fitting pairs; nullopt when
// they lie on a line, or when it stretches too much to be true.
std::optional<PictureMap> FitAffine(const Places& places, const Fits& fits) {
  AffineFit fit;
  for (size_t i = 0; i < places.count; ++i) {
    if (!fits[i]) continue;
    fit.Add({places.query_x[i], places.query_y[i]},
            {places.reference_x[i], places.reference_y[i]});
  }
  const std::optional<PictureMap> map = fit.Map();
  if (!map) return map;
  const float along = std::hypot(map->a, map->c);
  const float across = std::hypot(map->b, map->d);
  const float determinant = map->determinant();
  if (determinant < kLeastSquareness * along * across ||
      along > kMostStretch * across || across > kMostStretch * along) {
    return std::nullopt;
  }
  return map;
}

// The similarity that two pairs make; nullopt when it is far from what their
// features say.
std::optional<PictureMap> FromTwo(const Places& places, size_t i, size_t j) {
  const float dx = places.query_x[j] - places.query_x[i];
  const float dy = places.query_y[j] - places.query_y[i];
  const float ex = places.reference_x[j] - places.reference_x[i];
  const float ey = places.reference_y[j] - places.reference_y[i];
  const float query_apart = dx * dx + dy * dy;
  const float reference_apart = ex * ex + ey * ey;
  if (query_apart < kLeastApart * kLeastApart ||
      reference_apart < kLeastApart * kLeastApart) {
    return std::nullopt;
  }
  const float cosine = (ex * dx + ey * dy) / query_apart;
  const float sine = (ey * dx - ex * dy) / query_apart;
  const float scale = std::sqrt(reference_apart / query_apart);
  if (cosine < kLeastCosine * scale) return std::nullopt;
  const float log_scale = std::log2(scale);
  if (std::abs(log_scale - places.log_scale[i]) > kMostScaleError ||
      std::abs(log_scale - places.log_scale[j]) > kMostScaleError) {
    return std::nullopt;
  }
  return PictureMap{.a = cosine,
                    .b = -sine,
                    .c = sine,
                    .d = cosine,
                    .x0 = places.reference_x[i] - cosine * places.query_x[i] +
                          sine * places.query_y[i],
                    .y0 = places.reference_y[i] - sine * places.query_x[i] -
                          cosine * places.query_y[i]};
}

}  // namespace

float PictureMap::scale() const { return std::sqrt(std::abs(determinant())); }

std::optional<PictureMap> PictureMap::Inverse() const {
  const float det = determinant();
  if (std::abs(det) < 1e-6F) return std::nullopt;
  PictureMap inverse = {
      .a = d / det, .b = -b / det, .c = -c / det, .d = a / det};
  inverse.x0 = -(inverse.a * x0 + inverse.b * y0);
  inverse.y0 = -(inverse.c * x0 + inverse.d * y0);
  return inverse;
}

PictureMap PictureMap::After(const PictureMap& first) const {
  return {.a = a * first.a + b * first.c,
          .b = a * first.b + b * first.d,
          .c = c * first.a + d * first.c,
          .d = c * first.b + d * first.d,
          .x0 = a * first.x0 + b * first.y0 + x0,
          .y0 = c * first.x0 + d * first.y0 + y0};
}

PictureMap Laying::Linear() const {
  const double angle =
      turn * fingerprint::kTurnDegrees * std::numbers::pi / 180;
  const auto cosine = static_cast<float>(std::cos(angle));
  const auto sine = static_cast<float>(std::sin(angle));
  PictureMap map = {.a = cosine, .b = sine, .c = -sine, .d = cosine};
  if (mirrored()) {
    map.a = -map.a;
    map.b = -map.b;
  }
  for (int quarter = 0; quarter < (form >> 1 & 3); ++quarter) {
    map = {.a = -map.c, .b = -map.d, .c = map.a, .d = map.b};
  }
  return map;
}

Laying LayingOf(int query_form, int turn, int reference_form) {
  return {.form = Compose(query_form, Inverse(reference_form)), .turn = turn};
}

std::vector<FeaturePair> PairFeatures(std::span<const LocalFeature> query,
                                      std::span<const LocalFeature> reference,
                                      const Laying& laying) {
  std::vector<FeaturePair> pairs;
  for (size_t i = 0; i < query.size(); ++i) {
    if (query[i].turn != laying.turn) continue;
    // The form that the reference's has beside this one.
    const int form = Compose(Inverse(laying.form), query[i].form);
    for (size_t j = 0; j < reference.size(); ++j) {
      if (reference[j].form != form) continue;
      const int distance = std::popcount(query[i].code ^ reference[j].code);
      if (distance > kMostCodeErrors) continue;
      pairs.push_back({.query = static_cast<uint16_t>(i),
                       .reference = static_cast<uint16_t>(j),
                       .distance = static_cast<uint8_t>(distance)});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const FeaturePair& a, const FeaturePair& b) {
                     return a.distance < b.distance;
                   });
  if (pairs.size() > kMostPairs) pairs.resize(kMostPairs);
  return pairs;
}

std::optional<PictureFit> FitPicture(std::span<const LocalFeature> query,
                                     std::span<const LocalFeature> reference,
                                     std::span<const FeaturePair> pairs,
                                     const Laying& laying) {
  if (pairs.size() < kLeastInliers) return std::nullopt;
  const PictureMap linear = laying.Linear();
  const Places places = PlacesOf(query, reference, pairs, linear);

  PictureMap best;
  int most = 0;
  Fits fits;
  const size_t seeds = std::min(places.count, kMostSeeds);
  for (size_t i = 0; i < seeds; ++i) {
    for (size_t j = i + 1; j < seeds; ++j) {
      const std::optional<PictureMap> map = FromTwo(places, i, j);
      if (!map) continue;
      const size_t fitting = FindFits(places, *map, kRoughFit, fits);
      if (fitting <= static_cast<size_t>(most)) continue;
      const int apart = CountApart(places, pairs, fits);
      if (apart <= most) continue;
      most = apart;
      best = *map;
    }
  }
  if (most < kLeastInliers) return std::nullopt;
  for (int round = 0; round < 3; ++round) {
    if (FindFits(places, best, round == 0 ? kFirstFit : kNextFit, fits) <
        kLeastForAffine) {
      break;
    }
    const std::optional<PictureMap> refined = FitAffine(places, fits);
    if (!refined) break;
    FindFits(places, best, kFinalFit, fits);
    const int before = CountApart(places, pairs, fits);
    FindFits(places, *refined, kFinalFit, fits);
    if (CountApart(places, pairs, fits) < before - 1) break;
    best = *refined;
  }
  FindFits(places, best, kFinalFit, fits);
  const int inliers = CountApart(places, pairs, fits);
  if (inliers < kLeastInliers) return std::nullopt;
  return PictureFit{.map = best.After(linear), .inliers = inliers};
}

std::vector<FeaturePair> FittingPairs(std::span<const LocalFeature> query,
                                      std::span<const LocalFeature> reference,
                                      std::span<const FeaturePair> pairs,
                                      const PictureMap& map) {
  const Places places = PlacesOf(query, reference, pairs, {});
  Fits fits;
  FindFits(places, map, kFinalFit, fits);
  const Kept kept = KeepApart(places, pairs, fits);
  std::vector<FeaturePair> fitting;
  fitting.reserve(kept.count);
  for (size_t i = 0; i < kept.count; ++i) {
    fitting.push_back(pairs[kept.pairs[i]]);
  }
  return fitting;
}

}  // namespace earmark::index
