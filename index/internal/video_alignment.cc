#include "index/internal/video_alignment.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include "index/internal/stretches.h"

namespace earmark::index {
namespace {

using fingerprint::HammingDistance;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;

// What one full unit of a score stands for: the longest that a frame speaks
// for. Lively passages have more frames, each of which says less.
constexpr MediaTime kUnit = milliseconds(250);

// Two frames this near in time are taken for the same moment: both sides are
// sampled on grids of their own, and stills more thinly.
constexpr MediaTime kSameMoment = milliseconds(130);

// Where a frame is compared with others to learn how far wrong moments differ:
// 1.5 to 4.5 s away on either side.
constexpr std::array<MediaTime, 4> kElsewhere = {
    milliseconds(1500), milliseconds(2250), milliseconds(3250),
    milliseconds(4500)};

// A frame earns what it differs less than this many bits ...
constexpr double kUnrelated = 64.0;
// ... and less than wrong moments differ, of which this is the share.
constexpr double kCopyShare = 0.98;

// Bounds of what one unit can say, in bits.
constexpr double kMostEarned = 40.0;
constexpr double kMostLost = 20.0;

// A frame counts nothing where the picture changes by the first number of bits
// within a quarter of a second (the noise of codecs), and in full where it
// changes by the second (moving footage: 14-90).
constexpr double kStillChange = 4.0;
constexpr double kFullChange = 12.0;

// A speed is fitted to at least this many frames, and one this near to 1 is 1.
constexpr int kMinFitted = 12;
constexpr double kSpeedPrecision = 0.015;

// What a unit of time without a picture costs within a stretch, in bits.
constexpr double kMissingUnit = 4.0;

// Turns bits into nats. From the tail of wrong scores
// (docs/identification.md, bench/null_scores).
constexpr double kNatsPerBit = 0.034;

// Junk that splits one copy in two, in bits: 2 s of it.
constexpr double kMaxDrop = 160.0;

// How much likelier it is, in nats, that a clip was not played faster or
// slower. Slow scenes fit at any speed.
constexpr double kSpeedPrior = 4.0;

double Units(MediaTime time) {
  return static_cast<double>(time.count()) / static_cast<double>(kUnit.count());
}

// Of the frames within kSameMoment of `time`, the one most like `frame`; null
// when there are none.
const VideoFrame* BestAt(const VideoFrame& frame,
                         std::span<const VideoFrame> frames, MediaTime time) {
  const VideoFrame* best = nullptr;
  int least = 0;
  for (auto at = std::lower_bound(
           frames.begin(), frames.end(), time - kSameMoment,
           [](const VideoFrame&f, MediaTime t) { return f.time < t; });
       at != frames.end() && at->time <= time + kSameMoment; ++at) {
    const int distance = Distance(frame, *at);
    if (best == nullptr || distance < least) {
      best = &*at;
      least = distance;
    }
  }
  return best;
}

// Mean distance of `frame` to the frames of a sequence some seconds before and
// after `time`; nullopt when there are none.
std::optional<double> DistanceElsewhere(const VideoFrame& frame,
                                        std::span<const VideoFrame> frames,
                                        MediaTime time) {
  int sum = 0;
  int count = 0;
  for (const MediaTime away : kElsewhere) {
    for (const MediaTime moment : {time - away, time + away}) {
      if (const VideoFrame* const other = BestAt(frame, frames, moment)) {
        sum += Distance(frame, *other);
        ++count;
      }
    }
  }
  if (count == 0) return std::nullopt;
  return static_cast<double>(sum) / count;
}

// How much the picture changes around a frame, 0 to 1 from still to lively: the
// lesser of the changes to a quarter of a second before and after.
double Liveliness(std::span<const VideoFrame> frames, size_t index) {
  const VideoFrame& frame = frames[index];
  size_t before = index;
  while (before > 0 && frame.time - frames[before].time < kUnit) --before;
  size_t after = index;
  while (after + 1 < frames.size() && frames[after].time - frame.time < kUnit) {
    ++after;
  }
  int change = 256;
  if (before != index) {
    change = HammingDistance(frames[before].hash, frame.hash);
  }
  if (after != index) {
    change = std::min(change, HammingDistance(frames[after].hash, frame.hash));
  }
  return std::clamp((change - kStillChange) / (kFullChange - kStillChange), 0.0,
                    1.0);
}

// The mean of those that there are.
std::optional<double> Mean(std::optional<double> a, std::optional<double> b) {
  if (a && b) return (*a + *b) / 2;
  return a ? a : b;
}

}  // namespace

MediaTime TimeLine::At(MediaTime query) const {
  if (speed == 1.0) return query + offset;
  return MediaTime(std::llround(static_cast<double>(query.count()) * speed)) +
         offset;
}

int Distance(const VideoFrame& a, const VideoFrame& b) {
  int distance = HammingDistance(a.hash, b.hash);
  const bool a_framed = a.trimmed != a.hash;
  const bool b_framed = b.trimmed != b.hash;
  if (a_framed) {
    distance = std::min(distance, HammingDistance(a.trimmed, b.hash));
  }
  if (b_framed) {
    distance = std::min(distance, HammingDistance(a.hash, b.trimmed));
  }
  if (a_framed && b_framed) {
    distance = std::min(distance, HammingDistance(a.trimmed, b.trimmed));
  }
  return distance;
}

std::vector<VideoFrame> MirroredFrames(std::span<const VideoFrame> frames) {
  std::vector<VideoFrame> mirrored(frames.begin(), frames.end());
  for (VideoFrame& frame : mirrored) {
    frame.hash = fingerprint::Mirrored(frame.hash);
    frame.trimmed = fingerprint::Mirrored(frame.trimmed);
  }
  return mirrored;
}

double LivelyUnits(std::span<const VideoFrame> frames) {
  double units = 0;
  for (size_t i = 0; i < frames.size(); ++i) {
    const double spoken_for =
        i == 0 ? 1.0
               : std::min(1.0, Units(frames[i].time - frames[i - 1].time));
    units += spoken_for * Liveliness(frames, i);
  }
  return units;
}

double PriorOf(const TimeLine& line) {
  return line.speed == 1.0 ? 0 : kSpeedPrior;
}

std::vector<FramePair> PairFrames(std::span<const VideoFrame> query,
                                  std::span<const VideoFrame> reference,
                                  const TimeLine& line) {
  std::vector<FramePair> pairs;
  if (reference.empty()) return pairs;
  // Only query frames that meet the reference.
  const auto begin = std::partition_point(
      query.begin(), query.end(), [&](const VideoFrame& frame) {
        return line.At(frame.time) < reference.front().time - kUnit;
      });
  const auto end =
      std::partition_point(begin, query.end(), [&](const VideoFrame& frame) {
        return line.At(frame.time) <= reference.back().time + kUnit;
      });
  const size_t first = begin - query.begin();
  const size_t last = end - query.begin();
  pairs.reserve(last - first);
  for (size_t index = first; index < last; ++index) {
    const VideoFrame& frame = query[index];
    const MediaTime moment = line.At(frame.time);
    FramePair& pair = pairs.emplace_back();
    pair.query = index;
    // How much of a unit the frame speaks for, and what lies before it unseen.
    double units = 1;
    double missing = 0;
    if (index > first) {
      units = Units(frame.time - query[index - 1].time);
      missing = std::max(0.0, units - 1) * kMissingUnit;
      units = std::min(units, 1.0);
    }
    const VideoFrame* const twin = BestAt(frame, reference, moment);
    if (twin == nullptr) {
      pair.nats = -kNatsPerBit * (missing + units * kMissingUnit);
      continue;
    }
    pair.reference = twin - reference.data();
    pair.distance = Distance(frame, *twin);
    double worth_copying = kUnrelated;
    if (pair.distance < kUnrelated) {
      if (const std::optional<double> elsewhere =
              Mean(DistanceElsewhere(frame, reference, moment),
                   DistanceElsewhere(*twin, query, frame.time))) {
        worth_copying = std::min(worth_copying, kCopyShare * *elsewhere);
      }
    }
    double bits =
        std::clamp(worth_copying - pair.distance, -kMostLost, kMostEarned);
    if (bits > 0) {
      bits *= std::min(Liveliness(query, index),
                       Liveliness(reference, *pair.reference));
    }
    pair.nats = kNatsPerBit * (units * bits - missing);
  }
  return pairs;
}

std::vector<VideoSegment> AlignVideo(std::span<const VideoFrame> query,
                                     std::span<const VideoFrame> reference,
                                     const TimeLine& line, double min_score) {
  const std::vector<FramePair> pairs = PairFrames(query, reference, line);
  std::vector<VideoSegment> segments;
  for (const Stretch& stretch : FindStretches(
           pairs.size(),
           {.max_drop = kNatsPerBit * kMaxDrop, .min_score = min_score},
           [&](size_t position, int /*shift*/) {
             return pairs[position].nats;
           })) {
    segments.push_back({.query_begin = pairs[stretch.begin].query,
                        .query_end = pairs[stretch.end - 1].query + 1,
                        .score = stretch.score});
  }
  return segments;
}

TimeLine FitLine(std::span<const VideoFrame> query,
                 std::span<const VideoFrame> reference,
                 const VideoSegment& segment, const TimeLine& line) {
  // Sums over pairs of (query time x, reference time - query time y), in
  // seconds from the first frame: small numbers, so that squares keep exact.
  const MediaTime origin = query[segment.query_begin].time;
  using Seconds = std::chrono::duration<double>;
  double n = 0;
  double x_sum = 0;
  double y_sum = 0;
  double xx_sum = 0;
  double xy_sum = 0;
  for (size_t i = segment.query_begin; i < segment.query_end; ++i) {
    const VideoFrame& frame = query[i];
    const VideoFrame* const twin =
        BestAt(frame, reference, line.At(frame.time));
    if (twin == nullptr || Distance(frame, *twin) >= kUnrelated ||
        Liveliness(query, i) < 1) {
      continue;
    }
    const double x = Seconds(frame.time - origin).count();
    const double y = Seconds(twin->time - frame.time).count();
    n += 1;
    x_sum += x;
    y_sum += y;
    xx_sum += x * x;
    xy_sum += x * y;
  }
  const double spread = n * xx_sum - x_sum * x_sum;
  if (n < kMinFitted || spread <= 0) return line;
  double slope = (n * xy_sum - x_sum * y_sum) / spread;
  if (std::abs(slope) < kSpeedPrecision) slope = 0;
  const Seconds at_origin((y_sum - slope * x_sum) / n);
  const TimeLine through_zero{.speed = 1 + slope};
  return {.speed = 1 + slope,
          .offset = origin + std::chrono::duration_cast<MediaTime>(at_origin) -
                    through_zero.At(origin)};
}

}  // namespace earmark::index
