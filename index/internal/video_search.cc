#include "index/internal/video_search.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "index/internal/frame_lookup.h"
#include "index/internal/offset_histogram.h"
#include "index/internal/posting_terms.h"
#include "index/internal/video_alignment.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;

// Query frames are looked up no nearer than this; references hold more.
constexpr MediaTime kLookUpSpacing = milliseconds(250);

// The speeds that are voted for are refined to a quarter of their spacing.
constexpr double kSpeedStep = 0.0125;

// By how much more votes for another speed outdo those for the reference's own.
constexpr double kClearlyMore = 1.3;

// How many time lines are verified: some, and more for longer queries.
constexpr size_t kBaseCandidates = 48;
constexpr MediaTime kTimePerCandidate = std::chrono::seconds(2);

// A time line is refined on what lies this near to a vote.
constexpr MediaTime kRefineReach = std::chrono::seconds(6);
// Tried offsets, to either side.
constexpr std::array<MediaTime, 7> kRefineOffsets = {
    milliseconds(0),   milliseconds(-50),  milliseconds(50), milliseconds(-100),
    milliseconds(100), milliseconds(-200), milliseconds(200)};
// What a time line must score there, as a share of what it must score in all.
constexpr double kRefineShare = 0.25;

// Time lines that stay this near are the same.
constexpr MediaTime kSameLine = milliseconds(500);
constexpr double kSameSpeed = 0.03;

// A frame is shown until the next; the last of a stretch, at least this long.
constexpr MediaTime kFrameLength = milliseconds(80);

std::span<const VideoFrame> FramesAround(std::span<const VideoFrame> frames,
                                         MediaTime time, MediaTime reach) {
  const auto before = [](const VideoFrame& frame, MediaTime t) {
    return frame.time < t;
  };
  const auto begin =
      std::lower_bound(frames.begin(), frames.end(), time - reach, before);
  const auto end = std::lower_bound(begin, frames.end(), time + reach, before);
  return {begin, end};
}

// The line of a speed through a pair of moments.
TimeLine Through(MediaTime query, MediaTime reference, double speed) {
  const TimeLine at_zero{.speed = speed};
  return {.speed = speed, .offset = reference - at_zero.At(query)};
}

// One search of one query.
class VideoSearch {
 public:
  VideoSearch(const MediaFingerprint& query, const ScoreLimits& scores,
              const Store& store, const Snapshot& snapshot,
              ReferenceReader& references)
      : duration_(query.duration),
        frames_{query.frames, MirroredFrames(query.frames)},
        scores_(scores),
        store_(store),
        snapshot_(snapshot),
        references_(references) {}

  absl::StatusOr<std::vector<Finding>> Run() {
    if (absl::Status status = LookUp(); !status.ok()) return status;
    Vote();
    if (absl::Status status = Verify(); !status.ok()) return status;
    return std::move(findings_);
  }

 private:
  // A frame of the query that may be one of a reference.
  struct Hit {
    ReferenceNumber reference;
    uint32_t mirrored;
    uint32_t query_tick;
    uint32_t reference_tick;

    auto operator<=>(const Hit&) const =
        default;  // NOLINT(modernize-use-nullptr)
  };

  // A line that was accepted, to recognise it again.
  struct Line {
    ReferenceNumber number;
    bool mirrored;
    TimeLine line;
    fingerprint::TimeRange query;
  };

  // Collects what the postings of all distinct frames say.
  absl::Status LookUp() {
    for (uint32_t mirrored = 0; mirrored < 2; ++mirrored) {
      lookup_.Add(frames_[mirrored], mirrored, kLookUpSpacing);
    }
    if (lookup_.terms().empty()) return absl::OkStatus();
    return store_
        .Postings(
            PostingTable::kFrameHash, lookup_.terms(),
            {.max_list = kMostOfChunk},
            [&](size_t term, const Posting& posting) {
              const FrameLookup::Frame* frame = lookup_.Match(term, posting);
              if (frame == nullptr) return;
              hits_.push_back({posting.reference, frame->mirrored, frame->tick,
                               posting.position});
            },
            &snapshot_)
        .status();
  }

  // Votes for the time lines at all speeds that each hit lies on. Two frames
  // that share several chunks are one hit.
  void Vote() {
    std::sort(hits_.begin(), hits_.end());
    hits_.erase(std::unique(hits_.begin(), hits_.end()), hits_.end());
    for (const Hit& hit : hits_) {
      for (uint32_t speed = 0; speed < kFrameSpeeds.size(); ++speed) {
        const int64_t at_speed =
            std::llround(kFrameSpeeds[speed] * hit.query_tick);
        votes_.Add(hit.reference, 2 * speed + hit.mirrored,
                   int64_t{hit.reference_tick} - at_speed, hit.query_tick);
      }
    }
  }

  // Aligns what the votes propose.
  absl::Status Verify() {
    const std::vector<AlignmentCandidate> candidates =
        votes_.Peaks(kFrameVoteWidth, kMinFrameVotes,
                     kBaseCandidates + static_cast<size_t>(std::max<int64_t>(
                                           0, duration_ / kTimePerCandidate)));
    std::vector<ReferenceNumber> numbers;
    numbers.reserve(candidates.size());
    for (const AlignmentCandidate& candidate : candidates) {
      numbers.push_back(candidate.reference);
    }
    if (absl::Status status = references_.Load(numbers); !status.ok()) {
      return status;
    }
    for (const AlignmentCandidate& candidate : candidates) {
      if (IsWorthTrying(candidate, candidates)) Align(candidate);
    }
    return absl::OkStatus();
  }

  // Other speeds are tried where clearly more frames agree on them: a copy at
  // the speed of its reference gets votes at all speeds.
  static bool IsWorthTrying(const AlignmentCandidate& candidate,
                            const std::vector<AlignmentCandidate>& candidates) {
    const uint32_t mirrored = candidate.lane % 2;
    if (candidate.lane == mirrored) return true;
    return std::none_of(candidates.begin(), candidates.end(),
                        [&](const AlignmentCandidate& plain) {
                          return plain.reference == candidate.reference &&
                                 plain.lane == mirrored &&
                                 static_cast<double>(candidate.votes) <
                                     kClearlyMore *
                                         static_cast<double>(plain.votes);
                        });
  }

  void Align(const AlignmentCandidate& candidate) {
    const bool mirrored = candidate.lane % 2 == 1;
    const double speed = kFrameSpeeds[candidate.lane / 2];
    const MediaTime at = kVideoTick * int64_t{candidate.witness};
    const TimeLine voted = {.speed = speed,
                            .offset = kVideoTick * candidate.offset};
    if (IsKnown(candidate.reference, mirrored, at, voted)) return;

    const std::vector<VideoFrame>& reference =
        references_.Get(candidate.reference).frames;
    const std::vector<VideoFrame>& query = frames_[mirrored ? 1 : 0];
    std::optional<TimeLine> line = Refine(query, reference, voted, at);
    if (!line) return;
    if (line->speed != 1.0) line = FitSpeed(query, reference, *line);
    for (const VideoSegment& segment : AlignVideo(
             query, reference, *line, scores_.candidate + PriorOf(*line))) {
      Add(candidate.reference, mirrored, *line, segment);
    }
  }

  // The line near `voted` that scores most around `at`; nullopt when all score
  // too little to go on.
  std::optional<TimeLine> Refine(std::span<const VideoFrame> query,
                                 std::span<const VideoFrame> reference,
                                 const TimeLine& voted, MediaTime at) const {
    const std::span<const VideoFrame> around =
        FramesAround(query, at, kRefineReach);
    TimeLine best = voted;
    double best_score = 0;
    const auto consider = [&](const TimeLine& line) {
      double score = 0;
      for (const VideoSegment& segment :
           AlignVideo(around, reference, line, 0)) {
        score += segment.score;
      }
      if (score > best_score) {
        best = line;
        best_score = score;
      }
    };
    for (const MediaTime shift : kRefineOffsets) {
      consider({.speed = voted.speed, .offset = voted.offset + shift});
    }
    if (voted.speed != 1.0) {
      const MediaTime moment = best.At(at);
      for (const double change : {-2.0, -1.0, 1.0, 2.0}) {
        consider(Through(at, moment, voted.speed + change * kSpeedStep));
      }
    }
    if (best_score < kRefineShare * scores_.match) return std::nullopt;
    return best;
  }

  // The line with the speed that fits the best stretch along `line`.
  TimeLine FitSpeed(std::span<const VideoFrame> query,
                    std::span<const VideoFrame> reference,
                    const TimeLine& line) const {
    const std::vector<VideoSegment> segments =
        AlignVideo(query, reference, line, scores_.match);
    const auto best =
        std::max_element(segments.begin(), segments.end(),
                         [](const VideoSegment& a, const VideoSegment& b) {
                           return a.score < b.score;
                         });
    if (best == segments.end()) return line;
    return FitLine(query, reference, *best, line);
  }

  // Whether a finding holds moment `at` on a time line like `line`.
  bool IsKnown(ReferenceNumber number, bool mirrored, MediaTime at,
               const TimeLine& line) const {
    return std::any_of(lines_.begin(), lines_.end(), [&](const Line& known) {
      return known.number == number && known.mirrored == mirrored &&
             known.query.start <= at && at < known.query.end &&
             std::abs(known.line.speed - line.speed) < kSameSpeed &&
             std::chrono::abs(known.line.At(at) - line.At(at)) < kSameLine;
    });
  }

  void Add(ReferenceNumber number, bool mirrored, const TimeLine& line,
           const VideoSegment& segment) {
    const std::vector<VideoFrame>& frames = frames_[mirrored ? 1 : 0];
    const MediaTime start = frames[segment.query_begin].time;
    MediaTime end = frames[segment.query_end - 1].time + kFrameLength;
    if (segment.query_end < frames.size()) {
      end = std::max(end, std::min(frames[segment.query_end].time,
                                   end + kLookUpSpacing - kFrameLength));
    }
    const fingerprint::TimeRange query = {
        start, std::max(std::min(end, duration_), start)};
    findings_.push_back(
        {.number = number,
         .evidence = Evidence::kFrameHash,
         .query = query,
         .reference = {std::max(line.At(query.start), MediaTime(0)),
                       line.At(query.end)},
         .change = {.speed = line.speed, .mirrored = mirrored},
         .score = segment.score - PriorOf(line)});
    if (findings_.back().score >= scores_.match) {
      lines_.push_back({number, mirrored, line, query});
    }
  }

  const MediaTime duration_;
  // The query's frames, as they are and mirrored.
  const std::array<std::vector<VideoFrame>, 2> frames_;
  const ScoreLimits scores_;
  const Store& store_;
  const Snapshot& snapshot_;
  ReferenceReader& references_;

  FrameLookup lookup_;
  std::vector<Hit> hits_;
  OffsetHistogram votes_;
  std::vector<Line> lines_;
  std::vector<Finding> findings_;
};

}  // namespace

absl::StatusOr<std::vector<Finding>> FindVideo(const MediaFingerprint& query,
                                               const ScoreLimits& scores,
                                               const Store& store,
                                               const Snapshot& snapshot,
                                               ReferenceReader& references) {
  return VideoSearch(query, scores, store, snapshot, references).Run();
}

}  // namespace earmark::index
