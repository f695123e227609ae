#include "fingerprint/fingerprint_codec.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "earmark/storage/v1/fingerprint.pb.h"

namespace earmark::fingerprint {
namespace {

using WireFormat = google::protobuf::internal::WireFormatLite;

constexpr size_t kHashBytes = 32;

// A peak: three bytes, lowest first.
constexpr size_t kPeakBytes = 3;
constexpr uint32_t kLongTime = 15;  // all of the time's bits
constexpr int kTimeBits = 4;
constexpr int kBinBits = 11;
constexpr int kProminentShift = kTimeBits + kBinBits;
constexpr int kSaliencyShift = kProminentShift + 1;
constexpr uint32_t kBinMask = (1U << kBinBits) - 1;
static_assert(kPeakBins * kBinUnits <= kBinMask + 1);

// What an audio run begins with on the wire.
constexpr uint32_t kRunTag =
    WireFormat::MakeTag(storage::v1::MediaFingerprint::kAudioRunsFieldNumber,
                        WireFormat::WIRETYPE_LENGTH_DELIMITED);

// And a key frame.
constexpr uint32_t kKeyFrameTag =
    WireFormat::MakeTag(storage::v1::MediaFingerprint::kKeyFramesFieldNumber,
                        WireFormat::WIRETYPE_LENGTH_DELIMITED);

void AppendHash(const FrameHash& hash, std::string& bytes) {
  for (uint64_t word : hash.words) {
    for (int shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<char>(word >> shift));
    }
  }
}

// `bytes` holds the hash with this index.
FrameHash HashAt(const std::string& bytes, size_t index) {
  FrameHash hash;
  for (size_t i = 0; i < kHashBytes; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[index * kHashBytes + i]);
    hash.words[i / 8] |= uint64_t{byte} << (i % 8 * 8);
  }
  return hash;
}

bool FlagAt(const std::string& flags, size_t index) {
  return (static_cast<uint8_t>(flags[index / 8]) >> (index % 8) & 1) != 0;
}

void AppendVarint(uint32_t value, std::string& bytes) {
  for (; value >= 0x80; value >>= 7) {
    bytes.push_back(static_cast<char>(value | 0x80));
  }
  bytes.push_back(static_cast<char>(value));
}

// Takes a varint of at most 32 bits off the front of `bytes`; returns false if
// there is none.
bool TakeVarint(std::string_view& bytes, uint32_t& value) {
  value = 0;
  for (int shift = 0; shift < 32; shift += 7) {
    if (bytes.empty()) return false;
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= uint32_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

void AppendPeaks(const std::vector<SpectralPeak>& peaks,
                 storage::v1::AudioRun& record) {
  std::string& bytes = *record.mutable_peaks();
  bytes.reserve(peaks.size() * kPeakBytes);
  uint32_t last = 0;
  for (const SpectralPeak& peak : peaks) {
    const uint32_t delta = peak.time - last;
    last = peak.time;
    if (delta >= kLongTime)
      AppendVarint(delta - kLongTime, *record.mutable_peak_long_times());
    const uint32_t packed = std::min(delta, kLongTime) |
                            (peak.bin & kBinMask) << kTimeBits |
                            uint32_t{peak.prominent} << kProminentShift |
                            uint32_t{peak.saliency} << kSaliencyShift;
    for (size_t i = 0; i < kPeakBytes; ++i) {
      bytes.push_back(static_cast<char>(packed >> (8 * i)));
    }
  }
}

constexpr size_t kFeatureBytes = 12;
constexpr size_t kDoubtBytes = 4;
constexpr int kPlaceBits = 10;
constexpr int kScaleBits = 5;
constexpr int kFormBits = 4;
constexpr int kTurnBits = 2;
constexpr int kDoubtBits = 5;
static_assert(kPictureUnits == 1 << kPlaceBits);
static_assert(kForms == 1 << kFormBits && kTurns == 1 << kTurnBits);
static_assert(kKeyBits == 1 << kDoubtBits);

template <typename Unsigned>
void AppendLittleEndian(Unsigned value, std::string& bytes) {
  for (size_t i = 0; i < sizeof(value); ++i) {
    bytes.push_back(static_cast<char>(value >> (8 * i)));
  }
}

// Takes a number off the front of `bytes`, which has enough.
template <typename Unsigned>
Unsigned TakeLittleEndian(std::string_view& bytes) {
  Unsigned value = 0;
  for (size_t i = 0; i < sizeof(value); ++i) {
    value |= Unsigned{static_cast<uint8_t>(bytes[i])} << (8 * i);
  }
  bytes.remove_prefix(sizeof(value));
  return value;
}

void AppendFeature(const LocalFeature& feature, bool looked_up,
                   std::string& bytes) {
  uint32_t place = 0;
  int bits = 0;
  const auto add = [&](uint32_t value, int width) {
    place |= (value & ((1U << width) - 1)) << bits;
    bits += width;
  };
  add(feature.x, kPlaceBits);
  add(feature.y, kPlaceBits);
  add(feature.scale, kScaleBits);
  add(feature.form, kFormBits);
  add(feature.turn, kTurnBits);
  add(feature.second ? 1 : 0, 1);
  AppendLittleEndian(place, bytes);
  AppendLittleEndian(feature.code, bytes);
  if (!looked_up) return;
  uint32_t doubts = 0;
  for (int i = 0; i < kDoubtfulBits; ++i) {
    doubts |= uint32_t{feature.doubts[i]} << (kDoubtBits * i);
  }
  AppendLittleEndian(doubts, bytes);
}

LocalFeature TakeFeature(bool looked_up, std::string_view& bytes) {
  auto place = TakeLittleEndian<uint32_t>(bytes);
  const auto take = [&](int width) {
    const uint32_t value = place & ((1U << width) - 1);
    place >>= width;
    return value;
  };
  LocalFeature feature;
  feature.x = static_cast<uint16_t>(take(kPlaceBits));
  feature.y = static_cast<uint16_t>(take(kPlaceBits));
  feature.scale = static_cast<uint8_t>(take(kScaleBits));
  feature.form = static_cast<uint8_t>(take(kFormBits));
  feature.turn = static_cast<uint8_t>(take(kTurnBits));
  feature.second = take(1) != 0;
  feature.code = TakeLittleEndian<uint64_t>(bytes);
  if (looked_up) {
    const auto doubts = TakeLittleEndian<uint32_t>(bytes);
    for (int i = 0; i < kDoubtfulBits; ++i) {
      feature.doubts[i] =
          static_cast<uint8_t>(doubts >> (kDoubtBits * i) & (kKeyBits - 1));
    }
  }
  return feature;
}

storage::v1::Coverage ToRecord(const Coverage& coverage) {
  storage::v1::Coverage record;
  record.set_state(static_cast<int32_t>(coverage.state));
  record.set_seen_us(coverage.seen.count());
  record.set_total_us(coverage.total.count());
  record.set_detail(coverage.detail);
  return record;
}

absl::Status CheckTime(const char* what, int64_t time_us, int64_t end_us) {
  if (time_us < 0 || time_us > end_us) {
    return absl::DataLossError(absl::StrFormat("%s must be 0 to %d us, got %d",
                                               what, end_us, time_us));
  }
  return absl::OkStatus();
}

bool HasControlCharacter(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

absl::StatusOr<Coverage> ToCoverage(const storage::v1::Coverage& record) {
  Coverage coverage;
  switch (record.state()) {
    case static_cast<int32_t>(Coverage::State::kSeen):
    case static_cast<int32_t>(Coverage::State::kAbsent):
    case static_cast<int32_t>(Coverage::State::kDamaged):
      coverage.state = static_cast<Coverage::State>(record.state());
      break;
    default:
      return absl::DataLossError(
          absl::StrFormat("coverage state unknown: %d", record.state()));
  }
  // Nothing that was not there can have been seen.
  const int64_t longest_us =
      coverage.state == Coverage::State::kAbsent ? 0 : kMaxTimeline.count();
  if (absl::Status status =
          CheckTime("coverage total", record.total_us(), longest_us);
      !status.ok()) {
    return status;
  }
  if (absl::Status status =
          CheckTime("coverage seen", record.seen_us(), record.total_us());
      !status.ok()) {
    return status;
  }
  if (record.detail().size() > kMaxCoverageDetailBytes) {
    return absl::DataLossError(
        absl::StrFormat("coverage detail must have at most %d bytes, got %d",
                        kMaxCoverageDetailBytes, record.detail().size()));
  }
  if (HasControlCharacter(record.detail())) {
    return absl::DataLossError("coverage detail has control characters");
  }
  if (coverage.state != Coverage::State::kDamaged && !record.detail().empty()) {
    return absl::DataLossError(absl::StrFormat(
        "coverage detail must be empty for state %d", record.state()));
  }
  coverage.seen = MediaTime(record.seen_us());
  coverage.total = MediaTime(record.total_us());
  coverage.detail = record.detail();
  return coverage;
}

// Counts the audio runs and key frames before anything is allocated for them:
// two bytes on the wire become about a hundred in memory, everything else at
// most eight times its size.
absl::Status CheckCounts(std::string_view bytes) {
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  int runs = 0;
  int key_frames = 0;
  while (const uint32_t tag = input.ReadTag()) {
    if (tag == kRunTag && ++runs > kMaxAudioRuns) {
      return absl::DataLossError(absl::StrFormat(
          "audio runs must be at most %d, got more", kMaxAudioRuns));
    }
    if (tag == kKeyFrameTag && ++key_frames > kMaxKeyFrames) {
      return absl::DataLossError(absl::StrFormat(
          "key frames must be at most %d, got more", kMaxKeyFrames));
    }
    if (!WireFormat::SkipField(&input, tag)) {
      return absl::DataLossError("fingerprint is not a protobuf message");
    }
  }
  return absl::OkStatus();
}

// Without its count (both are always written), a list may have lost its end.
absl::Status CheckCount(const char* what, bool present, uint32_t count,
                        int got) {
  if (!present) {
    return absl::DataLossError(
        absl::StrFormat("number of %s is missing", what));
  }
  if (count != static_cast<uint32_t>(got)) {
    return absl::DataLossError(
        absl::StrFormat("number of %s must be %d, got %d", what, count, got));
  }
  return absl::OkStatus();
}

absl::Status CheckPeak(const SpectralPeak& peak, uint32_t last_time) {
  if (peak.time > last_time) {
    return absl::DataLossError(
        absl::StrFormat("time of a peak must be at most %d units, got %d",
                        last_time, peak.time));
  }
  if (peak.bin >= kPeakBins * kBinUnits) {
    return absl::DataLossError(
        absl::StrFormat("bin of a peak must be below %d, got %d",
                        kPeakBins * kBinUnits, peak.bin));
  }
  if (peak.saliency == 0) {
    return absl::DataLossError("saliency of a peak must not be 0");
  }
  return absl::OkStatus();
}

// `longest` is the time from the start of the run to the end of the timeline.
absl::Status ParsePeaks(const storage::v1::AudioRun& record, MediaTime longest,
                        std::vector<SpectralPeak>& peaks) {
  constexpr uint32_t kSecond = std::chrono::seconds(1) / kPeakTimeUnit;
  const std::string& bytes = record.peaks();
  if (bytes.size() % kPeakBytes != 0) {
    return absl::DataLossError(absl::StrFormat(
        "peaks must have %d bytes each, got %d", kPeakBytes, bytes.size()));
  }
  // Below 2^30: the longest timeline is 1000 hours.
  const auto last_time =
      static_cast<uint32_t>((longest + kPeakWindow) / kPeakTimeUnit);
  std::string_view long_times = record.peak_long_times();
  const size_t count = bytes.size() / kPeakBytes;
  peaks.reserve(count);
  SpectralPeak peak;
  for (size_t i = 0; i < count; ++i) {
    uint32_t packed = 0;
    for (size_t j = 0; j < kPeakBytes; ++j) {
      packed |= uint32_t{static_cast<uint8_t>(bytes[i * kPeakBytes + j])}
                << (8 * j);
    }
    uint32_t delta = packed & kLongTime;
    if (delta == kLongTime) {
      uint32_t more = 0;
      if (!TakeVarint(long_times, more) || more > last_time) {
        return absl::DataLossError("long time of a peak is missing or wrong");
      }
      delta += more;
    }
    peak.time += delta;
    peak.bin = static_cast<uint16_t>(packed >> kTimeBits & kBinMask);
    peak.prominent = (packed >> kProminentShift & 1) != 0;
    peak.saliency = static_cast<uint8_t>(packed >> kSaliencyShift);
    if (absl::Status status = CheckPeak(peak, last_time); !status.ok())
      return status;
    if (!peaks.empty() && delta == 0 && peak.bin <= peaks.back().bin) {
      return absl::DataLossError(absl::StrFormat(
          "peaks must ascend, got bin %d after bin %d at time %d", peak.bin,
          peaks.back().bin, peak.time));
    }
    if (i >= kMaxPeaksPerSecond &&
        peaks[i - kMaxPeaksPerSecond].time / kSecond == peak.time / kSecond) {
      return absl::DataLossError(
          absl::StrFormat("peaks must be at most %d in a second, got more",
                          kMaxPeaksPerSecond));
    }
    peaks.push_back(peak);
  }
  if (!long_times.empty()) {
    return absl::DataLossError(absl::StrFormat(
        "long times of peaks are %d bytes too long", long_times.size()));
  }
  return absl::OkStatus();
}

absl::Status ParseAudio(const storage::v1::MediaFingerprint& record,
                        MediaFingerprint& fingerprint) {
  if (absl::Status status =
          CheckCount("audio runs", record.has_audio_run_count(),
                     record.audio_run_count(), record.audio_runs_size());
      !status.ok()) {
    return status;
  }
  if (fingerprint.audio.state == Coverage::State::kAbsent &&
      record.audio_runs_size() != 0) {
    return absl::DataLossError(
        absl::StrFormat("audio runs must be none where audio is absent, got %d",
                        record.audio_runs_size()));
  }
  fingerprint.audio_runs.reserve(record.audio_runs_size());
  for (const storage::v1::AudioRun& run : record.audio_runs()) {
    if (run.track() >= kMaxAudioTracks) {
      return absl::DataLossError(
          absl::StrFormat("audio track must be below %d, got %d",
                          kMaxAudioTracks, run.track()));
    }
    if (absl::Status status = CheckTime("start of an audio run", run.start_us(),
                                        fingerprint.duration.count());
        !status.ok()) {
      return status;
    }
    if (run.chroma().empty() && run.peaks().empty()) {
      return absl::DataLossError("audio run is empty");
    }
    AudioRun next{.track = run.track(),
                  .start = MediaTime(run.start_us()),
                  .chroma = {run.chroma().begin(), run.chroma().end()}};
    if (absl::Status status =
            ParsePeaks(run, fingerprint.duration - next.start, next.peaks);
        !status.ok()) {
      return status;
    }
    if (!fingerprint.audio_runs.empty()) {
      const AudioRun& last = fingerprint.audio_runs.back();
      if (std::tie(next.track, next.start) <=
          std::tie(last.track, last.start)) {
        return absl::DataLossError(absl::StrFormat(
            "audio runs must ascend, got track %d at %d us after track %d at "
            "%d us",
            next.track, next.start.count(), last.track, last.start.count()));
      }
    }
    fingerprint.audio_runs.push_back(std::move(next));
  }
  return absl::OkStatus();
}

absl::Status CheckSize(const char* what, size_t size, size_t expected) {
  if (size != expected) {
    return absl::DataLossError(
        absl::StrFormat("%s must have %d bytes, got %d", what, expected, size));
  }
  return absl::OkStatus();
}

absl::Status ParseVideo(const storage::v1::MediaFingerprint& record,
                        MediaFingerprint& fingerprint) {
  if (absl::Status status =
          CheckCount("frames", record.has_frame_count(), record.frame_count(),
                     record.frame_time_delta_us_size());
      !status.ok()) {
    return status;
  }
  const size_t count = record.frame_time_delta_us_size();
  if (fingerprint.video.state == Coverage::State::kAbsent && count != 0) {
    return absl::DataLossError(absl::StrFormat(
        "frames must be none where video is absent, got %d", count));
  }
  if (absl::Status status =
          CheckSize("frame qualities", record.frame_qualities().size(), count);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckSize(
          "frame hashes", record.frame_hashes().size(), count * kHashBytes);
      !status.ok()) {
    return status;
  }
  if (absl::Status status =
          CheckSize("frame trimmed flags", record.frame_trimmed_flags().size(),
                    (count + 7) / 8);
      !status.ok()) {
    return status;
  }
  size_t trimmed_count = 0;
  for (size_t i = 0; i < count; ++i) {
    trimmed_count += FlagAt(record.frame_trimmed_flags(), i) ? 1 : 0;
  }
  if (absl::Status status = CheckSize("frame trimmed hashes",
                                      record.frame_trimmed_hashes().size(),
                                      trimmed_count * kHashBytes);
      !status.ok()) {
    return status;
  }

  fingerprint.frames.reserve(count);
  const auto duration_us = static_cast<uint64_t>(fingerprint.duration.count());
  uint64_t time_us = 0;
  size_t next_trimmed = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t delta_us = record.frame_time_delta_us(static_cast<int>(i));
    if (delta_us > duration_us - time_us) {
      return absl::DataLossError(absl::StrFormat(
          "frame %d must be at most %d us after the one before, got %d", i,
          duration_us - time_us, delta_us));
    }
    time_us += delta_us;
    VideoFrame frame;
    frame.time = MediaTime(static_cast<int64_t>(time_us));
    frame.quality = static_cast<uint8_t>(record.frame_qualities()[i]);
    if (frame.quality < kMinFrameQuality || frame.quality > 100) {
      return absl::DataLossError(
          absl::StrFormat("frame quality must be %d to 100, got %d",
                          kMinFrameQuality, frame.quality));
    }
    frame.hash = HashAt(record.frame_hashes(), i);
    frame.trimmed = FlagAt(record.frame_trimmed_flags(), i)
                        ? HashAt(record.frame_trimmed_hashes(), next_trimmed++)
                        : frame.hash;
    fingerprint.frames.push_back(frame);
  }
  return absl::OkStatus();
}

absl::Status ParseKeyFrame(const storage::v1::KeyFrame& record,
                           KeyFrame& frame) {
  const uint32_t longer = std::max(record.width(), record.height());
  const uint32_t shorter = std::min(record.width(), record.height());
  if (longer != kPictureUnits || shorter == 0) {
    return absl::DataLossError(absl::StrFormat(
        "sides of a key frame must be %d and 1 to %d, got %d and %d",
        kPictureUnits, kPictureUnits, longer, shorter));
  }
  frame.width = static_cast<uint16_t>(record.width());
  frame.height = static_cast<uint16_t>(record.height());
  std::string_view bytes = record.features();
  const size_t with_doubts = size_t{record.looked_up()} * kDoubtBytes;
  if (bytes.size() < with_doubts ||
      (bytes.size() - with_doubts) % kFeatureBytes != 0) {
    return absl::DataLossError(absl::StrFormat(
        "features must have %d bytes each and %d more each that is looked up, "
        "got %d bytes, %d looked up",
        kFeatureBytes, kDoubtBytes, bytes.size(), record.looked_up()));
  }
  const size_t count = (bytes.size() - with_doubts) / kFeatureBytes;
  if (count > kMaxFeatures || record.looked_up() > count) {
    return absl::DataLossError(
        absl::StrFormat("features of a key frame must be at most %d, got %d, "
                        "of which %d are looked up",
                        kMaxFeatures, count, record.looked_up()));
  }
  frame.looked_up = static_cast<uint16_t>(record.looked_up());
  frame.features.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    frame.features.push_back(TakeFeature(i < frame.looked_up, bytes));
  }
  if (record.thumbnail().size() > kMaxThumbnailBytes) {
    return absl::DataLossError(
        absl::StrFormat("thumbnail must have at most %d bytes, got %d",
                        kMaxThumbnailBytes, record.thumbnail().size()));
  }
  frame.thumbnail = record.thumbnail();
  return absl::OkStatus();
}

absl::Status ParseKeyFrames(const storage::v1::MediaFingerprint& record,
                            MediaFingerprint& fingerprint) {
  if (absl::Status status =
          CheckCount("key frames", record.has_key_frame_count(),
                     record.key_frame_count(), record.key_frames_size());
      !status.ok()) {
    return status;
  }
  if (fingerprint.video.state == Coverage::State::kAbsent &&
      record.key_frames_size() != 0) {
    return absl::DataLossError(
        absl::StrFormat("key frames must be none where video is absent, got %d",
                        record.key_frames_size()));
  }
  const auto duration_us = static_cast<uint64_t>(fingerprint.duration.count());
  uint64_t time_us = 0;
  fingerprint.key_frames.reserve(record.key_frames_size());
  for (const storage::v1::KeyFrame& one : record.key_frames()) {
    if (one.time_delta_us() > duration_us - time_us ||
        (one.time_delta_us() == 0 && !fingerprint.key_frames.empty())) {
      return absl::DataLossError(absl::StrFormat(
          "key frame %d must be 1 to %d us after the one before, got %d",
          fingerprint.key_frames.size(), duration_us - time_us,
          one.time_delta_us()));
    }
    time_us += one.time_delta_us();
    KeyFrame frame{.time = MediaTime(static_cast<int64_t>(time_us))};
    if (absl::Status status = ParseKeyFrame(one, frame); !status.ok()) {
      return status;
    }
    fingerprint.key_frames.push_back(std::move(frame));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SerializeFingerprint(const MediaFingerprint& fingerprint) {
  storage::v1::MediaFingerprint record;
  record.set_format_version(kFingerprintFormatVersion);
  record.set_duration_us(fingerprint.duration.count());
  *record.mutable_audio() = ToRecord(fingerprint.audio);
  *record.mutable_video() = ToRecord(fingerprint.video);
  record.set_audio_run_count(
      static_cast<uint32_t>(fingerprint.audio_runs.size()));
  record.set_frame_count(static_cast<uint32_t>(fingerprint.frames.size()));
  for (const AudioRun& run : fingerprint.audio_runs) {
    storage::v1::AudioRun& added = *record.add_audio_runs();
    added.set_track(run.track);
    added.set_start_us(run.start.count());
    added.mutable_chroma()->Add(run.chroma.begin(), run.chroma.end());
    AppendPeaks(run.peaks, added);
  }
  std::string flags((fingerprint.frames.size() + 7) / 8, '\0');
  MediaTime last{0};
  for (size_t i = 0; i < fingerprint.frames.size(); ++i) {
    const VideoFrame& frame = fingerprint.frames[i];
    record.add_frame_time_delta_us(
        static_cast<uint64_t>((frame.time - last).count()));
    last = frame.time;
    record.mutable_frame_qualities()->push_back(
        static_cast<char>(frame.quality));
    AppendHash(frame.hash, *record.mutable_frame_hashes());
    if (frame.trimmed != frame.hash) {
      flags[i / 8] = static_cast<char>(flags[i / 8] | (1 << (i % 8)));
      AppendHash(frame.trimmed, *record.mutable_frame_trimmed_hashes());
    }
  }
  record.set_frame_trimmed_flags(std::move(flags));
  record.set_key_frame_count(
      static_cast<uint32_t>(fingerprint.key_frames.size()));
  last = MediaTime(0);
  for (const KeyFrame& frame : fingerprint.key_frames) {
    storage::v1::KeyFrame& added = *record.add_key_frames();
    added.set_time_delta_us(static_cast<uint64_t>((frame.time - last).count()));
    last = frame.time;
    added.set_width(frame.width);
    added.set_height(frame.height);
    added.set_looked_up(frame.looked_up);
    std::string& bytes = *added.mutable_features();
    bytes.reserve(frame.features.size() * kFeatureBytes +
                  frame.looked_up * kDoubtBytes);
    for (size_t i = 0; i < frame.features.size(); ++i) {
      AppendFeature(frame.features[i], i < frame.looked_up, bytes);
    }
    added.set_thumbnail(frame.thumbnail);
  }
  return record.SerializeAsString();
}

absl::StatusOr<MediaFingerprint> ParseFingerprint(std::string_view bytes) {
  if (bytes.size() > kMaxFingerprintBytes) {
    return absl::DataLossError(
        absl::StrFormat("fingerprint must have at most %d bytes, got %d",
                        kMaxFingerprintBytes, bytes.size()));
  }
  if (absl::Status status = CheckCounts(bytes); !status.ok()) return status;
  storage::v1::MediaFingerprint record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("fingerprint is not a protobuf message");
  }
  if (record.format_version() != kFingerprintFormatVersion) {
    return absl::DataLossError(
        absl::StrFormat("fingerprint format version must be %d, got %d",
                        kFingerprintFormatVersion, record.format_version()));
  }
  if (absl::Status status =
          CheckTime("duration", record.duration_us(), kMaxTimeline.count());
      !status.ok()) {
    return status;
  }
  MediaFingerprint fingerprint;
  fingerprint.duration = MediaTime(record.duration_us());
  absl::StatusOr<Coverage> audio = ToCoverage(record.audio());
  if (!audio.ok()) return audio.status();
  fingerprint.audio = *std::move(audio);
  absl::StatusOr<Coverage> video = ToCoverage(record.video());
  if (!video.ok()) return video.status();
  fingerprint.video = *std::move(video);
  if (absl::Status status = ParseAudio(record, fingerprint); !status.ok()) {
    return status;
  }
  if (absl::Status status = ParseVideo(record, fingerprint); !status.ok()) {
    return status;
  }
  if (absl::Status status = ParseKeyFrames(record, fingerprint); !status.ok()) {
    return status;
  }
  // What was not looked at above (unknown fields, fields given twice, numbers
  // in more bytes than they need) shows here.
  if (SerializeFingerprint(fingerprint) != bytes) {
    return absl::DataLossError("fingerprint is not in its canonical form");
  }
  return fingerprint;
}

}  // namespace earmark::fingerprint
