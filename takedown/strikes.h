// Strikes of accounts, and what they recommend. The platform acts.
#ifndef EARMARK_TAKEDOWN_STRIKES_H_
#define EARMARK_TAKEDOWN_STRIKES_H_

#include <cstdint>

#include "absl/time/time.h"

namespace earmark::takedown {

// Settings of the platform.
struct StrikeSettings {
  // For how long a takedown counts that nobody contested, or that was upheld.
  absl::Duration lifetime = absl::Hours(24 * 90);
  // From so many on, to suspend the account is recommended; at least 2, since
  // Article 23(1) of the DSA wants a warning first.
  int suspend_at = 3;
};

// What is recommended.
enum class AccountAdvice : uint8_t { kNone = 1, kWarn = 2, kSuspend = 3 };

// Whether a strike since `time` still counts at `now`.
bool Counts(absl::Time time, absl::Time now, const StrikeSettings& settings);

// Of an account with so many strikes that count.
AccountAdvice AdviceFor(int strikes, const StrikeSettings& settings);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STRIKES_H_
