// How the audio stages' inner loops become vector instructions: fixed counts of
// floats, a multiple of kLanes, in arrays that do not overlap. The compiler
// does the rest.
#ifndef EARMARK_FINGERPRINT_WORKER_VECTORIZED_H_
#define EARMARK_FINGERPRINT_WORKER_VECTORIZED_H_

// Before a function: it is compiled for AVX2 too, and the CPU decides at start
// which of both is called. Without fused multiplications, so both give the same
// numbers. Sanitizers run before that decision can be made; clang only checks
// and fuzzes this code.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define EARMARK_VECTORIZED __attribute__((target_clones("avx2", "default")))
#else
#define EARMARK_VECTORIZED
#endif

namespace earmark::fingerprint {

// Floats in a vector register of AVX2.
inline constexpr int kLanes = 8;

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_VECTORIZED_H_
