// Times in media, and modalities, as text.
#ifndef EARMARK_TAKEDOWN_INTERNAL_MEDIA_TEXT_H_
#define EARMARK_TAKEDOWN_INTERNAL_MEDIA_TEXT_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::takedown {

inline int64_t Tenths(fingerprint::MediaTime time) {
  return std::chrono::round<std::chrono::duration<int64_t, std::deci>>(time)
      .count();
}

// Like "12.3 s".
inline std::string Length(fingerprint::MediaTime time) {
  const int64_t tenths = Tenths(time);
  return absl::StrFormat("%d.%d s", tenths / 10, tenths % 10);
}

// Like "1:02.5".
inline std::string Position(fingerprint::MediaTime time) {
  const int64_t tenths = Tenths(time);
  return absl::StrFormat("%d:%02d.%d", tenths / 600, tenths / 10 % 60,
                         tenths % 10);
}

// Like "0:01.0-1:02.5".
inline std::string Interval(const fingerprint::TimeRange& range) {
  return absl::StrCat(Position(range.start), "-", Position(range.end));
}

inline const char* ModalityWord(fingerprint::Modality modality) {
  return modality == fingerprint::Modality::kAudio ? "audio" : "video";
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_MEDIA_TEXT_H_
