#include "index/internal/audio_worth.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "index/internal/audio_alignment.h"
#include "index/internal/landmarks.h"
#include "index/store.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;

// What a reference must have at least: 2 s of audio that is neither silence nor
// tone nor noise.
constexpr size_t kMinTellingItems = 16;

// An item tells something when items seconds away differ from it by this many
// bits (music: 10-15; white noise: 6.3, and 5 % of its items reach 8).
constexpr double kTellingErrors = 8.0;
// Items nearer to each other than this are silence or tone, and do not count
// against a file.
constexpr double kConstantErrors = 3.0;
// Share of telling items among those that are not constant. Rain on a roof: 30
// %; white noise: 5 %.
constexpr double kMinTellingShare = 0.15;

}  // namespace

AudioWorth AudioWorthOf(const fingerprint::MediaFingerprint& fingerprint) {
  AudioWorth worth;
  double saliency = 0;
  size_t salient = 0;
  std::map<uint32_t, size_t> peaks_by_track;
  std::vector<std::pair<PostingTable, uint32_t>> terms;
  for (const AudioRun& run : fingerprint.audio_runs) {
    for (size_t i = 0; i < run.chroma.size(); ++i) {
      const double errors = ExpectedErrors(run.chroma[i], run.chroma, i);
      worth.changing_items += errors >= kConstantErrors ? 1 : 0;
      worth.telling_items += errors >= kTellingErrors ? 1 : 0;
    }
    worth.has_peaks |= !run.peaks.empty();
    const std::vector<Peak> peaks = PeaksOf(run);
    for (const Peak& peak : Strongest(peaks, kReferenceSeeds)) {
      saliency += peak.saliency / fingerprint::kSaliencyUnits;
      ++salient;
    }
    peaks_by_track[run.track] += Strongest(peaks, kEvidencePeaks).size();
    Batch landmarks;
    AppendLandmarks(ReferenceNumber{0}, run, landmarks);
    for (const Batch::Addition& addition : landmarks.additions()) {
      terms.emplace_back(addition.table, addition.term);
    }
  }
  if (salient > 0) worth.saliency = saliency / static_cast<double>(salient);
  const double seconds =
      std::chrono::duration<double>(fingerprint.audio.seen).count();
  for (const auto& [track, peaks] : peaks_by_track) {
    worth.peaks_per_second =
        std::max(worth.peaks_per_second,
                 static_cast<double>(peaks) / std::max(seconds, 1.0));
  }
  std::sort(terms.begin(), terms.end());
  worth.landmarks = terms.size();
  worth.distinct_landmarks =
      std::unique(terms.begin(), terms.end()) - terms.begin();
  return worth;
}

bool IsReferable(const AudioWorth& worth) {
  return worth.telling_items >= kMinTellingItems &&
         static_cast<double>(worth.telling_items) >=
             kMinTellingShare * static_cast<double>(worth.changing_items) &&
         (worth.landmarks > 0 || !worth.has_peaks);
}

}  // namespace earmark::index
