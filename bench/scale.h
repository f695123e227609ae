// The commands of bench/scale. Each prints what it found, and returns the
// errors of what it used.
#ifndef EARMARK_BENCH_SCALE_H_
#define EARMARK_BENCH_SCALE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "bench/scaled_films.h"
#include "bench/yardstick_suite.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::bench {

// Enough for all that a search of 100,000 works reads.
inline constexpr size_t kScaleCacheBytes = size_t{14} << 30;

// The works of all suites, by their ids.
std::map<std::string, fingerprint::MediaFingerprint> WorksOf(
    const std::vector<Suite>& suites);

// Their audio, where it is long enough to take stretches of.
std::vector<fingerprint::AudioRun> SourcesOf(
    const std::map<std::string, fingerprint::MediaFingerprint>& works);

// The video of suites without queries.
std::vector<FilmSource> FilmsOf(const std::vector<Suite>& suites);

// Builds a database in `folder` of the suites' works and `works` made ones:
// these of all works' audio, or of the video of suites without queries, whose
// works are left out then.
absl::Status MakeScaled(const std::string& folder,
                        fingerprint::Modality modality, uint32_t works,
                        const std::vector<Suite>& suites);

// Searches it for the suites' queries; `warm`: again, once all is in memory.
absl::Status SearchScaled(const std::string& folder,
                          fingerprint::Modality modality,
                          const std::vector<Suite>& suites, bool warm);

// Tells how often keys of video agree that have nothing in common.
absl::Status CountKeys(const std::vector<Suite>& suites);

// Searches it for `hours` of minutes composed of the suites' works, which must
// not be in it.
absl::Status CountWrong(const std::string& folder, double hours,
                        const std::vector<Suite>& suites);

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_SCALE_H_
