// First stage of landmark_fingerprinter.h: samples -> log power on a
// logarithmic frequency axis.
#ifndef EARMARK_FINGERPRINT_WORKER_LOG_SPECTRUM_H_
#define EARMARK_FINGERPRINT_WORKER_LOG_SPECTRUM_H_

extern "C" {
#include <libavutil/tx.h>
}

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "fingerprint/worker/spectrum_row.h"

namespace earmark::fingerprint {

// Which frequencies of the Fourier transform a bin weighs.
struct WeighedBin {
  int first = 0;    // frequency
  int count = 0;    // a multiple of kLanes
  int weights = 0;  // index of its first weight
};

// Spectrum i looks at samples [i * kSpectrumHop, i * kSpectrumHop +
// kSpectrumWindow) through a Hann window, and gathers its powers by triangles
// that reach from each bin's neighbour below to that above, but at least one
// frequency of the Fourier transform to either side.
//
// Create, Feed as often as needed, Finish once. Movable, not copyable. Not safe
// for concurrent use.
class LogSpectrum {
 public:
  // Takes the natural logarithm of each bin's power + 1e-10 (a full-scale sine
  // has a power of 1), and the power of the whole band together.
  using Sink = absl::FunctionRef<void(const SpectrumRow& row, float energy)>;

  // Returns kResourceExhausted when memory runs out.
  static absl::StatusOr<LogSpectrum> Create();

  // Takes mono samples at kPeakSampleRateHz, full scale at 1; hands on the
  // spectra that are ready. Samples that no audio has (not a number, or 120 dB
  // above full scale) count as silence.
  void Feed(std::span<const float> samples, Sink sink);

  // Hands on the last spectra: those whose centre lies within the audio, with
  // zeros after its end. So audio shorter than half a window (64 ms) gives
  // none.
  void Finish(Sink sink);

 private:
  struct TransformDeleter {
    void operator()(AVTXContext* context) const { av_tx_uninit(&context); }
  };
  // FFmpeg's vector code wants its arrays on these bounds.
  static constexpr size_t kAlignment = 64;
  // The buffer holds a window, and what is fed until there is another.
  static constexpr int kBuffered = 2 * kSpectrumWindow;
  // Frequencies of the transform. The highest that is weighed is 800, so that
  // whole vectors of weights do not reach beyond.
  static constexpr int kFrequencies = kSpectrumWindow / 2 + 1;

  struct alignas(kAlignment) Buffers {
    std::array<float, kBuffered> samples;
    std::array<float, kSpectrumWindow> window;
    std::array<float, kSpectrumWindow> windowed;
    alignas(kAlignment) std::array<float, 2 * kFrequencies> spectrum;
    alignas(kAlignment) std::array<float, kFrequencies> powers;
    SpectrumRow row;
  };
  LogSpectrum() = default;
  void MakeBins();
  void HandOn(Sink sink);

  std::unique_ptr<AVTXContext, TransformDeleter> transform_;
  av_tx_fn transform_function_ = nullptr;
  std::unique_ptr<Buffers> buffers_;
  int first_ = 0;  // of buffers_->samples: where the next window begins
  int end_ = 0;    // where the samples end

  std::array<WeighedBin, kPeakBins> bins_;
  std::vector<float> weights_;
  int lowest_ = 0;   // frequency that any bin weighs, on a vector's bound
  int highest_ = 0;  // one beyond the last, the same
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_LOG_SPECTRUM_H_
