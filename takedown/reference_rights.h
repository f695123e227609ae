// What is known of the rights in one reference, beside who owns its work.
#ifndef EARMARK_TAKEDOWN_REFERENCE_RIGHTS_H_
#define EARMARK_TAKEDOWN_REFERENCE_RIGHTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"

namespace earmark::takedown {

// A part of a reference that does not count, as the owner does not hold it
// alone: public domain, a sample, a stock loop, a test card.
struct Exclusion {
  fingerprint::TimeRange range;
  // Why, for people.
  std::string note;

  bool operator==(const Exclusion&) const = default;
};

// A part of a reference that a reference of another owner's work holds too.
// Both have it, each from its side.
struct Overlap {
  // Persistent.
  enum class State : uint8_t {
    // It is open whose it is.
    kOpen = 1,
    // It does not count here: it is among the exclusions.
    kExcluded = 2,
    // It counts here: the other side gave way, or somebody decided so.
    kKept = 3,
  };

  // The other side.
  index::WorkId work;
  index::ReferenceId reference;
  fingerprint::Modality modality = fingerprint::Modality::kAudio;
  // Of this reference, and of the other.
  fingerprint::TimeRange range;
  fingerprint::TimeRange other_range;
  absl::Time find_time;
  // This reference came after the other.
  bool newer = false;
  State state = State::kOpen;

  bool operator==(const Overlap&) const = default;
};

// How long owners have to settle an overlap.
inline constexpr absl::Duration kOverlapClock = absl::Hours(24 * 30);

struct ReferenceRights {
  // Whoever registered it attests that it is the owner's alone, and no cover,
  // loop, remix, karaoke or ambience of others.
  bool attested = false;
  // By start.
  std::vector<Exclusion> exclusions = {};
  std::vector<Overlap> overlaps = {};
  // Since when the flood guard holds it back.
  std::optional<absl::Time> quarantine_time = std::nullopt;
  // When an operator last let it go.
  std::optional<absl::Time> release_time = std::nullopt;
  // Counts changes from 1; the etag. 0: nothing is stored.
  int64_t revision = 0;

  bool operator==(const ReferenceRights&) const = default;
};

// The parts that do not count towards a manifest copy at `now`, as it is open
// whose they are. Of the newer reference, at once; of the other, once the clock
// has run out: else whoever copies a reference would free all uses of it.
std::vector<fingerprint::TimeRange> ContestedParts(
    const ReferenceRights& rights, fingerprint::Modality modality,
    absl::Time now);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_REFERENCE_RIGHTS_H_
