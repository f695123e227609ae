// What the client of the worker program reads: results, written by a child that
// may be in the hands of its file, and the worker program's own messages.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fingerprint/internal/worker_protocol.h"
#include "tests/fuzz/fuzz_target.h"

namespace earmark::fingerprint {
namespace {

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7f; });
}

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckReply(std::string_view bytes) {
  if (const auto result = DecodeResult(bytes); result.ok()) {
    Check(IsPrintable(result->status.message()));
    Check(result->payload.size() <= kMaxResultBytes);
    Check(result->status.ok() || result->payload.empty());
  }
  if (const auto end = DecodeChildEnd(bytes); end.ok()) {
    Check(EncodeChildEnd(*end) == bytes);
  }
  Check(CheckReady(bytes).ok() == (bytes == EncodeReady()));
}

}  // namespace
}  // namespace earmark::fingerprint

namespace earmark::fuzz {

using fingerprint::ChildEnd;
using fingerprint::EncodeChildEnd;
using fingerprint::EncodeReady;
using fingerprint::EncodeResult;

std::vector<std::string> Seeds() {
  return {
      EncodeResult(std::string("a payload")),
      EncodeResult(absl::InvalidArgumentError("not media")),
      EncodeChildEnd({.how = ChildEnd::How::kExited, .value = 0}),
      EncodeReady(),
  };
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  earmark::fingerprint::CheckReply({reinterpret_cast<const char*>(data), size});
  return 0;
}
