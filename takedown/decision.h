// The decision: a pure function of content, rights, licences, policies, the
// account and what it declared, territories, settings and the instant. It has
// no room for who may see or download an upload, nor for the pipeline's labels.
// docs/decisions.md goes through the rules one by one.
#ifndef EARMARK_TAKEDOWN_DECISION_H_
#define EARMARK_TAKEDOWN_DECISION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/match.h"
#include "takedown/action.h"
#include "takedown/claim.h"
#include "takedown/licence.h"
#include "takedown/policy.h"
#include "takedown/rights.h"
#include "takedown/territories.h"
#include "takedown/use.h"
#include "takedown/verdict.h"

namespace earmark::takedown {

// Settings of the platform.
struct DecisionSettings {
  // What follows when part of an upload could not be seen. kTakedown counts as
  // kReview: what was not seen is no manifest copy.
  Action not_seen = Action::kReview;
  // A machine alone takes down only manifest copies: matches at least this
  // long, with at most this many expected false matches.
  fingerprint::MediaTime manifest_length = std::chrono::seconds(10);
  double manifest_false_matches = 1e-6;
  // Whether uploads are published while a person has yet to look.
  bool publish_in_review = false;
};

// One owner's hold on a work, with the owner and the policy as they are now.
struct Hold {
  Owner owner;
  Ownership ownership;
  // The ownership's policy, else the owner's; never null.
  std::shared_ptr<const Policy> policy;
};

// A match, with what is known of its reference and of the rights in its work.
struct OwnedMatch {
  index::Match match;
  // The length of the reference; zero: not known.
  fingerprint::MediaTime reference_duration{0};
  // Parts of the reference that do not count, as its owner does not hold them
  // alone.
  std::vector<fingerprint::TimeRange> exclusions = {};
  // Parts of the reference that another owner's reference holds too, while it
  // is open whose they are.
  std::vector<fingerprint::TimeRange> contested = {};
  // Who registered the reference attests that it is the owner's alone, and no
  // cover, loop, remix, karaoke or ambience of others.
  bool attested = false;
  // The flood guard holds the reference back.
  bool quarantined = false;
  // When the upload was found to hold the reference, if that was after it was
  // screened.
  std::optional<absl::Time> late_find_time = std::nullopt;
  // All holds on the work, the same in all of its matches; never null.
  std::shared_ptr<const std::vector<Hold>> holds;
};

struct DecisionInputs {
  std::vector<OwnedMatch> matches;
  // Those that may concern the upload; others change nothing.
  std::vector<Licence> licences;
  // What a person decided of this upload; at most one on each work.
  std::vector<Verdict> verdicts;
  // At most one of each owner on each work, and those of notices.
  std::vector<Claim> claims;
  // The material was noticed by its address, and never screened: nothing is
  // known of what is in it, and nobody asks to publish it.
  bool known_by_location = false;
  fingerprint::Coverage audio;
  fingerprint::Coverage video;
  // Stands for the account (account_token.h).
  std::string account_token;
  Purpose purpose = Purpose::kNone;
  Income income = Income::kUndeclared;
  // Of publication; not empty.
  TerritorySet territories;
  DecisionSettings settings;
  absl::Time now;
};

struct Decision {
  // One cause, such that a person can contest it.
  struct Reason {
    // Persistent.
    enum class Rule : uint8_t {
      kNoMatch = 1,
      kOwnerPolicy = 2,
      kOwnerOnProbation = 3,
      kNotManifest = 4,
      kDeclaredPurpose = 5,
      kNotSeen = 6,
      kConflictingOwners = 7,
      kNoRights = 8,
      kLicence = 9,
      kOwnAccount = 10,
      kNotExclusive = 11,
      kQuarantine = 12,
      kExcluded = 13,
      kContested = 14,
      kNotAttested = 15,
      kVerdict = 16,
      kClaimOver = 17,
      kDisputed = 18,
      kNotice = 19,
      kNotScreened = 20,
    };
    Rule rule = Rule::kNoMatch;
    Action action = Action::kAllow;
    // Of the match concerned, if any.
    std::optional<WorkId> work = std::nullopt;
    std::optional<fingerprint::Modality> modality = std::nullopt;
    // Whose policy, or licence, led to the action, and by which right; and what
    // the policy asked for. All or none.
    std::optional<OwnerId> owner = std::nullopt;
    std::optional<Right> right = std::nullopt;
    std::optional<Action> wanted = std::nullopt;
    // The policy with its version, and the name of the rule that was met;
    // empty: Policy::otherwise.
    PolicyId policy = {};
    int64_t policy_version = 0;
    std::string policy_rule = {};
    // Of kLicence: the licence, with its revision.
    LicenceId licence = {};
    int64_t licence_revision = 0;
    // Of kNotice.
    NoticeId notice = {};
    // Where the action holds; everywhere: in all territories of publication.
    TerritorySet territories = {};
    // One sentence for a person (decision_words.h).
    std::string explanation = {};

    bool operator==(const Reason&) const = default;
  };

  struct TerritoryAction {
    std::string territory;
    Action action = Action::kAllow;

    bool operator==(const TerritoryAction&) const = default;
  };

  int revision = 1;
  // The strongest of any territory.
  Action action = Action::kAllow;
  // By territory. For an upload that is published in the rest of the world:
  // kRestOfWorld first, then each territory where another action holds.
  std::vector<TerritoryAction> territory_actions;
  // Strongest first; never empty.
  std::vector<Reason> reasons;
  // In kReview: whether the platform may publish until a person has looked.
  bool publish_meanwhile = false;

  bool operator==(const Decision&) const = default;
};

// Decides revision 1, without explanations. The order of matches, holds and
// licences does not matter.
Decision Decide(const DecisionInputs& inputs);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_DECISION_H_
