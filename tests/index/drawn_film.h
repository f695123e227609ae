// Films drawn from random shapes, and their key frames as the worker makes
// them.
#ifndef EARMARK_TESTS_INDEX_DRAWN_FILM_H_
#define EARMARK_TESTS_INDEX_DRAWN_FILM_H_

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/key_framer.h"
#include "tests/fingerprint/drawn_picture.h"

namespace earmark::index {

// What stands, and what moves before it.
struct DrawnFilm {
  static constexpr int kWidth = 320;
  static constexpr int kHeight = 180;

  fingerprint::Shapes background;
  fingerprint::Shapes foreground;

  // Another film for each seed. Two with the same set and other actors share
  // the background alone.
  DrawnFilm(uint32_t set, uint32_t actors)
      : background(fingerprint::StandingShapes(250, kShape, set)),
        foreground(fingerprint::MovingShapes(50, kShape, actors + 1000)) {}

  // Draws the picture at `time` on a stage. The stage's scale is the film's
  // width in pixels.
  void DrawOn(double time, const fingerprint::Stage& stage,
              fingerprint::Picture& canvas) const {
    fingerprint::Draw(background, 0, stage, canvas);
    fingerprint::Draw(foreground, time, stage, canvas);
  }

  fingerprint::Picture At(double time) const {
    fingerprint::Picture picture =
        fingerprint::FlatPicture(kWidth, kHeight, 128);
    DrawOn(time, {.scale = kWidth}, picture);
    return picture;
  }

 private:
  static constexpr double kShape = static_cast<double>(kHeight) / kWidth;
};

// Key frames of the pictures that `picture_at` makes of times in seconds.
template <typename PictureAt>
std::vector<fingerprint::KeyFrame> KeyFramesOf(double seconds,
                                               const PictureAt& picture_at) {
  constexpr int kAFrameMs = 500;
  fingerprint::KeyFramer framer(false);
  std::vector<fingerprint::KeyFrame> frames;
  for (int i = 0; i * kAFrameMs < 1000 * seconds; ++i) {
    const fingerprint::Picture picture = picture_at(i * kAFrameMs / 1000.0);
    const std::chrono::milliseconds time(i * kAFrameMs);
    std::optional<fingerprint::KeyFrame> frame =
        framer.Make(picture.view(), {}, time);
    if (frame) frames.push_back(*std::move(frame));
  }
  return frames;
}

// A fingerprint with key frames alone.
inline fingerprint::MediaFingerprint KeyFramesAloneOf(
    std::vector<fingerprint::KeyFrame> frames, double seconds) {
  fingerprint::MediaFingerprint media;
  media.duration = std::chrono::milliseconds(std::lround(seconds * 1000));
  media.video.state = fingerprint::Coverage::State::kSeen;
  media.video.seen = media.video.total = media.duration;
  media.key_frames = std::move(frames);
  return media;
}

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_DRAWN_FILM_H_
