#include "index/internal/upload_landmark_probe.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "index/internal/landmark_alignment.h"
#include "index/internal/peak_map.h"
#include "index/internal/significance.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;

// Works are looked up in pieces of this length, which overlap by what a line
// needs.
constexpr double kPiece = 76;         // seconds
constexpr double kPieceOverlap = 16;  // seconds
// Landmarks a second of the work that are looked up, of all its evidence.
constexpr size_t kWorkTriples = 600;
constexpr size_t kWorkQuads = 600;

// A landmark that more uploads hold says too little, and so many votes are kept
// of a piece: 120 MB.
constexpr size_t kMaxList = 5000;
constexpr size_t kMostVotes = 4'000'000;

// Which changes are looked for, as in landmark_search.cc.
constexpr double kMostLogRate = 0.545;
constexpr double kMostPitch = 27;  // bins
// What a triple may be off, being looked up as it is.
constexpr double kTripleLogRate = 0.05;
constexpr double kTripleTime = 0.03;  // seconds, over its length
constexpr double kTriplePitch = 1.8;  // bins

// Windows of the upload in which votes are gathered.
constexpr double kWindow = 16;     // seconds
constexpr double kWindowStep = 8;  // seconds
// Fewer votes are chance, in an index of any size.
constexpr size_t kLeastGathered = 3;
constexpr double kLeastVotes = 3;
// Lines of a window, and of an upload, that are looked at.
constexpr size_t kLinesOfWindow = 5;
constexpr size_t kLinesOfUpload = 12;

// What a line must score before it is refined, as a share of what it must score
// in all.
constexpr double kRoughShare = 0.25;

// Uploads are mapped in pieces of this length, with this much around.
constexpr double kMapStep = 150;   // seconds
constexpr double kMapMargin = 75;  // seconds
constexpr double kAfterLastPeak = 0.1;

double Seconds(fingerprint::MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

double TimeOf(const AudioRun& run, const fingerprint::SpectralPeak& peak) {
  return Seconds(run.start + fingerprint::kPeakTimeUnit * peak.time);
}

// The windows that hold votes, by the numbers of their steps. `votes` are of
// one upload.
std::set<int64_t> WindowsOf(std::span<const LandmarkVote> votes) {
  std::set<int64_t> windows;
  for (const LandmarkVote& vote : votes) {
    const auto step =
        static_cast<int64_t>(std::floor(vote.query_time / kWindowStep));
    windows.insert(step);
    windows.insert(step - 1);
  }
  return windows;
}

// The vote of a work's landmark for the upload of a posting: the upload is the
// query that a search for references would see. Nullopt when no change that is
// looked for makes the one of the other.
std::optional<LandmarkVote> VoteOf(const Posting& posting, const Peak& anchor,
                                   double log_duration, bool triple) {
  const LandmarkDetail detail =
      triple ? TripleDetail(posting.detail, anchor.bin, log_duration)
             : QuadDetail(posting.detail);
  const double log_rate = log_duration - detail.log_duration;
  const double pitch = detail.bin - anchor.bin;
  const double most_log_rate =
      triple ? std::max(kTripleLogRate, kTripleTime / std::exp(log_duration))
             : kMostLogRate;
  if (std::abs(log_rate) > most_log_rate ||
      std::abs(pitch) > (triple ? kTriplePitch : kMostPitch)) {
    return std::nullopt;
  }
  return LandmarkVote{
      .track = {posting.reference, detail.track},
      .query_time = static_cast<float>(posting.position * kLandmarkTick),
      .reference_time = static_cast<float>(anchor.time),
      .log_rate = triple ? 0 : static_cast<float>(log_rate),
      .pitch = static_cast<float>(pitch)};
}

// Maps of one upload, made when they are needed; the last is kept.
class UploadMap {
 public:
  explicit UploadMap(const MediaFingerprint& upload) : upload_(upload) {}

  // Of the run of `track` that holds the moment `middle`, or ends or begins
  // near it, some minutes around; null when there is none.
  const PeakMap* Around(uint32_t track, double middle) {
    for (const AudioRun& run : upload_.audio_runs) {
      if (run.track != track || run.peaks.empty()) continue;
      const double first = std::floor(TimeOf(run, run.peaks.front()));
      const double last = TimeOf(run, run.peaks.back()) + kAfterLastPeak;
      if (middle < first - kWindow || middle > last + kWindow) continue;
      // One of a row of pieces, so that moments near each other share one.
      const double piece =
          first + std::floor((middle - first) / kMapStep) * kMapStep;
      const double start = std::max(first, piece - kMapMargin);
      const double end = std::min(last, piece + kMapStep + kMapMargin);
      if (start >= end) continue;
      if (run_ != &run || map_->start() != start) {
        map_.emplace(PeaksBetween(run, start, end), start, end);
        run_ = &run;
      }
      return &*map_;
    }
    return nullptr;
  }

 private:
  const MediaFingerprint& upload_;
  const AudioRun* run_ = nullptr;
  std::optional<PeakMap> map_;  // of *run_
};

}  // namespace

UploadLandmarkProbe::UploadLandmarkProbe(std::span<const AudioRun> work,
                                         const Store& store,
                                         const Snapshot& snapshot)
    : work_(work), store_(store), snapshot_(snapshot) {
  for (const AudioRun& run : work_) {
    const std::vector<Peak> peaks = Strongest(PeaksOf(run), kEvidencePeaks);
    std::vector<Peak>& evidence = evidence_[run.track];
    evidence.insert(evidence.end(), peaks.begin(), peaks.end());
  }
  for (auto& [track, evidence] : evidence_) {
    std::stable_sort(
        evidence.begin(), evidence.end(),
        [](const Peak& a, const Peak& b) { return a.time < b.time; });
  }
}

absl::Status UploadLandmarkProbe::LookUp(const fingerprint::Cancellation& stop,
                                         UploadVotes& votes,
                                         PostingCounts& cost) {
  for (const AudioRun& run : work_) {
    if (run.peaks.empty()) continue;
    const double last = TimeOf(run, run.peaks.back());
    for (double start = TimeOf(run, run.peaks.front()); start <= last;
         start += kPiece - kPieceOverlap) {
      if (stop.cancelled()) return Stopped();
      const std::vector<Peak> peaks =
          Strongest(PeaksBetween(run, start, start + kPiece), kEvidencePeaks);
      std::vector<LandmarkVote> found;
      for (const PostingTable table :
           {PostingTable::kUploadTriple, PostingTable::kUploadQuad}) {
        const absl::Status looked_up = LookUpTable(table, peaks, found, cost);
        if (!looked_up.ok()) return looked_up;
      }
      AddLines(std::move(found), run.track, votes);
    }
  }
  return absl::OkStatus();
}

absl::Status UploadLandmarkProbe::LookUpTable(PostingTable table,
                                              std::span<const Peak> peaks,
                                              std::vector<LandmarkVote>& found,
                                              PostingCounts& cost) const {
  const bool triple = table == PostingTable::kUploadTriple;
  const LandmarksBySecond landmarks = triple ? QueryTriples(peaks, kWorkTriples)
                                             : QueryQuads(peaks, kWorkQuads);
  std::vector<Probe> probes;
  std::vector<const Landmark*> owners;
  for (const std::vector<Landmark>& second : landmarks.seconds) {
    for (const Landmark& landmark : second) {
      if (triple) {
        AppendTripleProbes(peaks, landmark, probes);
      } else {
        AppendQuadProbes(peaks, landmark, probes);
      }
      owners.resize(probes.size(), &landmark);
    }
  }
  std::vector<uint32_t> terms;
  terms.reserve(probes.size());
  for (const Probe& probe : probes) terms.push_back(probe.term);
  if (terms.empty()) return absl::OkStatus();
  const absl::StatusOr<PostingCounts> counts = store_.Postings(
      table, terms, {.max_list = kMaxList},
      [&](size_t term, const Posting& posting) {
        if (found.size() >= kMostVotes) return;
        const Landmark& landmark = *owners[term];
        const std::optional<LandmarkVote> vote = VoteOf(
            posting, peaks[landmark.peaks[0]], landmark.log_duration, triple);
        if (vote) found.push_back(*vote);
      },
      &snapshot_);
  if (!counts.ok()) return counts.status();
  cost += *counts;
  return absl::OkStatus();
}

void UploadLandmarkProbe::AddLines(std::vector<LandmarkVote> found,
                                   uint32_t work_track, UploadVotes& votes) {
  std::sort(found.begin(), found.end(),
            [](const LandmarkVote& a, const LandmarkVote& b) {
              return a.track < b.track;
            });
  for (size_t first = 0; first < found.size();) {
    size_t last = first + 1;
    while (last < found.size() && found[last].track == found[first].track) {
      ++last;
    }
    const std::span<const LandmarkVote> of_upload =
        std::span(found).subspan(first, last - first);
    first = last;
    if (of_upload.size() < kLeastGathered) continue;
    const UploadNumber number{
        static_cast<uint32_t>(of_upload.front().track.reference)};
    LandmarkVotes gathered;
    for (const LandmarkVote& vote : of_upload) gathered.Add(vote);
    gathered.Sort();
    for (const int64_t window : WindowsOf(of_upload)) {
      const double from = static_cast<double>(window) * kWindowStep;
      for (const LineCandidate& line :
           gathered.Candidates(from, from + kWindow, kLinesOfWindow)) {
        if (line.votes < kLeastVotes) break;
        std::vector<Line>& lines = lines_[number];
        const auto place =
            std::find_if(lines.begin(), lines.end(), [&](const Line& other) {
              return other.candidate.votes < line.votes;
            });
        lines.insert(place, {.candidate = line, .work_track = work_track});
        if (lines.size() > kLinesOfUpload) lines.pop_back();
        AddVotes(number, line.votes, votes);
      }
    }
  }
}

bool UploadLandmarkProbe::Confirms(UploadNumber number,
                                   const MediaFingerprint& upload) const {
  const auto lines = lines_.find(number);
  if (lines == lines_.end()) return false;
  const double min_score =
      LeastScore(Evidence::kLandmarks, kMostExpectedInUpload,
                 {.query = upload.duration, .references = 1});
  UploadMap maps(upload);
  for (const auto& [candidate, work_track] : lines->second) {
    const PeakMap* map =
        maps.Around(candidate.track.track, (candidate.from + candidate.to) / 2);
    if (map == nullptr) continue;
    const LandmarkAligner aligner(*map, evidence_.at(work_track));
    const double from = std::max(map->start(), candidate.from);
    const double to = std::min(map->end(), candidate.to);
    if (from >= to || aligner.BestStretch(candidate.line, from, to).score <
                          kRoughShare * min_score) {
      continue;
    }
    const std::optional<LandmarkMatch> match =
        aligner.Align(candidate.line, from, to);
    if (match && match->score >= min_score) return true;
  }
  return false;
}

}  // namespace earmark::index
