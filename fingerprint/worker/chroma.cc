#include "fingerprint/worker/chroma.h"

#include <chromaprint.h>

#include <algorithm>
#include <utility>

namespace earmark::fingerprint {
namespace {

absl::Status OutOfMemory() {
  return absl::ResourceExhaustedError(
      "not enough memory to fingerprint the audio");
}

}  // namespace

void ChromaFingerprinter::Deleter::operator()(
    ChromaprintContextPrivate* context) const {
  chromaprint_free(context);
}

absl::StatusOr<ChromaFingerprinter> ChromaFingerprinter::Create() {
  Context context(chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT));
  if (context == nullptr ||
      !chromaprint_start(context.get(), kChromaSampleRateHz, 1)) {
    return OutOfMemory();
  }
  return ChromaFingerprinter(std::move(context));
}

absl::Status ChromaFingerprinter::Feed(std::span<const int16_t> samples) {
  // Chromaprint counts samples in an int.
  constexpr size_t kMaxBlock = size_t{1} << 20;
  while (!samples.empty()) {
    const std::span<const int16_t> block =
        samples.first(std::min(samples.size(), kMaxBlock));
    if (!chromaprint_feed(context_.get(), block.data(),
                          static_cast<int>(block.size()))) {
      return OutOfMemory();
    }
    samples = samples.subspan(block.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<uint32_t>> ChromaFingerprinter::Finish() {
  uint32_t* items = nullptr;
  int count = 0;
  if (!chromaprint_finish(context_.get()) ||
      !chromaprint_get_raw_fingerprint(context_.get(), &items, &count)) {
    return OutOfMemory();
  }
  std::vector<uint32_t> chroma(items, items + count);
  chromaprint_dealloc(items);
  return chroma;
}

absl::StatusOr<std::string> ChromaFingerprinter::FinishEncoded() {
  int count = 0;
  if (!chromaprint_finish(context_.get()) ||
      !chromaprint_get_raw_fingerprint_size(context_.get(), &count)) {
    return OutOfMemory();
  }
  if (count == 0) return std::string();
  char* text = nullptr;
  if (!chromaprint_get_fingerprint(context_.get(), &text)) return OutOfMemory();
  std::string encoded(text);
  chromaprint_dealloc(text);
  return encoded;
}

}  // namespace earmark::fingerprint
