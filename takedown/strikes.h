// Strikes of accounts, what became of objections and notices, and what that
// recommends. The platform acts.
#ifndef EARMARK_TAKEDOWN_STRIKES_H_
#define EARMARK_TAKEDOWN_STRIKES_H_

#include <cstdint>

#include "absl/time/time.h"
#include "takedown/claim.h"

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

// What became of the notices of one sender, or of the objections of one
// account.
struct SenderRecord {
  int upheld = 0;
  int unfounded = 0;

  bool operator==(const SenderRecord&) const = default;
};

// Adds what became of the objections to a claim, if that was decided on within
// StrikeSettings::lifetime before `now`: unfounded is what a moderator turned
// down, upheld what led to the claim's end. Of several on one claim the last
// counts.
void CountObjection(const Claim& claim, absl::Time now,
                    const StrikeSettings& settings, SenderRecord& record);

// Whether to stop looking at what the sender sends for a time, by Article 23(2)
// of the DSA, by as many unfounded ones as takedowns lead to suspend an
// account: never as long as more were right.
AccountAdvice AdviceFor(const SenderRecord& record,
                        const StrikeSettings& settings);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STRIKES_H_
