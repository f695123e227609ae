#include "index/internal/feature_votes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>

namespace earmark::index {
namespace {

// Votes of one reference that are tried as the middle of a place.
constexpr size_t kMostMiddles = 150;
// Places of one reference.
constexpr int kMostPlaces = 4;
// Votes that agree lie this near in time in the query.
constexpr float kReach = 15;  // seconds
// Their time lines may differ by so much, at once and a second.
constexpr float kTimeSlack = 1.0F;
constexpr float kTimeSlackASecond = 0.3F;
constexpr float kScaleSlack = 0.75F;  // octaves
// Their places, in units, and per unit of distance.
constexpr float kPlaceSlack = 54;
constexpr float kPlaceSlackAUnit = 0.25F;
// Votes of one half second of the query and one cell of the reference, of so
// many units, count once; and a cell counts twice at most.
constexpr float kQueryCell = 0.5F;
constexpr int kCellUnits = 38;
constexpr int kCells = fingerprint::kPictureUnits / kCellUnits + 1;
// A rough map is made of so many cells at least.
constexpr size_t kLeastCells = 4;

int CellOf(const FeatureVote& vote) {
  return static_cast<int>(vote.at.y) / kCellUnits * kCells +
         static_cast<int>(vote.at.x) / kCellUnits;
}

bool Agree(const FeatureVote& a, const FeatureVote& b) {
  if (a.laying != b.laying ||
      std::abs(a.log_scale - b.log_scale) > kScaleSlack) {
    return false;
  }
  const float passed = b.query_time - a.query_time;
  if (std::abs(passed) > kReach) return false;
  const float least = b.start - a.end;
  const float most = b.end - a.start;
  const float off = passed < least  ? least - passed
                    : passed > most ? passed - most
                                    : 0;
  if (off > kTimeSlack + kTimeSlackASecond * std::abs(passed)) return false;
  const float scale = std::exp2(a.log_scale);
  const float dx = b.query.x - a.query.x;
  const float dy = b.query.y - a.query.y;
  const float slack =
      kPlaceSlack + kPlaceSlackAUnit * scale * (std::abs(dx) + std::abs(dy));
  return std::abs(b.at.x - a.at.x - scale * dx) <= slack &&
         std::abs(b.at.y - a.at.y - scale * dy) <= slack;
}

// How many votes count: pairs of query moment and reference cell, but no cell
// more than twice.
int CountVotes(std::span<const FeatureVote* const> votes) {
  std::vector<std::pair<int, int>> pairs;
  std::vector<int> cells;
  pairs.reserve(votes.size());
  for (const FeatureVote* vote : votes) {
    pairs.emplace_back(static_cast<int>(vote->query_time / kQueryCell),
                       CellOf(*vote));
    cells.push_back(pairs.back().second);
  }
  std::sort(pairs.begin(), pairs.end());
  std::sort(cells.begin(), cells.end());
  const auto distinct = std::unique(pairs.begin(), pairs.end()) - pairs.begin();
  const auto distinct_cells =
      std::unique(cells.begin(), cells.end()) - cells.begin();
  return static_cast<int>(std::min(distinct, 2 * distinct_cells));
}

// A similarity through the middles of the votes of each cell.
std::optional<PictureMap> RoughMap(std::span<const FeatureVote* const> votes,
                                   const FeatureVote& middle) {
  struct Cell {
    int number = 0;
    double n = 0;
    double qx = 0;
    double qy = 0;
    double rx = 0;
    double ry = 0;
  };
  std::vector<Cell> cells;
  for (const FeatureVote* vote : votes) {
    const int number = CellOf(*vote);
    auto cell =
        std::find_if(cells.begin(), cells.end(),
                     [&](const Cell& other) { return other.number == number; });
    if (cell == cells.end()) {
      cells.push_back({.number = number});
      cell = cells.end() - 1;
    }
    cell->n += 1;
    cell->qx += vote->query.x;
    cell->qy += vote->query.y;
    cell->rx += vote->at.x;
    cell->ry += vote->at.y;
  }
  if (cells.size() < kLeastCells) return std::nullopt;
  const auto n = static_cast<double>(cells.size());
  double qx = 0;
  double qy = 0;
  double rx = 0;
  double ry = 0;
  double qq = 0;
  double qr = 0;
  for (const Cell& cell : cells) {
    const double x = cell.qx / cell.n;
    const double y = cell.qy / cell.n;
    qx += x;
    qy += y;
    rx += cell.rx / cell.n;
    ry += cell.ry / cell.n;
    qq += x * x + y * y;
    qr += x * cell.rx / cell.n + y * cell.ry / cell.n;
  }
  const double spread = qq - (qx * qx + qy * qy) / n;
  const double by_size = std::exp2(middle.log_scale);
  double scale = by_size;
  if (spread > 1) {
    scale = (qr - (qx * rx + qy * ry) / n) / spread;
    if (scale < 0.7 * by_size || scale > 1.4 * by_size) scale = by_size;
  }
  PictureMap map = middle.laying.Linear();
  const auto factor = static_cast<float>(scale);
  map.a *= factor;
  map.b *= factor;
  map.c *= factor;
  map.d *= factor;
  map.x0 = static_cast<float>((rx - scale * qx) / n);
  map.y0 = static_cast<float>((ry - scale * qy) / n);
  return map;
}

// Finds the places that the votes of one reference, by query time, agree on.
void FindPlaces(std::span<const FeatureVote> votes, int least,
                std::vector<PlaceCandidate>& places) {
  std::vector<bool> used(votes.size(), false);
  for (int place = 0; place < kMostPlaces; ++place) {
    int most = 0;
    std::vector<const FeatureVote*> best;
    size_t best_middle = 0;
    const size_t step = std::max<size_t>(1, votes.size() / kMostMiddles);
    size_t begin = 0;
    for (size_t i = place % step; i < votes.size(); i += step) {
      if (used[i]) continue;
      while (votes[i].query_time - votes[begin].query_time > kReach) ++begin;
      std::vector<const FeatureVote*> agreeing;
      for (size_t j = begin;
           j < votes.size() &&
           votes[j].query_time - votes[i].query_time <= kReach;
           ++j) {
        if (!used[j] && Agree(votes[i], votes[j]))
          agreeing.push_back(&votes[j]);
      }
      if (static_cast<int>(agreeing.size()) <= most) continue;
      const int count = CountVotes(agreeing);
      if (count <= most) continue;
      most = count;
      best = std::move(agreeing);
      best_middle = i;
    }
    if (most < least) return;
    const FeatureVote& middle = votes[best_middle];
    places.push_back({.reference = middle.reference,
                      .film = {.laying = middle.laying,
                               .query_time = middle.query_time,
                               .reference_start = middle.start,
                               .reference_end = middle.end,
                               .rough = RoughMap(best, middle),
                               .votes = most}});
    for (const FeatureVote* vote : best) used[vote - votes.data()] = true;
  }
}

}  // namespace

void FeatureVotes::Close(double from, double to) {
  std::erase_if(votes_, [&](const FeatureVote& vote) {
    return vote.query_time >= from && vote.query_time <= to;
  });
}

std::vector<PlaceCandidate> FeatureVotes::Candidates(int least, size_t limit) {
  std::stable_sort(votes_.begin(), votes_.end(),
                   [](const FeatureVote& a, const FeatureVote& b) {
                     return std::tie(a.reference, a.query_time) <
                            std::tie(b.reference, b.query_time);
                   });
  std::vector<PlaceCandidate> places;
  for (size_t first = 0; first < votes_.size();) {
    size_t last = first + 1;
    while (last < votes_.size() &&
           votes_[last].reference == votes_[first].reference) {
      ++last;
    }
    if (last - first >= static_cast<size_t>(least)) {
      FindPlaces(std::span(votes_).subspan(first, last - first), least, places);
    }
    first = last;
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const PlaceCandidate& a, const PlaceCandidate& b) {
                     return a.film.votes > b.film.votes;
                   });
  if (places.size() > limit) places.resize(limit);
  return places;
}

}  // namespace earmark::index
