#include "index/internal/evidence_parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <utility>

#include "index/internal/audio_alignment.h"
#include "index/internal/chroma_search.h"
#include "index/internal/landmark_alignment.h"
#include "index/internal/landmark_search.h"
#include "index/internal/landmarks.h"
#include "index/internal/peak_map.h"
#include "index/internal/video_alignment.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::kChromaStep;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Seconds;
using fingerprint::TimeRange;
using fingerprint::VideoFrame;

// Stretches that score less are noise, in nats.
constexpr double kLeastPart = 1.0;

// Ends of matches are rounded to microseconds; peaks at the ends belong to it.
constexpr double kRounding = 1e-5;  // seconds

// How long the last frame of a stretch is shown at least.
constexpr MediaTime kFrameLength = std::chrono::milliseconds(80);

constexpr double kHashBits = 256;
constexpr double kItemBits = 32;

MediaTime ToMediaTime(double seconds) {
  return std::chrono::round<MediaTime>(std::chrono::duration<double>(seconds));
}

// Whether most of `part` lies within the match.
bool BelongsTo(const TimeRange& part, const Match& match) {
  return 2 * SharedTime(part, match.query) > part.length();
}

// Where the line of a match may lie: through its start, its end, or its middle.
// They differ where pieces were joined.
struct Anchor {
  MediaTime query;
  MediaTime reference;
};
std::array<Anchor, 3> AnchorsOf(const Match& match) {
  const TimeRange& query = match.query;
  const TimeRange& reference = match.reference_range;
  return {{{query.start, reference.start},
           {query.end, reference.end},
           {query.start + query.length() / 2,
            reference.start + reference.length() / 2}}};
}

EvidencePart LandmarkPart(const LandmarkAligner& aligner,
                          const LandmarkLine& line,
                          const LandmarkStretch& stretch, uint32_t track) {
  EvidencePart part;
  part.range = {ToMediaTime(stretch.start), ToMediaTime(stretch.end)};
  part.nats = stretch.score;
  part.track = track;
  for (const LandmarkContribution& contribution :
       aligner.Contributions(line, stretch.start, stretch.end)) {
    part.points.push_back(
        {.query = ToMediaTime(contribution.time),
         .reference = ToMediaTime(line.ReferenceAt(contribution.time)),
         .nats = contribution.nats,
         .bin = contribution.bin});
  }
  return part;
}

// Adds the stretches along one line, the best first, then what is left on
// either side. Returns the score of the best.
double AddLandmarkParts(const LandmarkAligner& aligner,
                        const LandmarkLine& line, double from, double to,
                        uint32_t track, std::vector<EvidencePart>& parts) {
  const LandmarkStretch best = aligner.BestStretch(line, from, to);
  if (best.score >= kLeastPart) {
    parts.push_back(LandmarkPart(aligner, line, best, track));
    AddLandmarkParts(aligner, line, from, best.start, track, parts);
    AddLandmarkParts(aligner, line, best.end + kRounding, to, track, parts);
  }
  return best.score;
}

// Where number `i` of `count` stands, when they are spread over `range`: an
// item looks at 2.7 s of audio, and stands for less.
MediaTime PlaceIn(const TimeRange& range, size_t i, size_t count) {
  return range.start + range.length() * static_cast<int64_t>(2 * i + 1) /
                           static_cast<int64_t>(2 * count);
}

// One segment of Chromaprint items, whose alignment drifts evenly from its
// first shift to its last.
EvidencePart ChromaPart(const AudioRun& query, const AudioRun& reference,
                        int64_t offset, const ItemPairs& pairs,
                        const AudioSegment& segment) {
  const ChromaRanges ranges =
      RangesOf(segment, query.chroma.size(), reference.chroma.size());
  EvidencePart part;
  part.range = {query.start + ranges.query.start,
                query.start + ranges.query.end};
  part.nats = segment.score;
  part.track = query.track;
  const auto shift_at = [&](size_t query_item, size_t reference_item) {
    return static_cast<int64_t>(reference_item) -
           static_cast<int64_t>(query_item) - offset;
  };
  const int64_t first = shift_at(segment.query_begin, segment.reference_begin);
  const int64_t last = shift_at(segment.query_end, segment.reference_end);
  const size_t size = segment.query_end - segment.query_begin;
  for (size_t i = 0; i < size; ++i) {
    const int64_t shift =
        first + std::llround(static_cast<double>((last - first)) *
                             (static_cast<double>(i) + 0.5) /
                             static_cast<double>(size));
    const size_t item = segment.query_begin + i;
    const int64_t partner = static_cast<int64_t>(item) + offset + shift;
    if (partner < 0 ||
        partner >= static_cast<int64_t>(reference.chroma.size())) {
      continue;
    }
    const int step = static_cast<int>(shift);
    part.points.push_back(
        {.query = PlaceIn(part.range, i, size),
         .reference = reference.start + PlaceIn(ranges.reference, i, size),
         .nats = pairs.Score(item, step),
         .difference = pairs.Difference(item, step) / kItemBits});
  }
  return part;
}

}  // namespace

EvidenceParts ChromaParts(const MediaFingerprint& query,
                          const MediaFingerprint& reference,
                          const Match& match) {
  EvidenceParts found;
  for (const AudioRun& run : query.audio_runs) {
    for (const AudioRun& other : reference.audio_runs) {
      std::set<int64_t> offsets;
      for (const Anchor& anchor : AnchorsOf(match)) {
        const MediaTime apart =
            (anchor.reference - other.start) - (anchor.query - run.start);
        offsets.insert(std::llround(Seconds(apart) / Seconds(kChromaStep)));
      }
      for (const int64_t offset : offsets) {
        const ItemPairs pairs(run.chroma, other.chroma, offset);
        for (const AudioSegment& segment :
             AlignAudio(run.chroma, other.chroma, offset, kLeastPart)) {
          EvidencePart part = ChromaPart(run, other, offset, pairs, segment);
          if (BelongsTo(part.range, match)) {
            found.parts.push_back(std::move(part));
          }
        }
      }
    }
  }
  return found;
}

EvidenceParts LandmarkParts(const MediaFingerprint& query,
                            const MediaFingerprint& reference,
                            const Match& match) {
  std::set<uint32_t> tracks;
  for (const AudioRun& run : reference.audio_runs) tracks.insert(run.track);
  std::vector<LandmarkLine> lines;
  for (const Anchor& anchor : AnchorsOf(match)) {
    lines.push_back({.rate = match.change.speed,
                     .offset = Seconds(anchor.reference) -
                               match.change.speed * Seconds(anchor.query),
                     .pitch = match.change.pitch_semitones *
                              fingerprint::kBinsPerOctave / 12});
  }

  EvidenceParts found;
  found.prior_nats = PriorOf(lines.front());
  for (const AudioRun& run : query.audio_runs) {
    for (const SearchPiece& piece : PiecesOf(run)) {
      const double from =
          std::max(piece.start, Seconds(match.query.start) - kRounding);
      const double to =
          std::min(piece.end, Seconds(match.query.end) + kRounding);
      if (from >= to) continue;
      const PeakMap map(PeaksBetween(run, piece.start, piece.end), piece.start,
                        piece.end);
      for (const uint32_t track : tracks) {
        const std::vector<Peak> evidence =
            EvidenceOf(reference.audio_runs, track);
        const LandmarkAligner aligner(map, evidence);
        const LandmarkLine* best = nullptr;
        double most = 0;
        for (const LandmarkLine& line : lines) {
          const double score =
              AddLandmarkParts(aligner, line, from, to, run.track, found.parts);
          if (score <= most) continue;
          most = score;
          best = &line;
        }
        if (best == nullptr) continue;
        found.whole.push_back(
            LandmarkPart(aligner, *best,
                         {.start = from, .end = to, .score = most}, run.track));
      }
    }
  }
  return found;
}

EvidenceParts VideoParts(const MediaFingerprint& query,
                         const MediaFingerprint& reference,
                         const Match& match) {
  const std::vector<VideoFrame> frames =
      match.change.mirrored ? MirroredFrames(query.frames) : query.frames;
  EvidenceParts found;
  for (const Anchor& anchor : AnchorsOf(match)) {
    const TimeLine through_zero = {.speed = match.change.speed};
    const TimeLine line = {
        .speed = match.change.speed,
        .offset = anchor.reference - through_zero.At(anchor.query)};
    found.prior_nats = PriorOf(line);
    const std::vector<FramePair> pairs =
        PairFrames(frames, reference.frames, line);
    for (const VideoSegment& segment :
         AlignVideo(frames, reference.frames, line, kLeastPart)) {
      EvidencePart part;
      part.range = {frames[segment.query_begin].time,
                    frames[segment.query_end - 1].time + kFrameLength};
      part.nats = segment.score;
      if (!BelongsTo(part.range, match)) continue;
      const size_t first = segment.query_begin - pairs.front().query;
      const size_t last = segment.query_end - pairs.front().query;
      for (const FramePair& pair :
           std::span(pairs).subspan(first, last - first)) {
        const MediaTime time = frames[pair.query].time;
        part.points.push_back(
            {.query = time,
             .reference = pair.reference
                              ? reference.frames[*pair.reference].time
                              : line.At(time),
             .nats = pair.nats,
             .difference = pair.reference ? pair.distance / kHashBits : 1.0});
      }
      found.parts.push_back(std::move(part));
    }
  }
  return found;
}

}  // namespace earmark::index
