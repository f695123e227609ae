#include "index/internal/feature_terms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/mix.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::Seconds;

// A posting's position: from the lowest, x and y in cells, length of the track
// and start in ticks; its detail: form, radius in half octaves, check bits.
constexpr int kCellBits = 5;
constexpr int kLengthBits = 4;
constexpr int kStartBits = 18;
constexpr int kFormBits = 4;
constexpr int kRadiusBits = 4;
static_assert(2 * kCellBits + kLengthBits + kStartBits <= 32);
static_assert(kFormBits + kRadiusBits + kCheckBits <= 32);
constexpr int kCellUnits = fingerprint::kPictureUnits >> kCellBits;
constexpr uint32_t kLongestTrack = (1U << kLengthBits) - 1;
constexpr uint32_t kLastTick = (1U << kStartBits) - 1;

// A track goes on in a frame that follows within this time, no farther away.
constexpr double kTrackGap = 1.6;  // seconds
constexpr int kTrackUnits = 38;

// Smaller features of a reference are left out: they are finer than what most
// copies keep.
constexpr float kSmallestRadius = 6.5F;

// A check that differs in more bits is chance.
constexpr int kMostCheckErrors = 7;

// What is posted of an upload.
constexpr double kUploadSpacing = 0.9;  // seconds
constexpr size_t kUploadFeatures = 100;
constexpr size_t kUploadProbes = 4;

constexpr uint32_t Mask(int bits) { return (1U << bits) - 1; }

// Which of the doubtful bits each probe changes, as a bit set: fewer and more
// doubtful ones first.
constexpr std::array<uint8_t, kMostProbes> kProbes = {
    0,  1,  2,  4,  3,  8,  5,  16, 6,  32, 9,  7,  10, 17, 12, 18,
    33, 11, 20, 13, 24, 34, 19, 14, 21, 36, 35, 40, 22, 25, 15, 37,
    26, 23, 48, 28, 38, 41, 27, 42, 39, 29, 44, 49, 30, 43, 50, 31,
    52, 45, 51, 46, 53, 56, 47, 54, 57, 55, 58, 60, 59, 61, 62, 63};

struct Track {
  uint32_t first_tick = 0;
  uint32_t last_tick = 0;
  double last_time = 0;
  LocalFeature feature;
};

Posting ToPosting(ReferenceNumber number, const Track& track) {
  const LocalFeature& feature = track.feature;
  const uint32_t radius = std::min<uint32_t>(
      feature.scale * 2 / fingerprint::kScalesPerOctave, Mask(kRadiusBits));
  uint32_t position = track.first_tick;
  position = position << kLengthBits | (track.last_tick - track.first_tick);
  position =
      position << kCellBits | static_cast<uint32_t>(feature.y / kCellUnits);
  position =
      position << kCellBits | static_cast<uint32_t>(feature.x / kCellUnits);
  uint32_t detail = CheckOf(feature.code);
  detail = detail << kRadiusBits | radius;
  detail = detail << kFormBits | feature.form;
  return {.reference = number, .position = position, .detail = detail};
}

// Joins features that stay in their place to tracks, and writes these.
class TrackWriter {
 public:
  TrackWriter(PostingTable table, ReferenceNumber number, Batch& batch)
      : table_(table), number_(number), batch_(batch) {}
  TrackWriter(const TrackWriter&) = delete;
  TrackWriter& operator=(const TrackWriter&) = delete;
  ~TrackWriter() {
    for (const auto& [key, track] : open_) Write(key, track);
  }

  // Adds `feature`, found under `key`. Times ascend.
  void Add(uint32_t key, const LocalFeature& feature, double time) {
    const auto tick = static_cast<uint32_t>(
        std::min<double>(time / kFeatureTick + 0.5, kLastTick));
    const auto [entry, is_new] = open_.try_emplace(key);
    Track& track = entry->second;
    const auto near = [](int a, int b) {
      return std::abs(a - b) < kTrackUnits;
    };
    if (!is_new) {
      if (time - track.last_time < kTrackGap &&
          near(feature.x, track.feature.x) &&
          near(feature.y, track.feature.y) &&
          tick - track.first_tick <= kLongestTrack) {
        track.last_tick = tick;
        track.last_time = time;
        return;
      }
      Write(key, track);
    }
    track = {.first_tick = tick,
             .last_tick = tick,
             .last_time = time,
             .feature = feature};
  }

 private:
  void Write(uint32_t key, const Track& track) {
    batch_.Append(table_, FeatureTerm(key), ToPosting(number_, track));
  }

  const PostingTable table_;
  const ReferenceNumber number_;
  Batch& batch_;
  absl::flat_hash_map<uint32_t, Track> open_;
};

}  // namespace

FeaturePlace FeaturePlaceOf(const Posting& posting) {
  uint32_t position = posting.position;
  uint32_t detail = posting.detail;
  const auto take = [](uint32_t& from, int bits) {
    const uint32_t value = from & Mask(bits);
    from >>= bits;
    return value;
  };
  FeaturePlace place;
  const auto middle = [](uint32_t cell) {
    return (static_cast<float>(cell) + 0.5F) * kCellUnits;
  };
  place.x = middle(take(position, kCellBits));
  place.y = middle(take(position, kCellBits));
  const uint32_t length = take(position, kLengthBits);
  place.start = position * kFeatureTick;
  place.end = (position + length) * kFeatureTick;
  place.form = static_cast<int>(take(detail, kFormBits));
  place.log_radius = static_cast<float>(take(detail, kRadiusBits)) / 2 + 0.125F;
  place.check = detail;
  return place;
}

uint32_t CheckOf(uint64_t code) {
  return static_cast<uint32_t>(code >> fingerprint::kKeyBits) &
         Mask(kCheckBits);
}

bool ChecksAgree(uint32_t check, uint64_t code) {
  return std::popcount(check ^ CheckOf(code)) <= kMostCheckErrors;
}

uint32_t FeatureTerm(uint32_t key) { return Mix(key); }

uint32_t ProbeKey(const LocalFeature& feature, size_t probe) {
  uint32_t key = feature.key();
  for (int i = 0; i < fingerprint::kDoubtfulBits; ++i) {
    if ((kProbes[probe] >> i & 1) != 0) key ^= 1U << feature.doubts[i];
  }
  return key;
}

void KeepReferenceFeatures(KeyFrame& frame) {
  std::vector<LocalFeature> kept;
  for (LocalFeature feature : frame.features) {
    if (kept.size() == kReferenceFeatures) break;
    if (feature.turn != 0 || feature.second ||
        feature.radius() < kSmallestRadius) {
      continue;
    }
    feature.doubts = {};
    kept.push_back(feature);
  }
  frame.features = std::move(kept);
  frame.looked_up = 0;
}

void AppendFeatures(ReferenceNumber number, std::span<const KeyFrame> frames,
                    Batch& batch) {
  TrackWriter writer(PostingTable::kFeature, number, batch);
  for (const KeyFrame& frame : frames) {
    for (const LocalFeature& feature :
         std::span(frame.features)
             .first(std::min(frame.features.size(), kPostedFeatures))) {
      writer.Add(feature.key(), feature, Seconds(frame.time));
    }
  }
}

void AppendUploadFeatures(UploadNumber number, std::span<const KeyFrame> frames,
                          Batch& batch) {
  TrackWriter writer(PostingTable::kUploadFeature, AsPosted(number), batch);
  std::optional<double> last;
  for (const KeyFrame& frame : frames) {
    const double time = Seconds(frame.time);
    if (last && time - *last < kUploadSpacing) continue;
    last = time;
    size_t count = 0;
    for (size_t i = 0; i < frame.looked_up && count < kUploadFeatures; ++i) {
      const LocalFeature& feature = frame.features[i];
      if (feature.turn != 0 || feature.second) continue;
      ++count;
      for (size_t probe = 0; probe < kUploadProbes; ++probe) {
        writer.Add(ProbeKey(feature, probe), feature, time);
      }
    }
  }
}

}  // namespace earmark::index
