// The decision: a pure function of content, rights, policy, declared purpose,
// territories and settings. It has no room for who may see or download an
// upload, nor for the pipeline's labels. docs/decisions.md goes through the
// rules one by one.
#ifndef EARMARK_TAKEDOWN_DECISION_H_
#define EARMARK_TAKEDOWN_DECISION_H_

#include <optional>
#include <string>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "index/match.h"
#include "takedown/action.h"
#include "takedown/rights.h"
#include "takedown/territories.h"

namespace earmark::takedown {

// What the uploader declares the use of others' works to be. Persistent.
enum class Purpose : uint8_t {
  kNone = 0,
  kQuotation = 1,
  kCriticism = 2,
  kParody = 3,
  kLicensed = 4,
};

// Settings of the platform.
struct DecisionSettings {
  // What follows when part of an upload could not be seen. kTakedown counts as
  // kReview: what was not seen is no manifest copy.
  Action not_seen = Action::kReview;
  // A machine alone takes down only manifest copies: matches at least this
  // long, with at most this many expected false matches.
  fingerprint::MediaTime manifest_length = std::chrono::seconds(10);
  double manifest_false_matches = 1e-6;
};

// A match with what is known of the rights in its work.
struct OwnedMatch {
  index::Match match;
  // Each owner's hold on the work, with the owner as it is now. The holds on
  // one work are the same in all of its matches.
  struct Hold {
    Owner owner;
    Ownership ownership;
  };
  std::vector<Hold> holds;
};

struct DecisionInputs {
  std::vector<OwnedMatch> matches;
  fingerprint::Coverage audio;
  fingerprint::Coverage video;
  Purpose purpose = Purpose::kNone;
  // Of publication, in upper case; empty: everywhere.
  std::vector<std::string> territories;
  DecisionSettings settings;
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
      kOutsideTerritories = 8,
    };
    Rule rule = Rule::kNoMatch;
    Action action = Action::kAllow;
    // Of the match concerned, if any.
    std::optional<WorkId> work;
    std::optional<OwnerId> owner;
    std::optional<fingerprint::Modality> modality;
    // Where the action holds; empty: in all territories of publication.
    std::vector<std::string> territories;
    // One sentence for a person.
    std::string explanation;

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
  // By territory. For an upload published everywhere: each territory that some
  // hold names, and kRestOfWorld.
  std::vector<TerritoryAction> territory_actions;
  // Strongest first; never empty.
  std::vector<Reason> reasons;

  bool operator==(const Decision&) const = default;
};

// Decides revision 1. The order of matches, holds and territories does not
// matter, and another match never weakens the action.
Decision Decide(const DecisionInputs& inputs);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_DECISION_H_
