// Cases: what waits for a moderator.
#ifndef EARMARK_TAKEDOWN_CASE_H_
#define EARMARK_TAKEDOWN_CASE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/ids.h"
#include "takedown/claim.h"

namespace earmark::takedown {

using CaseId = index::StringId<struct CaseTag>;

inline constexpr size_t kCaseIdLength = 20;

// The case of a claim that waits, on an upload with `content`: one for all
// uploads of the same bytes in which the same owner claims the same work. The
// first 80 bits, in hexadecimal digits, of SHA-256 over a version byte (1), the
// digest, and the two ids, each with a NUL after it. All claims of a notice are
// one case: of SHA-256 over a version byte (2) and the notice's id.
CaseId CaseOf(const index::ContentDigest& content, const Claim& claim);

// How much it harms that nobody has looked yet; what harms more is looked at
// first. Persistent.
enum class Harm : uint8_t {
  // An owner asks that somebody looks.
  kLow = 1,
  // A licence is asked for.
  kMedium = 2,
  // A takedown is asked for.
  kHigh = 3,
  // An upload is kept back although somebody objects: it may be a mistake.
  kHighest = 4,
};
Harm HarmOf(const ClaimStanding& claim);

// Who works on a case, so that nobody else does.
struct Lease {
  // As the platform knows the moderator.
  std::string moderator;
  absl::Time expire_time;

  bool operator==(const Lease&) const = default;
};

// How long a case is kept for whoever took it.
inline constexpr absl::Duration kLeaseTime = absl::Minutes(15);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CASE_H_
