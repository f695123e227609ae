#include "takedown/time_words.h"

namespace earmark::takedown {

std::string TimeWords(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

}  // namespace earmark::takedown
