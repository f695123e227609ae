// Films made from the fingerprints of real video, as many as it takes: real in
// what their keys are like, and copies of nothing.
//
// A film is shots of 2 to 6 s, each from another source, half of them mirrored,
// enlarged or made smaller, moved, and played faster or slower. In each shot
// a sixteenth of the bits of all codes are flipped, the same ones. So what is
// alike within a shot stays alike and what stays in its place stays one track,
// and keys that are frequent are still so, though less: they stand in a ball
// around the real ones. The sources themselves must not stand in any query: one
// shot in eight keeps their keys.
//
// Thumbnails are those of the source, unchanged: no verification passes them.
#ifndef EARMARK_BENCH_SCALED_FILMS_H_
#define EARMARK_BENCH_SCALED_FILMS_H_

#include <cstdint>
#include <vector>

#include "fingerprint/key_frame.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::bench {

// The key frames of one video, by time; there are some.
using FilmSource = std::vector<fingerprint::KeyFrame>;

// Makes the film number `number`, of kScaledWorkLength: always the same.
fingerprint::MediaFingerprint ScaledFilm(const std::vector<FilmSource>& sources,
                                         uint32_t number);

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_SCALED_FILMS_H_
