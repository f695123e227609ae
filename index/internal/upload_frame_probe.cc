#include "index/internal/upload_frame_probe.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "index/internal/frame_lookup.h"
#include "index/internal/posting_terms.h"
#include "index/internal/significance.h"
#include "index/internal/video_alignment.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;

// Works are looked up in parts of so many pictures: two minutes of lively
// video.
constexpr size_t kPart = 1500;

// Time lines are looked at with these offsets.
constexpr std::array<MediaTime, 5> kOffsets = {
    milliseconds(0), milliseconds(-100), milliseconds(100), milliseconds(-200),
    milliseconds(200)};
// A time line is not refined here, so it need score only this share.
constexpr double kUnrefinedShare = 0.5;

}  // namespace

absl::Status UploadFrameProbe::LookUp(const fingerprint::Cancellation& stop,
                                      UploadVotes& votes, PostingCounts& cost) {
  return InParts(work_, kPart, stop, [&](std::span<const VideoFrame> part) {
    return LookUpPart(part, votes, cost);
  });
}

absl::Status UploadFrameProbe::LookUpPart(std::span<const VideoFrame> part,
                                          UploadVotes& votes,
                                          PostingCounts& cost) {
  FrameLookup lookup;
  lookup.Add(part, 0, MediaTime(0));
  lookup.Add(MirroredFrames(part), 1, MediaTime(0));
  OffsetHistogram histogram;
  size_t count = 0;
  const absl::StatusOr<PostingCounts> counts = store_.Postings(
      PostingTable::kUploadFrameHash, lookup.terms(),
      {.max_list = kMostOfChunk},
      [&](size_t term, const Posting& posting) {
        const FrameLookup::Frame* frame = lookup.Match(term, posting);
        if (frame == nullptr || count >= kMostVotesOfPart) return;
        // The upload is the query that a search for references would see.
        for (uint32_t speed = 0; speed < kFrameSpeeds.size(); ++speed) {
          const int64_t at_speed =
              std::llround(kFrameSpeeds[speed] * posting.position);
          histogram.Add(posting.reference, 2 * speed + frame->mirrored,
                        int64_t{frame->tick} - at_speed, posting.position);
          ++count;
        }
      },
      &snapshot_);
  if (!counts.ok()) return counts.status();
  cost += *counts;
  alignments_.Add(histogram, kFrameVoteWidth, kMinFrameVotes, votes);
  return absl::OkStatus();
}

bool UploadFrameProbe::Confirms(UploadNumber number,
                                const MediaFingerprint& upload) const {
  const std::span<const AlignmentCandidate> alignments = alignments_.Of(number);
  if (alignments.empty()) return false;
  const double min_score =
      kUnrefinedShare * LeastScore(Evidence::kFrameHash, kMostExpectedInUpload,
                                   {.query = upload.duration, .references = 1});
  const std::array<std::vector<VideoFrame>, 2> frames = {
      upload.frames, MirroredFrames(upload.frames)};
  for (const AlignmentCandidate& candidate : alignments) {
    for (const MediaTime shift : kOffsets) {
      const TimeLine line = {.speed = kFrameSpeeds[candidate.lane / 2],
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
