#include "fingerprint/worker/extract.h"

extern "C" {
#include <libavutil/log.h>
}

namespace earmark::fingerprint {

void WarmUp() {
  av_log_set_callback([](void*, int, const char*, va_list) {});
}

absl::StatusOr<MediaFingerprint> Extract(const MediaSource&,
                                         const ExtractOptions&) {
  return absl::UnimplementedError("extraction is not built yet");
}

absl::StatusOr<std::string> PrintAsFpcalc(const MediaSource&,
                                          const FpcalcOptions&,
                                          const ExtractOptions&) {
  return absl::UnimplementedError("extraction is not built yet");
}

}  // namespace earmark::fingerprint
