// Third stage of landmark_fingerprinter.h: the local maxima.
#ifndef EARMARK_FINGERPRINT_WORKER_PEAK_PICKER_H_
#define EARMARK_FINGERPRINT_WORKER_PEAK_PICKER_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/spectrum_row.h"

namespace earmark::fingerprint {

// Finds the values of at least 0.5 that are the largest of +-3 spectra
// (48 ms) x +-2 bins; a parabola through each and its neighbours says where
// between them the peak lies. The first and last of spectra and bins lack a
// neighbour and have none. Of equal values the first counts as the largest.
//
// Take for each whitened spectrum in turn, Finish once. Not safe for concurrent
// use.
class PeakPicker {
 public:
  // The neighbourhoods, in spectra and bins to either side.
  static constexpr int kReach = 3;
  static constexpr int kBinReach = 2;
  static constexpr int kProminentReach = 6;
  static constexpr int kProminentBinReach = 5;

  void Take(const SpectrumRow& row);

  // Returns the peaks by time, then by bin, at most kMaxPeaksPerSecond: the
  // prominent ones first, then the most salient, then the earliest.
  std::vector<SpectralPeak> Finish();

 private:
  static constexpr int kHeld = 2 * kProminentReach + 1;

  struct Held {
    SpectrumRow row;
    SpectrumRow near_most;  // of +-kBinReach bins
    SpectrumRow far_most;   // of +-kProminentBinReach bins
  };

  const Held& At(int64_t index) const { return held_[index % kHeld]; }
  bool IsLargest(int64_t index, int bin, int reach,
                 SpectrumRow Held::*most) const;
  void Pick();
  void EndSecond();

  std::vector<Held> held_{kHeld};  // row i at i % kHeld
  int64_t taken_ = 0;
  int64_t picked_ = 0;  // rows
  uint32_t second_ = 0;
  std::vector<SpectralPeak> open_;  // of this second and the next
  // Of the seconds before. Grows by pieces: a vector, which grows by copying,
  // would at times need three times their memory.
  std::deque<SpectralPeak> peaks_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_PEAK_PICKER_H_
