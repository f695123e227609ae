// The words for times, of errors.
#ifndef EARMARK_TAKEDOWN_TIME_WORDS_H_
#define EARMARK_TAKEDOWN_TIME_WORDS_H_

#include <string>

#include "absl/time/time.h"

namespace earmark::takedown {

// To a second, in UTC: `2026-03-01T12:30:05+00:00`.
std::string TimeWords(absl::Time time);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_TIME_WORDS_H_
