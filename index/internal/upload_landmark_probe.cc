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
using fingerprint::Seconds;

// Works are looked up in pieces of this length, which overlap by what a line
// needs.
constexpr double kPiece = 76;         // seconds
constexpr double kPieceOverlap = 16;  // seconds
// Landmarks a second of the work that are looked up, of all its evidence.
constexpr size_t kWorkTriples = 600;
constexpr size_t kWorkQuads = 600;

// A landmark that more uploads hold says too little.
constexpr size_t kMaxList = 5000;

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
// query that a search for references would see.
std::optional<LandmarkVote> VoteFor(PostingTable table, const Posting& posting,
                                    const Peak& anchor,
                                    const Landmark& landmark) {
  const LandmarkDetail detail =
      table == PostingTable::kUploadTriple
          ? TripleDetail(posting.detail, anchor.bin, landmark.log_duration)
          : QuadDetail(posting.detail);
  return VoteOf(table, {posting.reference, detail.track},
                posting.position * kLandmarkTick, anchor.time,
                landmark.log_duration,
                {.log_rate = landmark.log_duration - detail.log_duration,
                 .pitch = static_cast<double>(detail.bin) - anchor.bin});
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
    const auto [evidence, is_new] = evidence_.try_emplace(run.track);
    if (is_new) evidence->second = EvidenceOf(work_, run.track);
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
        if (found.size() >= kMostVotesOfPart) return;
        const Landmark& landmark = *owners[term];
        const std::optional<LandmarkVote> vote =
            VoteFor(table, posting, peaks[landmark.peaks[0]], landmark);
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
