// The bytes of a MediaFingerprint: `earmark.storage.v1.MediaFingerprint`. They
// leave the worker by a pipe and are kept in the store; the proto file
// describes them field by field.
//
// The form is canonical: a fingerprint has one encoding, and only that one is
// parsed. So bytes can be compared and hashed in the fingerprint's stead.
#ifndef EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_
#define EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

// The version of the bytes, and of the algorithms behind them. A reader refuses
// versions that it does not know.
inline constexpr uint32_t kFingerprintFormatVersion = 3;

// Caps on what is parsed, far above any fingerprint of a file within the
// default limits (12 hours of one track are 15 MB of audio and some 170 MB of
// video, nearly all of it key frames).
inline constexpr size_t kMaxFingerprintBytes = size_t{256} << 20;
inline constexpr int kMaxAudioRuns = 1 << 20;
inline constexpr int kMaxKeyFrames = 1 << 18;
inline constexpr uint32_t kMaxAudioTracks = 1024;
inline constexpr MediaTime kMaxTimeline = std::chrono::hours(1000);
// Longest Coverage::detail, in bytes.
inline constexpr size_t kMaxCoverageDetailBytes = 200;

// Takes any fingerprint; one that breaks the rules below gives bytes that
// ParseFingerprint refuses.
std::string SerializeFingerprint(const MediaFingerprint& fingerprint);

// Parses bytes that need not be trusted: returns kDataLoss unless they are
// exactly what SerializeFingerprint writes for some fingerprint that keeps
// these rules:
// - The caps above. Times lie in [0, duration].
// - Coverage: seen <= total; an absent modality has no time and no fingerprint;
//   only a damaged one has a detail, which is UTF-8 without control characters.
// - Audio runs hold at least one sub-fingerprint or peak each, and ascend by
//   track, then by start.
// - The peaks of a run ascend by time, then by bin; they keep the ranges of
//   media_fingerprint.h, a saliency is not 0, and no second of the run has more
//   than kMaxPeaksPerSecond. The last may lie up to kPeakWindow after the
//   duration, because times are rounded and windows reach over the end.
// - Frames do not descend in time; their quality is kMinFrameQuality to 100.
// - Key frames ascend in time; the longer of width and height is kPictureUnits
//   and neither is 0; features lie within that, and number no more than
//   kMaxFeatures; doubts are bits of the key; a thumbnail has at most
//   kMaxThumbnailBytes and may be anything.
absl::StatusOr<MediaFingerprint> ParseFingerprint(std::string_view bytes);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_
