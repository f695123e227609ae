// Chromaprint's sub-fingerprints of mono audio.
#ifndef EARMARK_FINGERPRINT_WORKER_CHROMA_H_
#define EARMARK_FINGERPRINT_WORKER_CHROMA_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct ChromaprintContextPrivate;

namespace earmark::fingerprint {

// What Chromaprint's default algorithm works on; audio comes here resampled.
inline constexpr int kChromaSampleRateHz = 11'025;

// Fingerprints one stretch of audio: Create, Feed as often as needed, Finish
// once. Movable, not copyable. Not safe for concurrent use.
class ChromaFingerprinter {
 public:
  // Returns kResourceExhausted when memory runs out.
  static absl::StatusOr<ChromaFingerprinter> Create();

  // Takes signed 16-bit mono samples at 11,025 Hz. Returns kResourceExhausted
  // when memory runs out.
  absl::Status Feed(std::span<const int16_t> samples);

  // Returns the sub-fingerprints in time order, one each kChromaStep. Audio
  // shorter than kChromaWindow gives none, and that is not an error.
  absl::StatusOr<std::vector<uint32_t>> Finish();

  // Instead of Finish: the same, in Chromaprint's compressed form as text
  // (which says the algorithm too); empty when there are none.
  absl::StatusOr<std::string> FinishEncoded();

 private:
  struct Deleter {
    void operator()(ChromaprintContextPrivate* context) const;
  };
  using Context = std::unique_ptr<ChromaprintContextPrivate, Deleter>;

  explicit ChromaFingerprinter(Context context)
      : context_(std::move(context)) {}

  Context context_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_CHROMA_H_
