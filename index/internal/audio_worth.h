// How much of a recording's audio could be found again, from its fingerprint
// alone.
//
// Sub-fingerprints say whether there is anything: items that differ from those
// seconds away. Spectral peaks say what it is: a maximum of noise stands out of
// its surroundings by much the same everywhere, and by less than a note does;
// steady sound has few maxima; loops give the same landmarks again.
#ifndef EARMARK_INDEX_INTERNAL_AUDIO_WORTH_H_
#define EARMARK_INDEX_INTERNAL_AUDIO_WORTH_H_

#include <cstddef>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {

struct AudioWorth {
  // Sub-fingerprints that change with time, and those that tell something.
  size_t changing_items = 0;
  size_t telling_items = 0;
  // Of the track with the most: prominent peaks that verification can use, by
  // second of the audio that was seen.
  double peaks_per_second = 0;
  // How far the most salient peaks stand out, on average, in standard
  // deviations; 0 without peaks.
  double saliency = 0;
  // Of all tracks together: what can be looked up, and how many of those terms
  // are distinct.
  size_t landmarks = 0;
  size_t distinct_landmarks = 0;
  bool has_peaks = false;
};

AudioWorth AudioWorthOf(const fingerprint::MediaFingerprint& fingerprint);

// Whether the audio could be found again at all: not silence, nor a tone, nor
// plain noise, nor too short, and with landmarks if it has any peaks.
bool IsReferable(const AudioWorth& worth);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_AUDIO_WORTH_H_
