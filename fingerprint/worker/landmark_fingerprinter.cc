#include "fingerprint/worker/landmark_fingerprinter.h"

namespace earmark::fingerprint {

absl::StatusOr<LandmarkFingerprinter> LandmarkFingerprinter::Create() {
  absl::StatusOr<LogSpectrum> spectrum = LogSpectrum::Create();
  if (!spectrum.ok()) return spectrum.status();
  return LandmarkFingerprinter(*std::move(spectrum));
}

void LandmarkFingerprinter::Feed(std::span<const float> samples) {
  const auto pick = [this](const SpectrumRow& row) { picker_.Take(row); };
  spectrum_.Feed(samples, [&](const SpectrumRow& row, float energy) {
    whitening_.Take(row, energy, pick);
  });
}

std::vector<SpectralPeak> LandmarkFingerprinter::Finish() {
  const auto pick = [this](const SpectrumRow& row) { picker_.Take(row); };
  spectrum_.Finish([&](const SpectrumRow& row, float energy) {
    whitening_.Take(row, energy, pick);
  });
  whitening_.Finish(pick);
  return picker_.Finish();
}

}  // namespace earmark::fingerprint
