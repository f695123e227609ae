// Adds up what was seen of one track.
#ifndef EARMARK_FINGERPRINT_WORKER_COVERAGE_METER_H_
#define EARMARK_FINGERPRINT_WORKER_COVERAGE_METER_H_

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

class CoverageMeter {
 public:
  // Containers round the length that they declare, encoders pad: a track that
  // ends this much before its declared end is whole.
  static constexpr MediaTime kEndTolerance = std::chrono::milliseconds(500);

  // `length` was decoded.
  void See(MediaTime length) { seen_ += std::max(length, MediaTime(0)); }

  // `length` was taken for seen and was not, or never came. It may be 0 when it
  // is unknown; the track is damaged all the same.
  void Miss(MediaTime length, absl::string_view why);
  void TakeBack(MediaTime length, absl::string_view why);

  // Something ended at `end` of the timeline.
  void Reach(MediaTime end) { end_ = std::max(end_, end); }

  MediaTime seen() const { return seen_; }
  // Seen or missed.
  MediaTime accounted() const { return seen_ + missed_; }
  MediaTime end() const { return end_; }

  // `declared_end` is where the track ends by what the file says, if it does.
  Coverage Finish(std::optional<MediaTime> declared_end);

 private:
  MediaTime seen_{0};
  MediaTime missed_{0};
  MediaTime end_{0};
  std::string first_detail_;
  bool damaged_ = false;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_COVERAGE_METER_H_
