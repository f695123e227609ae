#include "fingerprint/worker/ffmpeg_log.h"

extern "C" {
#include <libavutil/log.h>
}

#include <cstdarg>

namespace earmark::fingerprint {
namespace {

thread_local FfmpegComplaints complaints;

void Count(void* object, int level, const char*, va_list) {
  if (object == nullptr || level > AV_LOG_WARNING) return;
  const AVClass* const type = *static_cast<AVClass**>(object);
  if (type == nullptr) return;
  const AVClassCategory category = type->get_category != nullptr
                                       ? type->get_category(object)
                                       : type->category;
  if (category == AV_CLASS_CATEGORY_DEMUXER) ++complaints.demuxers;
  if (category == AV_CLASS_CATEGORY_DECODER && level <= AV_LOG_ERROR)
    ++complaints.decoders;
}

}  // namespace

void CaptureFfmpegLog() { av_log_set_callback(Count); }

FfmpegComplaints CountFfmpegComplaints() { return complaints; }

}  // namespace earmark::fingerprint
