// Local features in posting lists: what a reference's features are found by,
// and what a query looks up.
//
// A term is a feature's key (fingerprint/key_frame.h). A feature that stays in
// its place from frame to frame is one posting, with the time that it lasts: a
// *track*. A query tries the key as it is and with its most doubtful bits
// changed, of which an altered copy of a feature has some wrong: for each, the
// bits are those that the query's own copy is least certain of (as in
// multi-probe LSH: Q. Lv et al., VLDB 2007). A posting says enough of place,
// size, form and of the other bits of the code to vote without the reference.
//
// Persistent: what is written here must be found again (format version).
#ifndef EARMARK_INDEX_INTERNAL_FEATURE_TERMS_H_
#define EARMARK_INDEX_INTERNAL_FEATURE_TERMS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fingerprint/key_frame.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

// Postings' unit of time.
inline constexpr double kFeatureTick = 0.5;  // seconds

// What a posting says of a track.
struct FeaturePlace {
  // In seconds; the last frame that shows it is at `end`.
  double start = 0;
  double end = 0;
  float x = 0;  // kPictureUnits
  float y = 0;
  float log_radius = 0;  // to the base of 2, in units
  int form = 0;
  uint32_t check = 0;  // kCheckBits of the code beside the key
};
FeaturePlace FeaturePlaceOf(const Posting& posting);

inline constexpr int kCheckBits = 24;
uint32_t CheckOf(uint64_t code);
// Whether the check of a posting may be that of a feature with `code`: where
// not, the posting is chance.
bool ChecksAgree(uint32_t check, uint64_t code);

// The term of a key: a bijection that spreads terms evenly.
uint32_t FeatureTerm(uint32_t key);

// The key with those doubtful bits changed that `probe` names; probe 0 changes
// none, and the likelier ones come first. Below kMostProbes.
inline constexpr size_t kMostProbes = 64;
uint32_t ProbeKey(const fingerprint::LocalFeature& feature, size_t probe);

// Leaves the frame with what a reference is verified with: its features in
// their likeliest form, as they stand, without the smallest, which do not
// survive; at most kReferenceFeatures.
inline constexpr size_t kReferenceFeatures = 200;
void KeepReferenceFeatures(fingerprint::KeyFrame& frame);

// Adds the postings of a reference's frames, which are by time and were given
// to KeepReferenceFeatures: of the kPostedFeatures most important of each.
inline constexpr size_t kPostedFeatures = 120;
void AppendFeatures(ReferenceNumber number,
                    std::span<const fingerprint::KeyFrame> frames,
                    Batch& batch);

// Adds the postings of an upload's frames, by which works that are registered
// later find it: of one frame a second, the strongest features, each under the
// keys of the first probes.
void AppendUploadFeatures(UploadNumber number,
                          std::span<const fingerprint::KeyFrame> frames,
                          Batch& batch);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FEATURE_TERMS_H_
