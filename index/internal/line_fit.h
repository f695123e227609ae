// The straight line that fits points best: least squares.
#ifndef EARMARK_INDEX_INTERNAL_LINE_FIT_H_
#define EARMARK_INDEX_INTERNAL_LINE_FIT_H_

#include <algorithm>

namespace earmark::index {

class LineFit {
 public:
  void Add(double x, double y) {
    n_ += 1;
    sum_x_ += x;
    sum_y_ += y;
    sum_xx_ += x * x;
    sum_xy_ += x * y;
  }

  // Points; there must be one at least for all that follows.
  double count() const { return n_; }
  // How far the points' x lie apart: their variance times the square of their
  // number. Below kLeastSpread there is no slope to speak of.
  static constexpr double kLeastSpread = 1e-9;
  double spread() const { return n_ * sum_xx_ - sum_x_ * sum_x_; }
  double slope() const {
    return (n_ * sum_xy_ - sum_x_ * sum_y_) / std::max(kLeastSpread, spread());
  }
  // Where the line with this slope that fits best meets x = 0.
  double intercept(double slope) const {
    return (sum_y_ - slope * sum_x_) / n_;
  }

 private:
  double n_ = 0;
  double sum_x_ = 0;
  double sum_y_ = 0;
  double sum_xx_ = 0;
  double sum_xy_ = 0;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LINE_FIT_H_
