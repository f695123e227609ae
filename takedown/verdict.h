// What a person decided of an upload.
#ifndef EARMARK_TAKEDOWN_VERDICT_H_
#define EARMARK_TAKEDOWN_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "index/ids.h"
#include "takedown/action.h"

namespace earmark::takedown {

struct Verdict {
  // Why. Persistent.
  enum class Ground : uint8_t {
    // The owner is right.
    kInfringement = 1,
    // The upload does not hold the work.
    kWrongMatch = 2,
    // What the upload holds is not the owner's alone: public domain, a loop.
    kNotOwned = 3,
    // The uploader may use it: it is its own, or there is a licence.
    kPermitted = 4,
    // The law allows the use: a quotation, a parody.
    kException = 5,
  };

  // Of which work; nullopt: of what could not be seen.
  std::optional<index::WorkId> work = std::nullopt;
  // kAllow, kLicensingRequired or kTakedown.
  Action action = Action::kAllow;
  // kInfringement for all but kAllow.
  Ground ground = Ground::kWrongMatch;
  // For people.
  std::string comment = {};
  absl::Time time = {};

  bool operator==(const Verdict&) const = default;
};

// The one on `work`; nullptr if there is none.
inline const Verdict* FindVerdict(const std::vector<Verdict>& verdicts,
                                  const std::optional<index::WorkId>& work) {
  for (const Verdict& verdict : verdicts) {
    if (verdict.work == work) return &verdict;
  }
  return nullptr;
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_VERDICT_H_
