// From a fingerprint to what must happen: search, rights, decision. The same
// way for an upload that comes in and for one that is looked at again.
#ifndef EARMARK_SERVICE_DECIDER_H_
#define EARMARK_SERVICE_DECIDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/matcher.h"
#include "takedown/decision.h"
#include "takedown/revision.h"
#include "takedown/rights.h"
#include "takedown/screening.h"

namespace earmark::service {

// Safe for concurrent use. May block on the disk.
class Decider {
 public:
  struct Parts {
    const index::Matcher& matcher;
    const takedown::Rights& rights;
    takedown::DecisionSettings settings;
  };

  // What `parts` refers to must outlive this object.
  explicit Decider(const Parts& parts) : parts_(parts) {}

  // What is found in `media` now, and what follows for an upload with `facts`.
  // Returns the errors of Matcher::Find and of Rights, kDataLoss when an owner
  // is missing.
  absl::StatusOr<takedown::Outcome> Decide(
      const fingerprint::MediaFingerprint& media,
      const takedown::UploadFacts& facts) const;

 private:
  // The matches with each owner's hold on their works.
  absl::StatusOr<std::vector<takedown::OwnedMatch>> WithRights(
      const std::vector<index::Match>& matches) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_DECIDER_H_
