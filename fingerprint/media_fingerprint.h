// What Earmark knows of a media file once it has been decoded: its audio and
// video fingerprints on one timeline, and what of the file was seen.
//
// Plain values, made by the extraction worker, stored by the index, compared
// by its matchers. The bytes of a fingerprint are made in fingerprint_codec.h.
#ifndef EARMARK_FINGERPRINT_MEDIA_FINGERPRINT_H_
#define EARMARK_FINGERPRINT_MEDIA_FINGERPRINT_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "fingerprint/frame_hash.h"
#include "fingerprint/key_frame.h"

namespace earmark::fingerprint {

// A position on, or a length of, a media timeline. 0 is the first instant that
// the file presents (its start time, after edit lists).
using MediaTime = std::chrono::microseconds;

inline double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

// Half-open: [start, end).
struct TimeRange {
  MediaTime start{0};
  MediaTime end{0};

  MediaTime length() const { return end - start; }
  bool operator==(const TimeRange&) const = default;
};

// How much of the timeline lies in both.
inline MediaTime SharedTime(const TimeRange& a, const TimeRange& b) {
  return std::max(MediaTime(0),
                  std::min(a.end, b.end) - std::max(a.start, b.start));
}

enum class Modality : uint8_t { kAudio = 1, kVideo = 2 };

// Distance between Chromaprint's sub-fingerprints: 4096 / 3 samples at
// 11,025 Hz. Sub-fingerprint i of a run covers
// [i * step, i * step + kChromaWindow) after the run's start.
inline constexpr MediaTime kChromaStep{123'809};
// Length of audio that one sub-fingerprint looks at: 20 frames of 4096 samples,
// 4096 / 3 apart.
inline constexpr MediaTime kChromaWindow{2'723'900};

// Spectral peaks lie on a logarithmic frequency axis of kPeakBins bins,
// kBinsPerOctave (three a semitone) from kLowestPeakHz up to 6.2 kHz.
inline constexpr int kBinsPerOctave = 36;
inline constexpr int kPeakBins = 185;
inline constexpr double kLowestPeakHz = 180;
// SpectralPeak::bin counts in this many parts of a bin.
inline constexpr int kBinUnits = 8;
// Unit of SpectralPeak::time: 64 samples at 16 kHz, a quarter of the distance
// between two spectra.
inline constexpr MediaTime kPeakTimeUnit{4'000};
// Length of audio that one spectrum looks at: 2048 samples at 16 kHz.
inline constexpr MediaTime kPeakWindow{128'000};
// SpectralPeak::saliency counts in this part of a standard deviation.
inline constexpr int kSaliencyUnits = 32;
// At most so many peaks have a time in any one second of a run, counted from
// its start.
inline constexpr int kMaxPeaksPerSecond = 110;

// A local maximum of the whitened spectrogram of a run
// (worker/landmark_fingerprinter.h says how it is found).
struct SpectralPeak {
  // Centre of the spectrum's window after the start of the run, in
  // kPeakTimeUnit, refined between spectra.
  uint32_t time = 0;
  // Position on the frequency axis in parts of a bin, refined between bins:
  // kLowestPeakHz * 2^(bin / (kBinUnits * kBinsPerOctave)) Hz.
  uint16_t bin = 0;
  // How far it stands out of its surroundings: standard deviations times
  // kSaliencyUnits, rounded; 255 stands for all that is above.
  uint8_t saliency = 0;
  // The largest of +-6 spectra x +-5 bins; else it is the largest of
  // +-3 x +-2 only.
  bool prominent = false;

  bool operator==(const SpectralPeak&) const = default;
};

// What became of one modality. Not seen is not clear: whoever decides must look
// at this before it takes the absence of matches for an answer.
struct Coverage {
  enum class State : uint8_t {
    kSeen = 1,     // all of it was decoded
    kAbsent = 2,   // the file has none
    kDamaged = 3,  // part of it, or all, could not be decoded
  };
  State state = State::kAbsent;
  // Time that was decoded and time that the file says or shows to have, summed
  // over no more than one track (the one with the longest unseen part).
  MediaTime seen{0};
  MediaTime total{0};
  // For kDamaged: what was wrong, for a person; at most 200 bytes.
  std::string detail;

  bool operator==(const Coverage&) const = default;
};

// One contiguous stretch of one audio track. A track has one run, unless its
// timestamps jump. Short or steady audio may have one kind of fingerprint
// without the other; a run with neither is left out.
struct AudioRun {
  // Which of the file's audio tracks, from 0.
  uint32_t track = 0;
  // Where the first sample of the run stands on the timeline.
  MediaTime start{0};
  // Chromaprint's sub-fingerprints (algorithm 2, 11,025 Hz mono), one each
  // kChromaStep.
  std::vector<uint32_t> chroma;
  // By time, then by bin; no two have both the same.
  std::vector<SpectralPeak> peaks = {};

  bool operator==(const AudioRun&) const = default;
};

// One sampled picture. Pictures are sampled up to four times a second; one that
// hardly differs from the one kept before is left out, but four a second are
// kept even of a still. Only pictures whose hash says something
// (quality >= kMinFrameQuality) are kept at all.
struct VideoFrame {
  MediaTime time{0};
  // Hash of the whole picture.
  FrameHash hash;
  // Hash of the picture without its flat margins (letterbox, pillarbox,
  // borders); equals `hash` when there are none.
  FrameHash trimmed;
  // PDQ's quality of `trimmed`, 0-100.
  uint8_t quality = 0;

  bool operator==(const VideoFrame&) const = default;
};

// Everything that was extracted from one file.
struct MediaFingerprint {
  // The length of the timeline: the latest end of any track.
  MediaTime duration{0};
  Coverage audio;
  Coverage video;
  // By track, then by start.
  std::vector<AudioRun> audio_runs;
  // By time.
  std::vector<VideoFrame> frames;
  // By time: of uploads two a second, of references up to four of what moves
  // and one of stills; fewer far into long files.
  std::vector<KeyFrame> key_frames = {};

  bool operator==(const MediaFingerprint&) const = default;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_MEDIA_FINGERPRINT_H_
