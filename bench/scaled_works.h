// Works made from the fingerprints of real media, as many as it takes: real in
// how often each term occurs, and copies of nothing.
//
// Peaks come from stretches of 3 to 9 s, each played backwards, or upside down
// (high for low), or both, and moved in pitch and speed. So the patterns are
// those of music, but no stretch stands in its source at any speed or pitch.
// Chromaprint's sub-fingerprints come in pieces of less than a second.
#ifndef EARMARK_BENCH_SCALED_WORKS_H_
#define EARMARK_BENCH_SCALED_WORKS_H_

#include <cstdint>
#include <vector>

#include "fingerprint/media_fingerprint.h"

namespace earmark::bench {

// Of one work.
inline constexpr fingerprint::MediaTime kScaledWorkLength{
    std::chrono::minutes(3)};

// Makes the work number `number` of `sources`, each of which has audio: always
// the same.
fingerprint::MediaFingerprint ScaledWork(
    const std::vector<fingerprint::AudioRun>& sources, uint32_t number);

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_SCALED_WORKS_H_
