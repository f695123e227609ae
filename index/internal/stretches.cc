#include "index/internal/stretches.h"

#include <algorithm>
#include <optional>

namespace earmark::index {
namespace {

// The scores of all pairs: rows are positions, columns are shifts.
class Scores {
 public:
  Scores(size_t length, int band, absl::FunctionRef<double(size_t, int)> score)
      : band_(band), columns_(2 * band + 1) {
    cells_.reserve(length * columns_);
    for (size_t position = 0; position < length; ++position) {
      for (int shift = -band; shift <= band; ++shift) {
        cells_.push_back(score(position, shift));
      }
    }
  }

  int columns() const { return columns_; }
  int ShiftOf(int column) const { return column - band_; }
  double At(size_t position, int column) const {
    return cells_[position * columns_ + column];
  }

 private:
  int band_;
  int columns_;
  std::vector<double> cells_;
};

// The best path that ends in one column of the present row.
struct Path {
  double sum = 0;
  double peak = 0;
  size_t begin = 0;
  int begin_column = 0;
};

// Of the paths that can lead to `column`, the one with the largest sum.
Path BestWay(const std::vector<Path>& row, int column, double shift_cost) {
  Path best = row[column];
  for (const int neighbour : {column - 1, column + 1}) {
    if (neighbour < 0 || neighbour >= static_cast<int>(row.size())) continue;
    const double sum = row[neighbour].sum - shift_cost;
    if (sum > best.sum) {
      best = row[neighbour];
      best.sum = sum;
    }
  }
  return best;
}

// The stretch with the largest sum within [begin, end), if it is large enough.
std::optional<Stretch> BestStretch(const Scores& scores, size_t begin,
                                   size_t end, const StretchOptions& options) {
  std::optional<Stretch> best;
  std::vector<Path> row(scores.columns());
  std::vector<Path> next(scores.columns());
  for (size_t position = begin; position < end; ++position) {
    for (int column = 0; column < scores.columns(); ++column) {
      Path path = BestWay(row, column, options.shift_cost);
      if (path.sum <= 0 || path.sum < path.peak - options.max_drop) {
        path = {.begin = position, .begin_column = column};
      }
      path.sum += scores.At(position, column);
      path.peak = std::max(path.peak, path.sum);
      next[column] = path;
      if (path.sum >= options.min_score && path.sum > 0 &&
          (!best || path.sum > best->score)) {
        best = {.begin = path.begin,
                .end = position + 1,
                .begin_shift = scores.ShiftOf(path.begin_column),
                .end_shift = scores.ShiftOf(column),
                .score = path.sum};
      }
    }
    std::swap(row, next);
  }
  return best;
}

}  // namespace

std::vector<Stretch> FindStretches(
    size_t length, const StretchOptions& options,
    absl::FunctionRef<double(size_t position, int shift)> score) {
  const Scores scores(length, options.band, score);
  std::vector<Stretch> found;
  std::vector<std::pair<size_t, size_t>> open = {{0, length}};
  while (!open.empty()) {
    const auto [begin, end] = open.back();
    open.pop_back();
    const std::optional<Stretch> best =
        BestStretch(scores, begin, end, options);
    if (!best) continue;
    found.push_back(*best);
    open.emplace_back(begin, best->begin);
    open.emplace_back(best->end, end);
  }
  std::sort(found.begin(), found.end(), [](const Stretch& a, const Stretch& b) {
    return a.begin < b.begin;
  });
  return found;
}

}  // namespace earmark::index
