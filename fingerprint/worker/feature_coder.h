// Turns a gradient histogram into a code of 64 bits.
//
// 1. *Canonical form.* Mirroring and turning a patch by quarters permutes its
//    histogram's bins, and so does inverting it. A dark blob is inverted; of
//    the eight permutations that are left, the one with the largest product
//    with a fixed template is taken. One set of codes then finds the patch
//    however it was laid down, and the form says how it was.
// 2. *Whitened bits.* The histogram's 32 main components, scaled to the same
//    variance and turned at random, give a bit each: their signs. Such bits are
//    independent of each other, so keys spread evenly (H. Jegou et al.,
//    "Hamming embedding and weak geometric consistency", ECCV 2008, which
//    turns without whitening). The signs of the 32 components after those tell
//    chance hits.
//
// Template, components and medians are trained once, by bench/train_features;
// they are part of the format.
#ifndef EARMARK_FINGERPRINT_WORKER_FEATURE_CODER_H_
#define EARMARK_FINGERPRINT_WORKER_FEATURE_CODER_H_

#include <array>
#include <cstdint>

#include "fingerprint/key_frame.h"
#include "fingerprint/worker/gradient_histogram.h"

namespace earmark::fingerprint {

// The histogram of the same patch in another form (LocalFeature::form).
GradientHistogram InForm(const GradientHistogram& histogram, int form);

// The two likeliest canonical forms of a patch, the better first.
struct CanonicalForms {
  std::array<int, 2> forms{};
  // How far the better product leads, in standard deviations of that lead.
  float lead = 0;
};
CanonicalForms FindForms(const GradientHistogram& histogram, bool dark);

// A second form that trails by no more than this is tried too.
inline constexpr float kCloseLead = 0.5F;

// Fills in the code of `histogram`, which is in canonical form, and the doubts
// of a feature that is looked up.
void FillCode(const GradientHistogram& histogram, bool looked_up,
              LocalFeature& feature);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FEATURE_CODER_H_
