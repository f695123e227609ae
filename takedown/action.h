// What must happen with an upload.
#ifndef EARMARK_TAKEDOWN_ACTION_H_
#define EARMARK_TAKEDOWN_ACTION_H_

#include <cstdint>

namespace earmark::takedown {

// Weakest first: of several, the largest holds. Persistent: never renumber.
enum class Action : uint8_t {
  kAllow = 1,
  kTrack = 2,
  kLicensingRequired = 3,
  kReview = 4,
  kTakedown = 5,
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_ACTION_H_
