// Whether a file ends as its container says that a whole one does. Demuxers
// take the end of the bytes for the end of the media, and containers without an
// index do not declare their length: of those, only the last bytes show that a
// file was cut.
#ifndef EARMARK_FINGERPRINT_WORKER_FILE_END_H_
#define EARMARK_FINGERPRINT_WORKER_FILE_END_H_

#include "absl/strings/string_view.h"
#include "fingerprint/worker/media_source.h"

namespace earmark::fingerprint {

// Returns what is missing, for a person, or nothing. `format` is FFmpeg's name
// of the demuxer; knows Ogg (the last page is marked), GIF (a trailer) and MPEG
// transport streams (whole packets; one cut between two packets is a shorter
// stream, and nobody can tell; nor can one for bare AC-3). A source that cannot
// be read misses nothing: the demuxer will say so.
absl::string_view FindMissingEnd(const MediaSource& source,
                                 absl::string_view format);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_FILE_END_H_
