// A fingerprint with something in each of its fields.
#ifndef EARMARK_TESTS_FINGERPRINT_SAMPLE_FINGERPRINT_H_
#define EARMARK_TESTS_FINGERPRINT_SAMPLE_FINGERPRINT_H_

#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

// Two audio tracks, one of them with a jump in time; runs with both kinds of
// audio fingerprint and with one; peaks at one time, close together and far
// apart, and at the ends of their ranges; nine frames (more than one
// byte of flags), some with margins; damaged video.
inline MediaFingerprint SampleFingerprint() {
  using std::chrono::seconds;
  MediaFingerprint sample;
  sample.duration = seconds(60);
  sample.audio = {.state = Coverage::State::kSeen,
                  .seen = seconds(60),
                  .total = seconds(60),
                  .detail = ""};
  sample.video = {.state = Coverage::State::kDamaged,
                  .seen = seconds(40),
                  .total = seconds(50),
                  .detail = "packets could not be decoded"};
  sample.audio_runs = {
      {.track = 0,
       .start = MediaTime(0),
       .chroma = {1, 0, 0xffffffff},
       .peaks =
           {{.time = 0, .bin = 0, .saliency = 1, .prominent = false},
            {.time = 14, .bin = 700, .saliency = 40, .prominent = true},
            {.time = 14, .bin = 701, .saliency = 41, .prominent = false},
            {.time = 29, .bin = 3, .saliency = 255, .prominent = true},
            {.time = 5000, .bin = 8, .saliency = 77, .prominent = true},
            {.time = 15000, .bin = 1479, .saliency = 9, .prominent = false}}},
      {.track = 0, .start = seconds(30), .chroma = {7}},
      {.track = 2, .start = MediaTime(5), .chroma = {8, 9}},
      {.track = 2,
       .start = seconds(59),
       .chroma = {},
       // As late as can be: a window after the end.
       .peaks = {{.time = 282, .bin = 99, .saliency = 16, .prominent = true}}},
  };
  for (uint64_t i = 0; i < 9; ++i) {
    VideoFrame frame;
    // The second and the third at one time.
    frame.time = MediaTime(250'000 * (i < 2 ? i : i - 1));
    frame.hash.words = {i, ~i, 0x0123456789abcdef, uint64_t{1} << 63};
    frame.trimmed = frame.hash;
    if (i % 3 == 0) frame.trimmed.words[1] = 42 + i;
    frame.quality = static_cast<uint8_t>(kMinFrameQuality + i);
    sample.frames.push_back(frame);
  }
  LocalFeature corner = {.x = 1023,
                         .y = 767,
                         .scale = 31,
                         .form = 15,
                         .turn = 3,
                         .second = true,
                         .code = ~uint64_t{0},
                         .doubts = {31, 0, 1, 2, 30, 15}};
  LocalFeature plain = {.x = 0, .y = 1, .scale = 12, .form = 2, .code = 5};
  sample.key_frames = {{.time = MediaTime(0),
                        .width = 1024,
                        .height = 768,
                        .features = {corner, plain},
                        .looked_up = 1,
                        .thumbnail = "RIFF, as far as the codec knows"},
                       // A thumbnail alone; and nothing at all.
                       {.time = MediaTime(250'000),
                        .width = 1,
                        .height = 1024,
                        .thumbnail = "x"},
                       {.time = seconds(60), .width = 1024, .height = 1024}};
  return sample;
}

}  // namespace earmark::fingerprint

#endif  // EARMARK_TESTS_FINGERPRINT_SAMPLE_FINGERPRINT_H_
