// A registered work, found in a query.
#ifndef EARMARK_INDEX_MATCH_H_
#define EARMARK_INDEX_MATCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"

namespace earmark::index {

// How a use was changed against the reference.
struct Change {
  // Playing speed of the query against the reference; 1 is unchanged.
  double speed = 1.0;
  // How much higher the query's audio sounds than the reference's; speed alone
  // may have done that (a turntable's 12 log2(speed)).
  double pitch_semitones = 0.0;
  // Mirrored left to right.
  bool mirrored = false;
  // Then turned clockwise, 0 to 360 degrees (exclusive).
  double turned_degrees = 0.0;
  // Dark for light.
  bool inverted = false;

  bool operator==(const Change&) const = default;
};

// A place in a picture, in parts of its width and height: (0, 0) is the top
// left corner, (1, 1) the bottom right.
struct PicturePlace {
  double x = 0;
  double y = 0;

  bool operator==(const PicturePlace&) const = default;
};

// Which comparison a score comes from: each has its own null. Persistent.
enum class Evidence : uint8_t {
  kChroma = 1,
  kLandmarks = 2,
  kFrameHash = 3,
  kFeatures = 4,
};

struct Match {
  WorkId work;
  ReferenceId reference;
  fingerprint::Modality modality = fingerprint::Modality::kAudio;
  Evidence evidence = Evidence::kChroma;
  fingerprint::TimeRange query;
  fingerprint::TimeRange reference_range;
  Change change;
  // Where the corners of the reference's picture lie in the upload's: those of
  // its top left, top right, bottom right, bottom left. Outside of 0-1 where
  // it was cropped. Empty where that is not known, and for audio.
  std::vector<PicturePlace> region = {};
  // Log-likelihood ratio of "copy" against "unrelated", in nats.
  double score = 0;
  // How many matches at least this good an unrelated query of this length would
  // get in this index (significance.h).
  double expected_false_matches = 0;

  bool operator==(const Match&) const = default;
};

// At most this many candidates are told of one query.
inline constexpr size_t kMostCandidates = 10;

// What was found in a query, by query start, then by work.
struct Finds {
  std::vector<Match> matches;
  // Weaker than a match, the likeliest of them: for people to look at, and no
  // ground for anything. None lies on a match of its work.
  std::vector<Match> candidates;

  bool operator==(const Finds&) const = default;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_MATCH_H_
