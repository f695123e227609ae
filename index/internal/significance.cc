#include "index/internal/significance.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace earmark::index {
namespace {

using fingerprint::MediaTime;
using fingerprint::Modality;

using Minutes = std::chrono::duration<double, std::ratio<60>>;

// References are taken to be at least this long.
constexpr MediaTime kSong = std::chrono::minutes(3);
// Queries are taken to be at least this long: there is one alignment at least.
constexpr MediaTime kShortest = std::chrono::seconds(5);

// Wrong matches with a score of 0 nats or more for each minute of query and
// minute of index, extrapolated from the tail, and what the tail supports.
struct Null {
  double rate;
  // Rates below this one cannot be told: the square of what was compared, that
  // is, the tail continued as far again as it was seen.
  double supported_rate;
};

constexpr Null kAudioNull = {.rate = 0.68, .supported_rate = 1e-10};
constexpr Null kVideoNull = {.rate = 0.17, .supported_rate = 1e-10};

const Null& NullOf(Modality modality) {
  return modality == Modality::kAudio ? kAudioNull : kVideoNull;
}

// Square minutes.
double Area(const SearchSpace& space, MediaTime reference) {
  return Minutes(std::max(space.query, kShortest)).count() *
         static_cast<double>(std::max<uint64_t>(space.references, 1)) *
         Minutes(std::max(reference, kSong)).count();
}

}  // namespace

double ExpectedFalseMatches(Modality modality, double score,
                            const SearchSpace& space, MediaTime reference) {
  const Null& null = NullOf(modality);
  return Area(space, reference) *
         std::max(null.rate * std::exp(-score), null.supported_rate);
}

double LeastScore(Modality modality, double expected,
                  const SearchSpace& space) {
  return std::log(Area(space, kSong) * NullOf(modality).rate / expected);
}

}  // namespace earmark::index
