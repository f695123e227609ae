// Fingerprints of media that were never recorded, for tests: sequences that
// change as music and film do, and copies of them with errors.
#ifndef EARMARK_TESTS_INDEX_SYNTHETIC_MEDIA_H_
#define EARMARK_TESTS_INDEX_SYNTHETIC_MEDIA_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {

// Sub-fingerprints that change by 4 bits a step, and have forgotten themselves
// after 2.7 s.
inline std::vector<uint32_t> Music(size_t items, std::mt19937& random) {
  std::vector<uint32_t> chroma;
  uint32_t item = static_cast<uint32_t>(random());
  for (size_t i = 0; i < items; ++i) {
    for (int bit = 0; bit < 32; ++bit) {
      if (random() % 8 == 0) item ^= uint32_t{1} << bit;
    }
    chroma.push_back(item);
  }
  return chroma;
}

// No two peaks have the same time and bin.
inline void DropRepeated(std::vector<fingerprint::SpectralPeak>& peaks) {
  peaks.erase(std::unique(peaks.begin(), peaks.end(),
                          [](const auto& a, const auto& b) {
                            return a.time == b.time && a.bin == b.bin;
                          }),
              peaks.end());
}

// Spectral peaks of music: 40 a second, of which 25 are prominent, within four
// octaves.
inline std::vector<fingerprint::SpectralPeak> Melody(int seconds,
                                                     std::mt19937& random) {
  using fingerprint::kBinUnits;
  std::vector<fingerprint::SpectralPeak> peaks;
  for (int i = 0; i < 40 * seconds; ++i) {
    const bool prominent = random() % 8 < 5;
    peaks.push_back({.time = static_cast<uint32_t>(random() % (250 * seconds)),
                     .bin = static_cast<uint16_t>(20 * kBinUnits +
                                                  random() % (144 * kBinUnits)),
                     .saliency = static_cast<uint8_t>((prominent ? 60 : 20) +
                                                      random() % 90),
                     .prominent = prominent});
  }
  std::sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) {
    return std::tie(a.time, a.bin) < std::tie(b.time, b.bin);
  });
  DropRepeated(peaks);
  return peaks;
}

// How a melody is played again.
struct Performance {
  // The part that is played, in seconds of the melody.
  double from = 0;
  double to = 0;
  // Where it begins in what comes out.
  double at = 0;
  double rate = 1;
  double pitch_bins = 0;
  // Of 1,000 peaks so many are lost, and so many foreign ones are added.
  uint32_t lost = 0;
  uint32_t foreign = 0;
};

inline std::vector<fingerprint::SpectralPeak> Play(
    std::span<const fingerprint::SpectralPeak> melody,
    const Performance& performance, std::mt19937& random) {
  const double unit =
      std::chrono::duration<double>(fingerprint::kPeakTimeUnit).count();
  std::vector<fingerprint::SpectralPeak> peaks;
  const auto add = [&](double time, double bin, uint8_t saliency,
                       bool prominent) {
    if (bin < 0 || bin >= fingerprint::kPeakBins - 1) return;
    peaks.push_back({.time = static_cast<uint32_t>(time / unit),
                     .bin = static_cast<uint16_t>(bin * fingerprint::kBinUnits),
                     .saliency = saliency,
                     .prominent = prominent});
  };
  for (const fingerprint::SpectralPeak& peak : melody) {
    const double time = peak.time * unit;
    if (time < performance.from || time >= performance.to) continue;
    const double played =
        performance.at + (time - performance.from) / performance.rate;
    if (random() % 1000 >= performance.lost) {
      const double wobble = (static_cast<double>(random() % 100) - 50) / 400;
      add(played,
          static_cast<double>(peak.bin) / fingerprint::kBinUnits +
              performance.pitch_bins + wobble,
          peak.saliency, peak.prominent);
    }
    if (random() % 1000 < performance.foreign) {
      add(played + static_cast<double>(random() % 100) / 400,
          static_cast<double>(random() % 185),
          static_cast<uint8_t>(60 + random() % 90), true);
    }
  }
  std::sort(peaks.begin(), peaks.end(), [](const auto& a, const auto& b) {
    return std::tie(a.time, a.bin) < std::tie(b.time, b.bin);
  });
  DropRepeated(peaks);
  return peaks;
}

// Each bit is wrong with a probability of `errors` in 1,000.
inline std::vector<uint32_t> WithErrors(std::span<const uint32_t> chroma,
                                        uint32_t errors, std::mt19937& random) {
  std::vector<uint32_t> copy(chroma.begin(), chroma.end());
  for (uint32_t& item : copy) {
    for (int bit = 0; bit < 32; ++bit) {
      if (random() % 1000 < errors) item ^= uint32_t{1} << bit;
    }
  }
  return copy;
}

inline fingerprint::FrameHash WithErrors(fingerprint::FrameHash hash,
                                         uint32_t errors,
                                         std::mt19937& random) {
  for (uint64_t& word : hash.words) {
    for (int bit = 0; bit < 64; ++bit) {
      if (random() % 1000 < errors) word ^= uint64_t{1} << bit;
    }
  }
  return hash;
}

// Four frames a second from 0 on, each `change` in 1,000 bits away from the one
// before.
inline std::vector<fingerprint::VideoFrame> Film(size_t frames, uint32_t change,
                                                 std::mt19937& random) {
  std::vector<fingerprint::VideoFrame> film;
  fingerprint::FrameHash hash =
      WithErrors(fingerprint::FrameHash{}, 500, random);
  for (size_t i = 0; i < frames; ++i) {
    hash = WithErrors(hash, change, random);
    film.push_back(
        {.time = std::chrono::milliseconds(250) * static_cast<int64_t>(i),
         .hash = hash,
         .trimmed = hash,
         .quality = 100});
  }
  return film;
}

// The frames [begin, end) as a film that begins at `start`, with `errors` in
// 1,000 bits wrong.
inline std::vector<fingerprint::VideoFrame> Clip(
    std::span<const fingerprint::VideoFrame> film, size_t begin, size_t end,
    fingerprint::MediaTime start, uint32_t errors, std::mt19937& random) {
  std::vector<fingerprint::VideoFrame> clip;
  for (size_t i = begin; i < end; ++i) {
    fingerprint::VideoFrame frame = film[i];
    frame.time = frame.time - film[begin].time + start;
    frame.hash = WithErrors(frame.hash, errors, random);
    frame.trimmed = frame.hash;
    clip.push_back(frame);
  }
  return clip;
}

template <typename T>
void Join(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

inline fingerprint::MediaFingerprint AudioOf(std::vector<uint32_t> chroma) {
  fingerprint::MediaFingerprint media;
  media.duration =
      fingerprint::kChromaStep * static_cast<int64_t>(chroma.size()) +
      fingerprint::kChromaWindow;
  media.audio.state = fingerprint::Coverage::State::kSeen;
  media.audio.seen = media.audio.total = media.duration;
  media.audio_runs.push_back({.track = 0,
                              .start = fingerprint::MediaTime(0),
                              .chroma = std::move(chroma)});
  return media;
}

// Audio that has spectral peaks alone.
inline fingerprint::MediaFingerprint PeaksAloneOf(
    std::vector<fingerprint::SpectralPeak> peaks,
    fingerprint::MediaTime duration) {
  fingerprint::MediaFingerprint media;
  media.duration = duration;
  media.audio_runs.push_back({.track = 0,
                              .start = fingerprint::MediaTime(0),
                              .chroma = {},
                              .peaks = std::move(peaks)});
  return media;
}

inline fingerprint::MediaFingerprint VideoOf(
    std::vector<fingerprint::VideoFrame> frames) {
  fingerprint::MediaFingerprint media;
  if (!frames.empty()) {
    media.duration = frames.back().time + std::chrono::milliseconds(250);
  }
  media.video.state = fingerprint::Coverage::State::kSeen;
  media.video.seen = media.video.total = media.duration;
  media.frames = std::move(frames);
  return media;
}

// The audio of the one under the video of the other.
inline fingerprint::MediaFingerprint Both(
    const fingerprint::MediaFingerprint& audio,
    const fingerprint::MediaFingerprint& video) {
  fingerprint::MediaFingerprint media = video;
  media.duration = std::max(audio.duration, video.duration);
  media.audio = audio.audio;
  media.audio_runs = audio.audio_runs;
  return media;
}

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_SYNTHETIC_MEDIA_H_
