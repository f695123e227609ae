#include "index/reference_warning.h"

#include "index/internal/audio_worth.h"

namespace earmark::index {
namespace {

// The limits lie between what was measured by bench/reference_marks on the 36
// files of the corpus and on noises, tones and beats that FFmpeg made.

// Standard deviations. Noise of all colours, rain, wind, applause: 1.09-1.34;
// music and speech: 1.54-2.05.
constexpr double kNoiseSaliency = 1.45;
// Drones, tones, clicks, a metronome: 0.6-9.9; music and speech: 19-24.
constexpr double kSparsePeaks = 12;
// Share of distinct landmarks. Beeps and drones: 0.3; music: 0.7-1.
constexpr double kRepetitiveShare = 0.5;
// Landmarks; music has 70-90 a second.
constexpr size_t kShortLandmarks = 300;

}  // namespace

const char* Describe(ReferenceWarning warning) {
  switch (warning) {
    case ReferenceWarning::kNoise:
      return "The audio is noise or an ambience (rain, wind, applause): only "
             "plain copies of it are found, not altered ones, and other "
             "recordings of the kind may be taken for it. Register it only if "
             "it is yours alone, and leave its takedowns to people.";
    case ReferenceWarning::kSparse:
      return "Most of the audio is silent or steady (a drone, a tone, a beat "
             "alone): altered or short uses of it are missed. Register the "
             "finished mix, or a passage with more in it.";
    case ReferenceWarning::kRepetitive:
      return "The audio is the same few patterns over and over: uses are "
             "found, but not at which place of it, and others' uses of the "
             "same loop are found too. Exclude stock loops, or register the "
             "finished mix.";
    case ReferenceWarning::kShort:
      break;
  }
  return "There are only a few seconds of audio in it that could be found "
         "again: altered uses of it are missed, and none is long enough to be "
         "taken down without a person. Register a longer recording.";
}

std::vector<ReferenceWarning> WarningsOf(const AudioWorth& worth) {
  std::vector<ReferenceWarning> warnings;
  if (!IsReferable(worth)) return warnings;
  if (worth.has_peaks && worth.saliency < kNoiseSaliency) {
    warnings.push_back(ReferenceWarning::kNoise);
  }
  if (worth.peaks_per_second < kSparsePeaks) {
    warnings.push_back(ReferenceWarning::kSparse);
  }
  if (static_cast<double>(worth.distinct_landmarks) <
      kRepetitiveShare * static_cast<double>(worth.landmarks)) {
    warnings.push_back(ReferenceWarning::kRepetitive);
  }
  if (worth.landmarks < kShortLandmarks) {
    warnings.push_back(ReferenceWarning::kShort);
  }
  return warnings;
}

}  // namespace earmark::index
