// Landmarks: small groups of spectral peaks whose pattern survives what people
// do to music, and the terms that they are looked up by.
//
// A *triple* is an anchor and two later peaks. Its term holds the two pitch
// differences, the ratio of the two time differences, and roughly the anchor's
// pitch and the triple's length: rare, so cheap to look up, but only found
// where speed and pitch are unchanged (A. Wang, "An industrial-strength audio
// search algorithm", ISMIR 2003; J. Six and M. Leman, "Panako", ISMIR 2014).
//
// A *quad* is an anchor and three later peaks. Its term holds three pitch
// differences and two time ratios, and nothing absolute: any change of speed,
// of tempo or of pitch leaves it as it is (R. Sonnleitner and G. Widmer,
// "Robust quad-based audio fingerprinting", IEEE/ACM TASLP 24, 2016; here on a
// logarithmic frequency axis, where a change of pitch is a shift).
//
// References have few landmarks, of their most salient peaks; queries try many,
// the most promising first, and where a peak lies near the border of a cell,
// the cells on both sides.
//
// Persistent: what is written here must be found again (format version).
#ifndef EARMARK_INDEX_INTERNAL_LANDMARKS_H_
#define EARMARK_INDEX_INTERNAL_LANDMARKS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/store.h"

namespace earmark::index {

// A spectral peak in natural units.
struct Peak {
  double time = 0;  // seconds on the timeline
  float bin = 0;    // log-frequency bins, kBinsPerOctave to the octave
  float saliency = 0;
  bool prominent = false;
};

// The peaks of a run.
std::vector<Peak> PeaksOf(const fingerprint::AudioRun& run);

// Those within [start, end), in seconds on the timeline.
std::vector<Peak> PeaksBetween(const fingerprint::AudioRun& run, double start,
                               double end);

// The most salient prominent peaks of each second, at most `per_second`, by
// time.
std::vector<Peak> Strongest(std::span<const Peak> peaks, int per_second);

// Leaves the run with the peaks that a reference is verified with.
void KeepEvidence(fingerprint::AudioRun& run);

// The peaks that one track of a reference is verified with, by time.
std::vector<Peak> EvidenceOf(std::span<const fingerprint::AudioRun> runs,
                             uint32_t track);

// Peaks a second that a reference's landmarks are made of.
inline constexpr int kReferenceSeeds = 10;
// Peaks a second that a reference is verified with: what is kept of it.
inline constexpr int kEvidencePeaks = 24;

// A landmark of a query, not yet turned into terms.
struct Landmark {
  // Indices of its peaks; a triple has three.
  std::array<uint32_t, 4> peaks{};
  // Sum of the saliency ranks of its peaks within their seconds: low is good.
  uint32_t rank = 0;
  // Natural logarithm of its length in seconds.
  float log_duration = 0;
};

// The landmarks of a query that begin in each second, counted from the second
// of the first peak, the best first.
struct LandmarksBySecond {
  int64_t first_second = 0;
  std::vector<std::vector<Landmark>> seconds;
};

// At most `limit` a second, of peaks that are ascending in time.
LandmarksBySecond QueryTriples(std::span<const Peak> peaks, size_t limit);
LandmarksBySecond QueryQuads(std::span<const Peak> peaks, size_t limit);

// One look-up of a query.
struct Probe {
  uint32_t term = 0;
  // The less, the likelier it is that it hits where the query is a copy: minus
  // the logarithm of that, up to a constant.
  float cost = 0;
};

// Adds to `probes` what a query looks up: each cell that the landmark may lie
// in.
void AppendTripleProbes(std::span<const Peak> peaks, const Landmark& triple,
                        std::vector<Probe>& probes);
void AppendQuadProbes(std::span<const Peak> peaks, const Landmark& quad,
                      std::vector<Probe>& probes);

// Postings' unit of time.
inline constexpr double kLandmarkTick = 0.016;

// What a posting says beside reference and time of the anchor.
struct LandmarkDetail {
  uint32_t track = 0;
  // Of the anchor, in whole bins.
  int bin = 0;
  // Of the whole landmark: natural logarithm of seconds.
  double log_duration = 0;
};
// Of the triple table: bin and duration are known up to the cells of the term,
// which are those of the query's own triple or next to them.
LandmarkDetail TripleDetail(uint32_t detail, float query_bin,
                            double query_log_duration);
LandmarkDetail QuadDetail(uint32_t detail);

// Adds the postings of one run of a reference.
void AppendLandmarks(ReferenceNumber number, const fingerprint::AudioRun& run,
                     Batch& batch);

// Adds the postings of one run of an upload, by which works that are registered
// later find it. Here the upload is the altered side and has few landmarks, and
// the work looks up many: of what a query would try, the first few of each
// second are stored, and a sample of the others.
void AppendUploadLandmarks(UploadNumber number,
                           const fingerprint::AudioRun& run, Batch& batch);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LANDMARKS_H_
