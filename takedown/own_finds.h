// What an owner may rest a notice to another platform on: the matches of its
// own works in a file, and of nobody else's.
#ifndef EARMARK_TAKEDOWN_OWN_FINDS_H_
#define EARMARK_TAKEDOWN_OWN_FINDS_H_

#include <chrono>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "index/match.h"
#include "takedown/decision.h"
#include "takedown/territories.h"

namespace earmark::takedown {

// What exclusions leave of a match is no find if it is shorter: no match is.
inline constexpr fingerprint::MediaTime kShortestFind = std::chrono::seconds(3);

struct OwnFind {
  // Why a notice about it may not hold.
  enum class Caution : uint8_t {
    // Another owner's reference holds a part of it too, and it is open whose it
    // is.
    kContested = 1,
    // Nobody attests that the reference is the owner's alone.
    kNotAttested = 2,
    // The owner and others claim more than the whole of the work.
    kConflictingOwners = 3,
    // The owner holds only a part of the work.
    kNotExclusive = 4,
  };

  // A match, or what exclusions leave of it in one piece.
  index::Match match = {};
  // Where the owner holds rights in the work at the instant; not empty.
  TerritorySet territories = {};
  // By their numbers, each once.
  std::vector<Caution> cautions = {};

  bool operator==(const OwnFind&) const = default;
};

// The finds of works in which `owner` holds rights at `now`, in the order of
// `matches`.
std::vector<OwnFind> OwnFindsOf(const std::vector<OwnedMatch>& matches,
                                const OwnerId& owner, absl::Time now);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_OWN_FINDS_H_
