// Claims: what an owner, or whoever sends a notice, asserts of a work in an
// upload, and where that stands. docs/claims.md goes through their lives.
// Screenings hold them (screening.h).
#ifndef EARMARK_TAKEDOWN_CLAIM_H_
#define EARMARK_TAKEDOWN_CLAIM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "index/ids.h"
#include "takedown/action.h"
#include "takedown/business_days.h"
#include "takedown/notice.h"
#include "takedown/territories.h"
#include "takedown/verdict.h"

namespace earmark::takedown {

// Persistent.
enum class ClaimState : uint8_t {
  // A notice of somebody who need not own anything here; a person must look.
  kNoticed = 1,
  // What a machine found; a person must look.
  kPendingReview = 2,
  // In force.
  kActive = 3,
  // The uploader objects, and waits for the answer.
  kDisputed = 4,
  // In force: the objection was turned down.
  kUpheld = 5,
  // The uploader objects to that, and waits for the answer.
  kAppealed = 6,
  // In force by a notice, or although it was appealed: a counter-notice can
  // answer it.
  kTakedownNoticed = 7,
  // The uploader sent one: the upload returns unless a court is called upon.
  kCounterNoticed = 8,
  // A court is.
  kLitigated = 9,
  // Ends: decided against, or given up when it was objected to.
  kReleased = 10,
  // The upload returned after a counter-notice, or by a court.
  kReinstated = 11,
  // The claimant took it back.
  kWithdrawn = 12,
  // What it rests on is there no more.
  kExpired = 13,
};

// Persistent.
enum class ClaimActor : uint8_t {
  // The owner, or who sent the notice.
  kClaimant = 1,
  kUploader = 2,
  kModerator = 3,
  // The service itself, when something is due or gone.
  kClock = 4,
};

// Persistent.
enum class ClaimEvent : uint8_t {
  // It is right: the answer of the claimant, or the decision of a moderator.
  kUphold = 1,
  // It is not, or is given up.
  kRelease = 2,
  kDispute = 3,
  kAppeal = 4,
  kCounterNotice = 5,
  // Notice of an action before a court, to keep the upload down.
  kLitigation = 6,
  // The claim's deadline passed.
  kDeadline = 7,
  // The upload, or the right, is gone.
  kExpiry = 8,
  // The last decision of a moderator was a mistake.
  kUndo = 9,
};

struct ClaimClocks {
  // Within which the claimant answers, else the claim is released.
  absl::Duration answer_dispute = absl::Hours(24 * 30);
  absl::Duration answer_appeal = absl::Hours(24 * 7);
  // For how long after a restriction, or the decision on an objection, the
  // uploader may object: six months, of which the longest have 184 days.
  absl::Duration contest = absl::Hours(24 * 184);
  // After which a claim that nobody contests counts as a strike.
  absl::Duration uncontested = absl::Hours(24 * 30);
  // A counter-noticed upload returns after so many whole business days, 10 to
  // 14 by 17 USC 512(g)(2)(C).
  int return_business_days = 10;
  BusinessCalendar calendar;
};

// Settings of the platform.
struct ClaimSettings {
  ClaimClocks clocks;
  // ClaimStanding::moderated of claims that hold anywhere there.
  TerritorySet moderated = EuropeanUnion();
};

// Where a claim stands.
struct ClaimStanding {
  ClaimState state = ClaimState::kPendingReview;
  // What the claimant wants. kTrack and below restrict nothing.
  Action action = Action::kTakedown;
  // Where the claim holds, the law wants a person of the platform to decide on
  // objections, not the claimant alone and not a machine.
  bool moderated = false;
  // It came by a notice: whoever sent that is not asked to answer objections.
  bool noticed = false;
  // By that of another law than 17 USC 512: no counter-notice answers it.
  bool no_counter_notice = false;
  // A moderator decided for it.
  bool confirmed = false;
  // A moderator released it, as the upload does not hold the work: that is the
  // machine's fault, not the claimant's.
  bool wrong_match = false;
  // The claimant stands by it against the present objection.
  bool answered = false;
  // It was appealed: that is possible once.
  bool appealed = false;
  // Since when it counts as a strike of the account; nullopt: it does not.
  std::optional<absl::Time> strike_time = std::nullopt;
  // When it came into this state.
  absl::Time since;
  // When the counter-notice was received, if there was one: the law counts from
  // there.
  std::optional<absl::Time> counter_notice_time = std::nullopt;
  // When ClaimEvent::kDeadline is due.
  std::optional<absl::Time> deadline = std::nullopt;
  // Until when the uploader may object.
  absl::Time contest_until = absl::InfinitePast();
  // Where it stood before a moderator decided, as long as that can be undone.
  struct Undo {
    ClaimState state;
    Action action;
    bool confirmed;
    std::optional<absl::Time> strike_time = std::nullopt;

    bool operator==(const Undo&) const = default;
  };
  std::optional<Undo> undo = std::nullopt;

  bool operator==(const ClaimStanding&) const = default;
};

// Why the uploader objects to a claim.
struct Objection {
  // Persistent.
  enum class Ground : uint8_t {
    // The work is the uploader's own.
    kOwnWork = 1,
    // There is a licence: `licence` says which.
    kLicence = 2,
    // The law allows the use: `exception` says by what.
    kException = 3,
    // Nobody owns the work any more.
    kPublicDomain = 4,
    // The upload does not hold the work.
    kWrongMatch = 5,
  };
  // Of Article 17(7) of Directive (EU) 2019/790. Persistent.
  enum class Exception : uint8_t {
    kNone = 0,
    kQuotation = 1,
    kCriticism = 2,
    kReview = 3,
    kCaricature = 4,
    kParody = 5,
    kPastiche = 6,
  };
  Ground ground = Ground::kOwnWork;
  Exception exception = Exception::kNone;
  // What names the licence: a number, a contract.
  std::string licence = {};
  // The uploader's own words.
  std::string statement = {};
  // Where the evidence is: addresses, names of documents.
  std::vector<std::string> evidence = {};

  bool operator==(const Objection&) const = default;
};

struct Claim {
  // Something that happened to it.
  struct Step {
    // nullopt: a decision opened the claim, or changed what is wanted.
    std::optional<ClaimEvent> event = std::nullopt;
    ClaimActor actor = ClaimActor::kClock;
    absl::Time time = {};
    // Where that led.
    ClaimState state = ClaimState::kPendingReview;
    Action action = Action::kTakedown;
    // Of a moderator's decision.
    std::optional<Verdict::Ground> ground = std::nullopt;
    // Of disputes and appeals.
    std::optional<Objection> objection = std::nullopt;
    // Of counter-notices.
    std::optional<CounterNotice> counter_notice = std::nullopt;
    // For people.
    std::string comment = {};

    bool operator==(const Step&) const = default;
  };

  // What is claimed, and by whom; at most one claim of an owner on a work.
  // Empty for a notice, which need not be about anything that is registered.
  index::WorkId work = {};
  index::OwnerId owner = {};
  // The notice that opened it, and by which law; empty: a decision did.
  NoticeId notice = {};
  std::optional<Notice::Law> notice_law = std::nullopt;
  // Where; as far as the upload is published.
  TerritorySet territories = {};
  ClaimStanding standing = {};
  // Oldest first, the opening first; never empty.
  std::vector<Step> steps = {};
  // Counts changes from 1; the etag.
  int64_t revision = 1;

  bool operator==(const Claim&) const = default;
};

// The claim of `owner` on `work`; nullptr if there is none.
inline const Claim* FindClaim(const std::vector<Claim>& claims,
                              const index::WorkId& work,
                              const index::OwnerId& owner) {
  for (const Claim& claim : claims) {
    if (claim.work == work && claim.owner == owner) return &claim;
  }
  return nullptr;
}

// The first that a notice opened; nullptr if there is none.
inline const Claim* FindClaim(const std::vector<Claim>& claims,
                              const NoticeId& notice) {
  for (const Claim& claim : claims) {
    if (claim.notice == notice) return &claim;
  }
  return nullptr;
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CLAIM_H_
