// Cases: what waits for a moderator.
#ifndef EARMARK_TAKEDOWN_CASE_H_
#define EARMARK_TAKEDOWN_CASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/ids.h"
#include "takedown/action.h"
#include "takedown/claim.h"
#include "takedown/screening.h"
#include "takedown/verdict.h"

namespace earmark::takedown {

using CaseId = index::StringId<struct CaseTag>;

inline constexpr size_t kCaseIdLength = 20;

// The case of a claim that waits, on an upload with `content`: one for all
// uploads of the same bytes in which the same owner claims the same work. The
// first 80 bits, in hexadecimal digits, of SHA-256 over a version byte (1), the
// digest, and the two ids, each with a NUL after it. All claims of a notice are
// one case: of SHA-256 over a version byte (2) and the notice's id.
CaseId CaseOf(const index::ContentDigest& content, const Claim& claim);
// All uploads of which part could not be seen for the same cause are one case,
// and so are all files that could not be read at all: of SHA-256 over a version
// byte (3 and 4) and the cause.
CaseId CaseOfUnseen(std::string_view cause);
CaseId CaseOfUnread(std::string_view cause);

// How much it harms that nobody has looked yet; what harms more is looked at
// first. Persistent.
enum class Harm : uint8_t {
  // An owner asks that somebody looks, or something could not be read.
  kLow = 1,
  // A licence is asked for.
  kMedium = 2,
  // A takedown is asked for.
  kHigh = 3,
  // An upload is kept back although somebody objects: it may be a mistake.
  kHighest = 4,
};
Harm HarmOf(const ClaimStanding& claim);

// One thing that waits in a case.
struct CaseItem {
  // Empty: files that could not be read, so that nothing was screened.
  ScreeningId screening = {};
  // The place of the claim that waits, from 1; 0: what could not be seen of the
  // upload does.
  int claim = 0;
  Harm harm = Harm::kLow;
  absl::Time since = {};

  bool IsClaim() const { return claim > 0; }
  bool IsFiles() const { return screening.value.empty(); }
  bool operator==(const CaseItem&) const = default;
};

// Whether the claim came into its state at `since`, of a CaseItem, which has
// microseconds.
bool WaitsSince(const ClaimStanding& claim, absl::Time since);

// Whether an upload waits for a person somewhere because part of it could not
// be seen.
bool AwaitsSight(const Screening& screening);
// Why that is, as words that are the same for the same fault: numbers are left
// out.
std::string UnseenCause(const Screening& screening);
std::string WithoutNumbers(std::string_view text);

// Settings of the platform.
struct ReviewSettings {
  // Cases that harm so much, or more, are resolved once two moderators say the
  // same; nullopt: none.
  std::optional<Harm> second_opinion_from = std::nullopt;

  bool WantsSecondOpinion(Harm harm) const {
    return second_opinion_from && harm >= *second_opinion_from;
  }
};

// What a moderator says of a case of which another must say the same.
struct Opinion {
  std::string moderator = {};
  // kUphold or kRelease, and what then follows for the upload.
  ClaimEvent decision = ClaimEvent::kUphold;
  Action action = Action::kTakedown;
  Verdict::Ground ground = Verdict::Ground::kInfringement;
  // The action that was asked for; nullopt: what each claim wants.
  std::optional<Action> asked = std::nullopt;
  // For the other.
  std::string comment = {};
  // What waits since later was not seen: about when the moderator took the
  // case.
  absl::Time time = {};

  bool operator==(const Opinion&) const = default;
};

// Those that still count for a case whose first item waits since `since`: what
// was said before that was said of something else.
std::vector<Opinion> OpinionsSince(absl::Time since,
                                   std::vector<Opinion> opinions);
// The last opinion of another moderator that says the same: the same decision,
// of which the same follows, for whatever reason. nullptr if there is none.
const Opinion* FindSame(const Opinion& opinion,
                        const std::vector<Opinion>& others);
// Whether both mean the same for a claim for `wanted`, not only for the one
// that comes first.
bool AgreeOn(Action wanted, const Opinion& one, const Opinion& other);
// Adds it in place of what the moderator said before.
void AddOpinion(const Opinion& opinion, std::vector<Opinion>& opinions);

// Who works on a case, so that nobody else does. It ends early when something
// that waits there changes, as that was not seen.
struct Lease {
  // As the platform knows the moderator.
  std::string moderator;
  absl::Time expire_time;
  // What waits since later was not seen. nullopt: it was taken by a version
  // that did not say.
  std::optional<absl::Time> seen_until = std::nullopt;

  bool operator==(const Lease&) const = default;
};

// How long a case is kept for whoever took it.
inline constexpr absl::Duration kLeaseTime = absl::Minutes(15);
inline absl::Time SeenUntil(const Lease& lease) {
  return lease.seen_until.value_or(lease.expire_time - kLeaseTime);
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CASE_H_
