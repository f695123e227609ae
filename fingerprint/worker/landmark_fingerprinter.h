// Spectral peaks of mono audio: the landmarks by which changed copies of audio
// are found.
//
// 1. log_spectrum.h    a spectrum each 16 ms, log power, 36 bins an octave
// 2. whitening.h       less the mean of its surroundings, by their deviation
// 3. peak_picker.h     local maxima, refined between bins and spectra
//
// That a recording is known by the places of its spectrogram's peaks, without
// their heights, is Wang's ("An Industrial-Strength Audio Search Algorithm",
// ISMIR 2003: Shazam): peaks survive noise, equalisers and codecs. A
// logarithmic frequency axis turns a change of pitch into a shift, which
// differences of bins do not see, as in Panako (Six and Leman, "Panako: a
// scalable acoustic fingerprinting system handling time-scale and pitch
// modification", ISMIR 2014); and of four peaks, ratios of times and
// differences of bins also survive a change of tempo (Sonnleitner and Widmer,
// "Robust Quad-Based Audio Fingerprinting", IEEE/ACM TASLP 24, 2016). What is
// made of the peaks is the index's; here they are only found.
//
// Whitening makes one threshold good for quiet and loud, dark and bright
// passages, and cancels gain, equalisers and the slope of music's spectrum, all
// of which are nearly constant within its box.
//
// Peaks are kept densely (up to 110 a second, two neighbourhoods), on both
// sides of a search. A list of landmarks needs the strongest few, but to verify
// a match means to ask at each peak of one side what the other has there, and
// under a voice or noise only a dense list answers. The whitened spectrogram
// itself would answer better, but takes 40 times as much memory (185 bins, 62
// times a second), and a reference stored without it could not be the dense
// side when a new reference is searched for among old uploads.
//
// Constants are those of the trials behind docs/identification.md. When any
// changes, old and new peaks no longer compare: raise
// kFingerprintFormatVersion.
#ifndef EARMARK_FINGERPRINT_WORKER_LANDMARK_FINGERPRINTER_H_
#define EARMARK_FINGERPRINT_WORKER_LANDMARK_FINGERPRINTER_H_

#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/log_spectrum.h"
#include "fingerprint/worker/peak_picker.h"
#include "fingerprint/worker/whitening.h"

namespace earmark::fingerprint {

// Fingerprints one stretch of audio: Create, Feed as often as needed, Finish
// once. Holds about 160 KB and the peaks. Movable, not copyable. Not safe for
// concurrent use.
class LandmarkFingerprinter {
 public:
  // Returns kResourceExhausted when memory runs out.
  static absl::StatusOr<LandmarkFingerprinter> Create();

  // Takes mono samples at kPeakSampleRateHz, full scale at 1. How they are cut
  // into calls does not matter.
  void Feed(std::span<const float> samples);

  // Returns the peaks by time, then by bin. Silence and audio shorter than
  // 0.1 s have none, and that is not an error. No time lies more than 8 ms
  // behind the last sample.
  std::vector<SpectralPeak> Finish();

 private:
  explicit LandmarkFingerprinter(LogSpectrum spectrum)
      : spectrum_(std::move(spectrum)) {}

  LogSpectrum spectrum_;
  Whitening whitening_;
  PeakPicker picker_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_LANDMARK_FINGERPRINTER_H_
