// Strikes of accounts, what became of objections and notices, and what that
// recommends. The platform acts.
#ifndef EARMARK_TAKEDOWN_STRIKES_H_
#define EARMARK_TAKEDOWN_STRIKES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "takedown/claim.h"

namespace earmark::takedown {

// Settings of the platform.
struct StrikeSettings {
  // For how long a takedown counts that nobody contested, or that was upheld.
  absl::Duration lifetime = absl::Hours(24 * 90);
  // From so many uploads on that have them, to suspend the account is
  // recommended; at least 2, since Article 23(1) of the DSA wants a warning
  // first.
  int suspend_at = 3;
};

// What is recommended.
enum class AccountAdvice : uint8_t { kNone = 1, kWarn = 2, kSuspend = 3 };

// Whether a strike since `time` still counts at `now`.
bool Counts(absl::Time time, absl::Time now, const StrikeSettings& settings);

// Something that was wrong: an upload that has strikes, an unfounded notice or
// objection.
struct Lapse {
  // When it was uploaded, or sent.
  absl::Time done;
  // When it was found to be wrong: since then a warning was recommended.
  absl::Time found;

  bool operator==(const Lapse&) const = default;
};

// Of who did all this that counts. To suspend is recommended only if something
// was done after there was reason for a warning.
AccountAdvice AdviceFor(const std::vector<Lapse>& lapses,
                        const StrikeSettings& settings);

// What became of a part of what was sent at once: of a notice on one upload, of
// an objection to one claim.
struct Finding {
  bool upheld = false;
  absl::Time done;
  absl::Time found;

  bool operator==(const Finding&) const = default;
};

// What became of the notices of one sender, or of the objections of one
// account.
struct SenderRecord {
  int upheld = 0;
  std::vector<Lapse> unfounded = {};

  bool operator==(const SenderRecord&) const = default;
};

// Adds what was sent at once, as one: it was right if a part of it was. Nothing
// was decided: it does not count.
void Add(const std::vector<Finding>& findings, SenderRecord& record);

// What became of the objections to a claim, if that was decided on within
// StrikeSettings::lifetime before `now`: unfounded is what a moderator turned
// down, upheld what led to the claim's end. Of several the last counts.
std::optional<Finding> FindObjection(const Claim& claim, absl::Time now,
                                     const StrikeSettings& settings);

// Whether to stop looking at what the sender sends for a time, by Article 23(2)
// of the DSA, by as many unfounded ones as takedowns lead to suspend an
// account: never as long as more were right.
AccountAdvice AdviceFor(const SenderRecord& record,
                        const StrikeSettings& settings);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STRIKES_H_
