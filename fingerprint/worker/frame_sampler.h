// Chooses which frames of a video are hashed as a whole.
#ifndef EARMARK_FINGERPRINT_WORKER_FRAME_SAMPLER_H_
#define EARMARK_FINGERPRINT_WORKER_FRAME_SAMPLER_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

// Takes the first frame at or after each tick of 240 ms, so at most four a
// second. The ticks belong to the timeline, not to the frames taken before: a
// lost frame moves one sample, not all that follow.
//
// In moving pictures, hashes 250 ms apart differ in 70 to 130 bits, so with
// four a second an upload that was sampled at other instants than its reference
// may be missed by them. Three times as many cost 4 % of decoding and found
// nothing that local features (key_framer.h) do not find.
class FrameSampler {
 public:
  static constexpr MediaTime kTick = std::chrono::milliseconds(240);

  // Whether to take the frame at `time`. Frames come in order of time; one that
  // goes back in time is not taken.
  bool Take(MediaTime time) {
    const int64_t tick = TickOf(time);
    if (last_tick_ && tick <= *last_tick_) return false;
    last_tick_ = tick;
    return true;
  }

 private:
  static int64_t TickOf(MediaTime time) {
    const int64_t tick = time / kTick;
    return time % kTick < MediaTime(0) ? tick - 1 : tick;
  }

  std::optional<int64_t> last_tick_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FRAME_SAMPLER_H_
