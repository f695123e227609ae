// A suite of the yardstick (`yardstick.py make --out SUITE`), fingerprinted:
// what stands in each query, and where.
#ifndef EARMARK_BENCH_YARDSTICK_SUITE_H_
#define EARMARK_BENCH_YARDSTICK_SUITE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/match.h"

namespace earmark::bench {

// A registered work's clip in a query, in seconds.
struct Clip {
  std::string work;
  double query_start = 0;
  double query_end = 0;
  double reference_start = 0;
  double reference_end = 0;
};

// Whether the match is of the clip's work.
bool IsOf(const index::Match& match, const Clip& clip);

// Intersections over unions of a match's places with the clip's.
struct Overlaps {
  double query = 0;
  double reference = 0;

  Overlaps& operator+=(const Overlaps& other) {
    query += other.query;
    reference += other.reference;
    return *this;
  }
};

// Those of the match of its work in `modality` that overlaps the clip best in
// the query; 0 if there is none.
Overlaps BestOverlaps(const std::vector<index::Match>& matches,
                      const Clip& clip, fingerprint::Modality modality);

// A clip whose best overlap in the query is this is located.
inline constexpr double kLocatedOverlap = 0.5;

struct SuiteQuery {
  std::string file;
  std::string attack;
  std::vector<Clip> clips;
  fingerprint::MediaFingerprint media;
};

struct Suite {
  // By work.
  std::map<std::string, fingerprint::MediaFingerprint> references;
  std::vector<SuiteQuery> queries;
};

// Minutes of the query times minutes of all references.
double SquareMinutes(const fingerprint::MediaFingerprint& query,
                     const Suite& suite);

// "audio" or "video"; nullopt for anything else.
std::optional<fingerprint::Modality> ModalityNamed(std::string_view name);

// Reads one modality of a suite: works and queries whose clips are of it. Files
// are fingerprinted once; fingerprints are kept in `folder`/fingerprints, by
// the name of the file. Returns kNotFound for a folder that is no suite, and
// the errors of fingerprint::Extract.
absl::StatusOr<Suite> ReadSuite(const std::string& folder,
                                fingerprint::Modality modality);

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_YARDSTICK_SUITE_H_
