#include "bench/scaled_films.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "bench/scaled_works.h"

namespace earmark::bench {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Seconds;

constexpr double kShortestShot = 2;  // seconds
constexpr double kLongestShot = 6;
constexpr double kSlowest = 0.8;
constexpr double kFastest = 1.25;
// The picture's size: its quarter octaves, as features have them.
constexpr int kSmallest = -1;
constexpr int kLargest = 3;
constexpr int kLargestScale = 31;
constexpr double kFlippedBits = 0.0625;

class Maker {
 public:
  Maker(const std::vector<FilmSource>& sources, uint32_t number)
      : sources_(sources), random_(number) {}

  MediaFingerprint Make() {
    MediaFingerprint media;
    media.duration = kScaledWorkLength;
    media.video.state = fingerprint::Coverage::State::kSeen;
    media.video.seen = kScaledWorkLength;
    media.video.total = kScaledWorkLength;
    const double end = Seconds(kScaledWorkLength);
    for (double start = 0; start < end;) {
      start = AddShot(start, end, media.key_frames);
    }
    return media;
  }

 private:
  // How a shot differs from its source.
  struct Warp {
    bool mirrored = false;
    int quarter_octaves = 0;
    double x = 0;  // what lies in the corner, as a part of the picture
    double y = 0;
    uint64_t flipped = 0;
  };

  double Between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }

  Warp AnyWarp() {
    Warp warp;
    warp.mirrored = Between(0, 1) < 0.5;
    warp.quarter_octaves =
        std::uniform_int_distribution<int>(kSmallest, kLargest)(random_);
    const double room = 1 - std::exp2(-warp.quarter_octaves /
                                      double{fingerprint::kScalesPerOctave});
    warp.x = Between(0, 1) * room;
    warp.y = Between(0, 1) * room;
    for (int bit = 0; bit < 64; ++bit) {
      warp.flipped |= uint64_t{Between(0, 1) < kFlippedBits} << bit;
    }
    return warp;
  }

  static KeyFrame Warped(const KeyFrame& source, const Warp& warp) {
    const double enlarged =
        std::exp2(warp.quarter_octaves / double{fingerprint::kScalesPerOctave});
    KeyFrame frame = source;
    frame.features.clear();
    for (LocalFeature feature : source.features) {
      if (warp.mirrored) {
        feature.x =
            static_cast<uint16_t>(std::max(0, source.width - 1 - feature.x));
        // Mirrored first and then turned the other way.
        const int turn = (4 - (feature.form >> 1 & 3)) & 3;
        feature.form = static_cast<uint8_t>((feature.form & 8) | turn << 1 |
                                            ((feature.form & 1) ^ 1));
      }
      const double x = (feature.x - warp.x * source.width) * enlarged;
      const double y = (feature.y - warp.y * source.height) * enlarged;
      const int scale = feature.scale + warp.quarter_octaves;
      if (x < 0 || y < 0 || x >= source.width || y >= source.height ||
          scale < 0 || scale > kLargestScale) {
        continue;
      }
      feature.x = static_cast<uint16_t>(x);
      feature.y = static_cast<uint16_t>(y);
      feature.scale = static_cast<uint8_t>(scale);
      feature.code ^= warp.flipped;
      frame.features.push_back(feature);
    }
    return frame;
  }

  // Adds frames from `start` on, to `end` at the latest, and returns where the
  // shot ends; in seconds.
  double AddShot(double start, double end, std::vector<KeyFrame>& frames) {
    const FilmSource& source = sources_[std::uniform_int_distribution<size_t>(
        0, sources_.size() - 1)(random_)];
    const Warp warp = AnyWarp();
    const double rate =
        std::exp(Between(std::log(kSlowest), std::log(kFastest)));
    const double first = Seconds(source.front().time);
    const double last = Seconds(source.back().time);
    const double length = std::min(Between(kShortestShot, kLongestShot) * rate,
                                   std::max(kShortestShot, last - first));
    const double from = Between(first, std::max(first, last - length));
    for (const KeyFrame& frame : source) {
      const double since = Seconds(frame.time) - from;
      const double time = start + since / rate;
      if (since < 0 || since >= length || time >= end) continue;
      frames.push_back(Warped(frame, warp));
      frames.back().time = MediaTime(static_cast<int64_t>(time * 1e6));
    }
    return start + length / rate;
  }

  const std::vector<FilmSource>& sources_;
  std::mt19937 random_;
};

}  // namespace

MediaFingerprint ScaledFilm(const std::vector<FilmSource>& sources,
                            uint32_t number) {
  return Maker(sources, number).Make();
}

}  // namespace earmark::bench
