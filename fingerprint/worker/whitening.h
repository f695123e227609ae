// Second stage of landmark_fingerprinter.h: how far each value stands out of
// its surroundings.
#ifndef EARMARK_FINGERPRINT_WORKER_WHITENING_H_
#define EARMARK_FINGERPRINT_WORKER_WHITENING_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "fingerprint/worker/spectrum_row.h"

namespace earmark::fingerprint {

// Replaces each log power L by (L - mean) / (deviation + 0.7), with the mean
// and the standard deviation of a box of +-30 spectra (0.48 s) x +-18 bins
// (half an octave) around it; at the edges, of the part of the box that exists.
// The 0.7 (3 dB) keeps what is nearly flat from being blown up.
//
// Take for each spectrum in turn, Finish once. Not safe for concurrent use.
class Whitening {
 public:
  // Spectra and bins to either side.
  static constexpr int kReach = 30;
  static constexpr int kBinReach = 18;
  // Value of all bins of a silent spectrum, and of the padding.
  static constexpr float kSilent = -9;

  // Takes a whitened row.
  using Sink = absl::FunctionRef<void(const SpectrumRow& row)>;

  // Takes the next spectrum, and hands on the one kReach before. A spectrum is
  // silent if its energy is below 1e-8 (-80 dB of a full-scale sine), or 50 dB
  // below the 95th percentile of those taken so far.
  void Take(const SpectrumRow& row, float energy, Sink sink);

  // Hands on the rest.
  void Finish(Sink sink);

 private:
  static constexpr int kHeld = 2 * kReach + 1;
  // Energies are counted by decibels from -80.
  static constexpr int kLevels = 256;

  struct alignas(32) Sums {
    std::array<float, kRowSize> values{};
    std::array<float, kRowSize> squares{};
  };

  bool IsSilent(int level) const;
  void HandOn(Sink sink);

  // Of row i at i % kHeld.
  std::vector<SpectrumRow> rows_{kHeld};
  std::array<int, kHeld> level_of_{};
  int64_t taken_ = 0;
  int64_t handed_on_ = 0;
  int64_t begin_ = 0;  // rows [begin_, taken_) are in the sums
  Sums sums_;          // over these rows, for each bin
  std::array<int64_t, kLevels> rows_at_level_{};
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_WHITENING_H_
