// What a fuzz target defines. A target is one source file; it is linked with
// replay_main.cc to be a plain test, and with libFuzzer to be a fuzzer.
#ifndef EARMARK_TESTS_FUZZ_FUZZ_TARGET_H_
#define EARMARK_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Takes any bytes; a fault must crash (abort). Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace earmark::fuzz {

// Returns good inputs, from which mutations start: best made by the encoder
// whose decoder is tested, so that they never grow stale.
std::vector<std::string> Seeds();

}  // namespace earmark::fuzz

#endif  // EARMARK_TESTS_FUZZ_FUZZ_TARGET_H_
