// The bytes of a MediaFingerprint: `earmark.storage.v1.MediaFingerprint`. They
// leave the worker by a pipe and are kept in the store; docs/formats.md
// describes them.
#ifndef EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_
#define EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

// The version of the bytes, and of the algorithms behind them. A reader refuses
// versions that it does not know.
inline constexpr uint32_t kFingerprintFormatVersion = 1;

std::string SerializeFingerprint(const MediaFingerprint& fingerprint);

// Parses bytes that need not be trusted: returns kDataLoss unless they are
// exactly what SerializeFingerprint writes for some fingerprint that keeps the
// order and the ranges of media_fingerprint.h.
absl::StatusOr<MediaFingerprint> ParseFingerprint(std::string_view bytes);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_FINGERPRINT_CODEC_H_
