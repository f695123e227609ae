// Turns back what would cancel to silence when mixed to mono: a stereo
// recording whose channels are inverted against each other, an old trick
// against identification.
#ifndef EARMARK_FINGERPRINT_WORKER_STEREO_INVERSION_H_
#define EARMARK_FINGERPRINT_WORKER_STEREO_INVERSION_H_

#include "fingerprint/worker/ffmpeg.h"

namespace earmark::fingerprint {

// Watches one track. Not safe for concurrent use.
class StereoInversion {
 public:
  // Inverts the second channel of the next frame if the track's channels are,
  // of late, inverted against each other. Does nothing unless there are two.
  void Undo(AVFrame& frame);

 private:
  // Energy of the sum and of the difference of the two channels, of late.
  double sum_energy_ = 0;
  double difference_energy_ = 0;
  bool inverted_ = false;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_STEREO_INVERSION_H_
