// What was found of one work in one modality of an upload: its matches, taken
// together and measured.
#ifndef EARMARK_TAKEDOWN_INTERNAL_FINDING_H_
#define EARMARK_TAKEDOWN_INTERNAL_FINDING_H_

#include <memory>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "takedown/decision.h"
#include "takedown/use.h"

namespace earmark::takedown {

struct Finding {
  WorkId work;
  fingerprint::Modality modality = fingerprint::Modality::kAudio;
  // Where in the upload, without what is excluded, as Union() gives it; empty
  // if all is excluded.
  std::vector<fingerprint::TimeRange> intervals;
  // Use::total_matched is an owner's: it is not set here.
  Use use;
  // The part of the upload's picture that it fills, where it fills most; 1 for
  // audio.
  double picture_share = 1;
  // One match, or what exclusions leave of it in one piece, is long and beyond
  // doubt, as the settings say; one such is of an attested reference; and one
  // of these is so without what is contested. Each implies the one before.
  bool manifest = false;
  bool attested = false;
  bool uncontested = false;
  bool quarantined = false;
  std::shared_ptr<const std::vector<Hold>> holds;
};

// By work, then modality. The order of the matches does not matter.
std::vector<Finding> FindingsOf(const DecisionInputs& inputs);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_FINDING_H_
