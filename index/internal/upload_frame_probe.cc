#include "index/internal/upload_frame_probe.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "index/internal/posting_terms.h"
#include "index/internal/significance.h"
#include "index/internal/video_alignment.h"

namespace earmark::index {
namespace {

using fingerprint::FrameHash;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;

// As in video_search.cc: chunks with longer lists, and postings whose spare
// bits differ in more, say too little.
constexpr size_t kMaxList = 4000;
constexpr int kMaxDetailErrors = 10;
constexpr std::array<double, 11> kSpeeds = {1.0,  0.75, 0.8,  0.85, 0.9, 0.95,
                                            1.05, 1.1,  1.15, 1.2,  1.25};

// Works are looked up in parts of so many pictures (two minutes of lively
// video), and so many votes are kept of a part.
constexpr size_t kPart = 1500;
constexpr size_t kMostVotes = 4'000'000;

// Votes this near count as one time line, in ticks: 0.4 s.
constexpr int64_t kVoteWidth = 8;
constexpr size_t kMinVotes = 3;
constexpr size_t kMostAlignments = 100'000;
// Time lines of one upload that are looked at, each at these offsets.
constexpr size_t kMostOfUpload = 8;
constexpr std::array<MediaTime, 5> kOffsets = {
    milliseconds(0), milliseconds(-100), milliseconds(100), milliseconds(-200),
    milliseconds(200)};
// A time line is not refined here, so it need score only this share.
constexpr double kUnrefinedShare = 0.5;

// One hash that is looked up, 16 terms.
struct Probe {
  uint32_t mirrored = 0;
  uint32_t tick = 0;
  uint32_t detail = 0;
};

void AddProbe(const FrameHash& hash, Probe probe, std::vector<uint32_t>& terms,
              std::vector<Probe>& probes) {
  for (int chunk = 0; chunk < kChunksPerHash; ++chunk) {
    terms.push_back(VideoTerm(hash, chunk));
  }
  probe.detail = VideoDetail(hash);
  probes.push_back(probe);
}

void AddProbes(std::span<const VideoFrame> frames, uint32_t mirrored,
               std::vector<uint32_t>& terms, std::vector<Probe>& probes) {
  for (const size_t i : DistinctFrames(frames, MediaTime(0))) {
    const VideoFrame& frame = frames[i];
    const Probe probe = {
        .mirrored = mirrored,
        .tick = static_cast<uint32_t>(frame.time / kVideoTick)};
    AddProbe(frame.hash, probe, terms, probes);
    if (frame.trimmed != frame.hash) {
      AddProbe(frame.trimmed, probe, terms, probes);
    }
  }
}

}  // namespace

absl::Status UploadFrameProbe::LookUp(const fingerprint::Cancellation& stop,
                                      UploadVotes& votes, PostingCounts& cost) {
  for (size_t first = 0; first < work_.size(); first += kPart) {
    if (stop.cancelled()) return Stopped();
    const absl::Status looked_up =
        LookUpPart(work_.subspan(first, std::min(kPart, work_.size() - first)),
                   votes, cost);
    if (!looked_up.ok()) return looked_up;
  }
  return absl::OkStatus();
}

absl::Status UploadFrameProbe::LookUpPart(std::span<const VideoFrame> part,
                                          UploadVotes& votes,
                                          PostingCounts& cost) {
  std::vector<uint32_t> terms;
  std::vector<Probe> probes;
  AddProbes(part, 0, terms, probes);
  AddProbes(MirroredFrames(part), 1, terms, probes);
  OffsetHistogram histogram;
  size_t count = 0;
  const absl::StatusOr<PostingCounts> counts = store_.Postings(
      PostingTable::kUploadFrameHash, terms, {.max_list = kMaxList},
      [&](size_t term, const Posting& posting) {
        const Probe& probe = probes[term / kChunksPerHash];
        if (std::popcount(probe.detail ^ posting.detail) > kMaxDetailErrors ||
            count >= kMostVotes) {
          return;
        }
        // The upload is the query that a search for references would see.
        for (uint32_t speed = 0; speed < kSpeeds.size(); ++speed) {
          const int64_t at_speed =
              std::llround(kSpeeds[speed] * posting.position);
          histogram.Add(posting.reference, 2 * speed + probe.mirrored,
                        int64_t{probe.tick} - at_speed, posting.position);
          ++count;
        }
      },
      &snapshot_);
  if (!counts.ok()) return counts.status();
  cost += *counts;
  for (const AlignmentCandidate& candidate :
       histogram.Peaks(kVoteWidth, kMinVotes, kMostAlignments)) {
    const UploadNumber upload{static_cast<uint32_t>(candidate.reference)};
    std::vector<AlignmentCandidate>& known = candidates_[upload];
    if (known.size() < kMostOfUpload) known.push_back(candidate);
    AddVotes(upload, static_cast<double>(candidate.votes), votes);
  }
  return absl::OkStatus();
}

bool UploadFrameProbe::Confirms(UploadNumber number,
                                const MediaFingerprint& upload) const {
  const auto candidates = candidates_.find(number);
  if (candidates == candidates_.end()) return false;
  const double min_score =
      kUnrefinedShare * LeastScore(Evidence::kFrameHash, kMostExpectedInUpload,
                                   {.query = upload.duration, .references = 1});
  const std::array<std::vector<VideoFrame>, 2> frames = {
      upload.frames, MirroredFrames(upload.frames)};
  for (const AlignmentCandidate& candidate : candidates->second) {
    for (const MediaTime shift : kOffsets) {
      const TimeLine line = {.speed = kSpeeds[candidate.lane / 2],
                             .offset = kVideoTick * candidate.offset + shift};
      if (!AlignVideo(frames[candidate.lane % 2], work_, line, min_score)
               .empty()) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace earmark::index
