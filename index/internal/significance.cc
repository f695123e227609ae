#include "index/internal/significance.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace earmark::index {
namespace {

using fingerprint::MediaTime;

using Minutes = std::chrono::duration<double, std::ratio<60>>;

// References are taken to be at least this long.
constexpr MediaTime kSong = std::chrono::minutes(3);
// Queries are taken to be at least this long: there is one alignment at least.
constexpr MediaTime kShortest = std::chrono::seconds(5);

// Wrong matches with a score of 0 nats or more for each minute of query and
// minute of index, extrapolated from the tail, and what the tail supports.
struct Null {
  double rate;
  // Rates below this one cannot be told: the tail is continued as far again as
  // it was seen, no further. With n scores above the least in an area, it was
  // seen down to 1 / area, over a factor of n: 1 / (area n).
  double supported_rate;
};

// 172,085 scores in 18,464 square minutes; rates through the 20th to 500th
// score: 0.34 to 0.98.
constexpr Null kChromaNull = {.rate = 1.0, .supported_rate = 3.1e-10};

// The part of an index that is taken to show the same place as an unrelated
// upload. An assumption, on the careful side.
constexpr double kSameCamera = 1e-3;

// Other moments before the same camera: 1,507 scores in 63 square minutes;
// rates through the 20th to 500th score: 52 to 75. Unrelated video: no score in
// 2,411 square minutes.
constexpr Null kFrameHashNull = {.rate = 75 * kSameCamera,
                                 .supported_rate = 1.05e-5 * kSameCamera};

// Landmarks: 9,276 scores in 29,817 square minutes; rates through the highest
// to the 5,000th score: 0.5 to 1.6. The tables of landmark_alignment.cc are
// scaled so that the tail falls by a factor e a nat. Against works of the same
// sources, played backwards, the rate was 0.8 to 2 in 300,000 minutes of index;
// against those of others far less: only the lines with most votes are
// verified. Supported: with 1,202 scores more in 60 million square minutes.
constexpr Null kLandmarkNull = {.rate = 1.5, .supported_rate = 2e-12};

// Films of local features: a weight counts as a nat. In 200 square minutes of
// films with other foregrounds before one background, by one camera, or under
// one display (bench/make_video_negatives), 126 walks weighed 8 or more, before
// what a film is asked beside its weight (feature_search.h), and none was a
// film after it; as for frame hashes, that part of an index is taken to show
// the same place. Unrelated video: none
// in 2,430 square minutes (bench/null_suite.py), where no walk weighs 4 or more
// but between works of one set (bench/film_walks).
constexpr Null kFeatureNull = {.rate = 1, .supported_rate = 4e-5 * kSameCamera};

const Null& NullOf(Evidence evidence) {
  switch (evidence) {
    case Evidence::kChroma:
      return kChromaNull;
    case Evidence::kLandmarks:
      return kLandmarkNull;
    case Evidence::kFeatures:
      return kFeatureNull;
    case Evidence::kFrameHash:
      break;
  }
  return kFrameHashNull;
}

// Square minutes.
double Area(const SearchSpace& space, MediaTime reference) {
  return Minutes(std::max(space.query, kShortest)).count() *
         static_cast<double>(std::max<uint64_t>(space.references, 1)) *
         Minutes(std::max(reference, kSong)).count();
}

}  // namespace

double EstimatedFalseMatches(Evidence evidence, double score,
                             const SearchSpace& space, MediaTime reference) {
  return Area(space, reference) * NullOf(evidence).rate * std::exp(-score);
}

double ExpectedFalseMatches(Evidence evidence, double score,
                            const SearchSpace& space, MediaTime reference) {
  return std::max(EstimatedFalseMatches(evidence, score, space, reference),
                  Area(space, reference) * NullOf(evidence).supported_rate);
}

double LeastScore(Evidence evidence, double expected,
                  const SearchSpace& space) {
  return std::log(Area(space, kSong) * NullOf(evidence).rate / expected);
}

}  // namespace earmark::index
