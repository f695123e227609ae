// What the stages of landmark_fingerprinter.h hand to each other.
#ifndef EARMARK_FINGERPRINT_WORKER_SPECTRUM_ROW_H_
#define EARMARK_FINGERPRINT_WORKER_SPECTRUM_ROW_H_

#include <array>

#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/vectorized.h"

namespace earmark::fingerprint {

// Audio comes to the first stage resampled to this.
inline constexpr int kPeakSampleRateHz = 16'000;
// Samples that one spectrum looks at, and samples from one to the next.
inline constexpr int kSpectrumWindow = 2048;
inline constexpr int kSpectrumHop = 256;

// kPeakBins, padded to whole vectors.
inline constexpr int kRowSize = 192;
static_assert(kRowSize >= kPeakBins && kRowSize % kLanes == 0);

// A value for each bin of the logarithmic frequency axis. What stands in the
// padding is each stage's own.
struct alignas(32) SpectrumRow {
  std::array<float, kRowSize> bins;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_SPECTRUM_ROW_H_
