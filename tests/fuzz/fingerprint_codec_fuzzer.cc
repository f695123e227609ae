// Fingerprints come from children of the worker program, and from pipelines:
// any bytes are refused, or are exactly what the parsed fingerprint is written
// as.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fingerprint/fingerprint_codec.h"
#include "tests/fingerprint/sample_fingerprint.h"
#include "tests/fuzz/fuzz_target.h"

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  return {fingerprint::SerializeFingerprint({}),
          fingerprint::SerializeFingerprint(fingerprint::SampleFingerprint())};
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = earmark::fingerprint::ParseFingerprint(bytes);
  if (parsed.ok() &&
      earmark::fingerprint::SerializeFingerprint(*parsed) != bytes) {
    std::abort();
  }
  return 0;
}
