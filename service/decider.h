// From a fingerprint to what must happen: search, rights, decision. The same
// way for an upload that comes in and for one that is looked at again.
#ifndef EARMARK_SERVICE_DECIDER_H_
#define EARMARK_SERVICE_DECIDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/media_fingerprint.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "takedown/decision.h"
#include "takedown/releases.h"
#include "takedown/revision.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"
#include "takedown/work_uses.h"

namespace earmark::service {

// Safe for concurrent use. May block on the disk.
class Decider {
 public:
  struct Parts {
    const index::Matcher& matcher;
    const index::Catalogue& catalogue;
    const takedown::Rights& rights;
    const takedown::WorkUses& uses;
    takedown::DecisionSettings settings;
    takedown::ClaimSettings claims;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Decider(const Parts& parts) : parts_(parts) {}

  // What is found in `media` now, and what follows for an upload with `facts`
  // and a `precedent`. Returns the errors of Matcher::Find and of Rights,
  // kDataLoss when an owner or a policy is missing.
  absl::StatusOr<takedown::Outcome> Decide(
      const fingerprint::MediaFingerprint& media,
      const takedown::UploadFacts& facts,
      const takedown::Precedent& precedent = {}) const;
  // The same for the upload of a screening.
  absl::StatusOr<takedown::Outcome> Rescreen(
      const fingerprint::MediaFingerprint& media,
      const takedown::Screening& screening) const;

  // What follows now from the matches that are stored, which are those of the
  // outcome. Returns the errors of Rights, kDataLoss as above.
  absl::StatusOr<takedown::Outcome> DecideAgain(
      const takedown::Screening& screening) const;

  // What is found in `media` now, with what is known of the rights in it, for
  // nobody's upload. Returns the errors of Matcher::Find and of Rights,
  // kDataLoss as above.
  absl::StatusOr<std::vector<takedown::OwnedMatch>> FindOwned(
      const fingerprint::MediaFingerprint& media) const;

  // All that a decision on the stored matches rests on now.
  absl::StatusOr<takedown::DecisionInputs> InputsOf(
      const takedown::Screening& screening) const;

 private:
  // `screening`: of the upload; nullptr: it is decided on for the first time,
  // with the precedent.
  absl::StatusOr<takedown::Outcome> Search(
      const fingerprint::MediaFingerprint& media,
      const takedown::UploadFacts& facts, const takedown::Screening* screening,
      const takedown::Precedent& precedent) const;
  absl::StatusOr<takedown::DecisionInputs> GatherInputs(
      const std::vector<index::Match>& matches,
      const fingerprint::Coverage& audio, const fingerprint::Coverage& video,
      const takedown::UploadFacts& facts,
      const takedown::Screening* screening) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_DECIDER_H_
