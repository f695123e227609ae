#include "fingerprint/worker/feature_coder.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "fingerprint/worker/vectorized.h"

namespace earmark::fingerprint {
namespace {

constexpr int kCodeBits = 64;

// What bench/train_features writes.
struct Training {
  std::array<int16_t, kHistogramBins> pattern;  // of the canonical form
  // The deviation of the lead of the better form.
  int32_t lead_deviation;
  std::array<std::array<int16_t, kHistogramBins>, kCodeBits> components;
  std::array<int32_t, kCodeBits> medians;
};
constexpr Training kTraining = {
#include "fingerprint/worker/feature_training.inc"
};

// Where each bin goes.
using Permutation = std::array<uint8_t, kHistogramBins>;

constexpr Permutation MakePermutation(int form) {
  Permutation permutation{};
  for (int row = 0; row < kHistogramSquares; ++row) {
    for (int column = 0; column < kHistogramSquares; ++column) {
      for (int direction = 0; direction < kHistogramDirections; ++direction) {
        int r = row;
        int c = column;
        int d = direction;
        if ((form & 1) != 0) {  // mirrored
          c = kHistogramSquares - 1 - c;
          d = (kHistogramDirections * 3 / 2 - d) % kHistogramDirections;
        }
        for (int turn = 0; turn < (form >> 1 & 3); ++turn) {
          const int old_row = r;
          r = c;
          c = kHistogramSquares - 1 - old_row;
          d = (d + 2) % kHistogramDirections;
        }
        if ((form & 8) != 0) {  // inverted
          d = (d + 4) % kHistogramDirections;
        }
        const int from =
            (row * kHistogramSquares + column) * kHistogramDirections +
            direction;
        permutation[from] = static_cast<uint8_t>(
            (r * kHistogramSquares + c) * kHistogramDirections + d);
      }
    }
  }
  return permutation;
}

constexpr std::array<Permutation, kForms> kPermutations = [] {
  std::array<Permutation, kForms> permutations{};
  for (int form = 0; form < kForms; ++form) {
    permutations[form] = MakePermutation(form);
  }
  return permutations;
}();

// The template in the places that a form's bins come from, so that products
// need no permutation of the histogram.
constexpr std::array<std::array<int16_t, kHistogramBins>, kForms> kPatterns =
    [] {
      std::array<std::array<int16_t, kHistogramBins>, kForms> patterns{};
      for (int form = 0; form < kForms; ++form) {
        for (int bin = 0; bin < kHistogramBins; ++bin) {
          patterns[form][bin] = kTraining.pattern[kPermutations[form][bin]];
        }
      }
      return patterns;
    }();

using Wide = std::array<int16_t, kHistogramBins>;

Wide Widened(const GradientHistogram& histogram) {
  Wide wide;
  std::copy(histogram.begin(), histogram.end(), wide.begin());
  return wide;
}

EARMARK_VECTORIZED
int32_t Product(const int16_t* __restrict a, const int16_t* __restrict b) {
  int32_t sum = 0;
  for (int i = 0; i < kHistogramBins; ++i) sum += int32_t{a[i]} * b[i];
  return sum;
}

}  // namespace

GradientHistogram InForm(const GradientHistogram& histogram, int form) {
  GradientHistogram result{};
  for (int bin = 0; bin < kHistogramBins; ++bin) {
    result[kPermutations[form][bin]] = histogram[bin];
  }
  return result;
}

CanonicalForms FindForms(const GradientHistogram& histogram, bool dark) {
  const Wide wide = Widened(histogram);
  CanonicalForms best;
  std::array<int32_t, 2> products;
  products.fill(std::numeric_limits<int32_t>::min());
  for (int turned = 0; turned < kForms / 2; ++turned) {
    const int form = turned | (dark ? 8 : 0);
    const int32_t product = Product(wide.data(), kPatterns[form].data());
    if (product > products[0]) {
      products = {product, products[0]};
      best.forms = {form, best.forms[0]};
    } else if (product > products[1]) {
      products[1] = product;
      best.forms[1] = form;
    }
  }
  best.lead = static_cast<float>(products[0] - products[1]) /
              static_cast<float>(kTraining.lead_deviation);
  return best;
}

void FillCode(const GradientHistogram& histogram, bool looked_up,
              LocalFeature& feature) {
  const Wide wide = Widened(histogram);
  feature.code = 0;
  std::array<int32_t, kKeyBits> margins;
  for (int bit = 0; bit < kCodeBits; ++bit) {
    const int32_t value =
        Product(wide.data(), kTraining.components[bit].data()) -
        kTraining.medians[bit];
    if (value > 0) feature.code |= uint64_t{1} << bit;
    if (bit < kKeyBits) margins[bit] = std::abs(value);
  }
  feature.doubts = {};
  if (!looked_up) return;
  std::array<uint8_t, kKeyBits> order;
  std::iota(order.begin(), order.end(), uint8_t{0});
  std::partial_sort(order.begin(), order.begin() + kDoubtfulBits, order.end(),
                    [&](uint8_t a, uint8_t b) {
                      return margins[a] != margins[b] ? margins[a] < margins[b]
                                                      : a < b;
                    });
  std::copy_n(order.begin(), kDoubtfulBits, feature.doubts.begin());
}

}  // namespace earmark::fingerprint
