#include "takedown/claim_lifecycle.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "takedown/claim_words.h"
#include "takedown/time_words.h"

namespace earmark::takedown {
namespace {

using Actor = ClaimActor;
using Event = ClaimEvent;
using State = ClaimState;

constexpr std::array kEvents = {
    Event::kUphold,   Event::kRelease,       Event::kDispute,
    Event::kAppeal,   Event::kCounterNotice, Event::kLitigation,
    Event::kDeadline, Event::kExpiry,        Event::kUndo};

// Where a claim goes next, if it may; kept where it is by an event that changes
// something else. The time limits of objections are not looked at.
std::optional<State> NextState(const ClaimStanding& claim, Event event,
                               Actor actor) {
  const State state = claim.state;
  const bool by_moderator = actor == Actor::kModerator;
  const bool by_claimant = actor == Actor::kClaimant;
  const bool by_uploader = actor == Actor::kUploader;
  const bool by_clock = actor == Actor::kClock;
  switch (event) {
    case Event::kUphold:
      if (by_moderator) {
        if (state == State::kPendingReview ||
            (state == State::kActive && !claim.confirmed)) {
          return State::kActive;
        }
        if (state == State::kDisputed) return State::kUpheld;
        if (state == State::kNoticed || state == State::kAppealed) {
          return State::kTakedownNoticed;
        }
      }
      if (by_claimant && IsObjectedTo(state) && !claim.answered) {
        // It says so, and a moderator decides.
        if (claim.moderated) return state;
        return state == State::kDisputed ? State::kUpheld
                                         : State::kTakedownNoticed;
      }
      return std::nullopt;
    case Event::kRelease:
      if (state == State::kExpired && by_moderator && claim.strike_time) {
        return State::kReleased;
      }
      if (IsOver(state)) return std::nullopt;
      if (by_moderator) {
        return state == State::kLitigated ? State::kReinstated
                                          : State::kReleased;
      }
      if (by_claimant) {
        return IsObjectedTo(state) ? State::kReleased : State::kWithdrawn;
      }
      return std::nullopt;
    case Event::kDispute:
      if (by_uploader &&
          (state == State::kPendingReview || state == State::kActive)) {
        return State::kDisputed;
      }
      return std::nullopt;
    case Event::kAppeal:
      if (by_uploader && !claim.appealed &&
          (state == State::kUpheld || state == State::kTakedownNoticed)) {
        return State::kAppealed;
      }
      return std::nullopt;
    case Event::kCounterNotice:
      if (by_uploader && state == State::kTakedownNoticed &&
          !claim.no_counter_notice) {
        return State::kCounterNoticed;
      }
      return std::nullopt;
    case Event::kLitigation:
      if ((by_claimant || by_moderator) && state == State::kCounterNoticed) {
        return State::kLitigated;
      }
      return std::nullopt;
    case Event::kDeadline:
      if (!by_clock || !claim.deadline) return std::nullopt;
      if (IsObjectedTo(state)) return State::kReleased;
      if (state == State::kCounterNoticed) return State::kReinstated;
      if (state == State::kActive) return state;
      return std::nullopt;
    case Event::kExpiry:
      if (by_clock && !IsOver(state)) return State::kExpired;
      return std::nullopt;
    case Event::kUndo:
      if (by_moderator && claim.undo) return claim.undo->state;
      return std::nullopt;
  }
  return std::nullopt;
}

bool IsObjection(Event event) {
  return event == Event::kDispute || event == Event::kAppeal;
}

// Whether an event that NextState knows comes in time.
absl::Status CheckTime(const ClaimStanding& claim, Event event,
                       absl::Time now) {
  if (IsObjection(event) && now >= claim.contest_until) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the claim could be contested until ", TimeWords(claim.contest_until),
        "; ask the platform to have a moderator look at it again"));
  }
  if (event == Event::kDeadline && now < *claim.deadline) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the deadline of the claim is ", TimeWords(*claim.deadline)));
  }
  return absl::OkStatus();
}

// What there is to do next in the present state, and by when.
std::optional<absl::Time> DeadlineOf(const ClaimStanding& claim,
                                     const ClaimClocks& clocks) {
  switch (claim.state) {
    case State::kActive:
      if (claim.action != Action::kTakedown || claim.strike_time) {
        return std::nullopt;
      }
      return claim.since + clocks.uncontested;
    case State::kDisputed:
    case State::kAppealed:
      if (claim.answered) return std::nullopt;
      return claim.since + (claim.state == State::kDisputed
                                ? clocks.answer_dispute
                                : clocks.answer_appeal);
    case State::kCounterNoticed:
      return AfterBusinessDays(clocks.calendar,
                               claim.counter_notice_time.value_or(claim.since),
                               clocks.return_business_days);
    default:
      return std::nullopt;
  }
}

// Whether a takedown that got here is a strike: nobody contested it, or that
// was turned down. Whoever deletes the upload then does not get rid of it.
bool IsStrike(const ClaimStanding& claim) {
  if (claim.action != Action::kTakedown) return false;
  if (claim.state == State::kActive || claim.state == State::kExpired) {
    return claim.strike_time.has_value();
  }
  return IsInForce(claim.state);
}

absl::Status Refuse(const ClaimStanding& claim, Event event, Actor actor,
                    absl::Time now) {
  std::vector<std::string> possible;
  for (const Event other : PossibleEvents(claim, actor, now)) {
    possible.emplace_back(ClaimEventWord(other));
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the ", ClaimActorWord(actor), " cannot do ", ClaimEventWord(event),
      " with a claim that is ", ClaimStateWord(claim.state), "; it can do ",
      possible.empty() ? "nothing" : absl::StrJoin(possible, ", ")));
}

// What the standing of a claim says of the claimant's record.
enum class Record { kNone, kUpheld, kOverturned };

Record RecordOf(const ClaimStanding& claim) {
  const State state = claim.state;
  // To be told of a use, or have a person look at it, restricts nothing.
  if (claim.action != Action::kTakedown &&
      claim.action != Action::kLicensingRequired) {
    return Record::kNone;
  }
  if (state == State::kReleased || state == State::kReinstated) {
    return claim.wrong_match ? Record::kNone : Record::kOverturned;
  }
  return IsInForce(state) && state != State::kAppealed && claim.confirmed
             ? Record::kUpheld
             : Record::kNone;
}

}  // namespace

bool IsObjectedTo(State state) {
  return state == State::kDisputed || state == State::kAppealed;
}

bool IsOver(State state) { return IsLifted(state) || state == State::kExpired; }

bool OutlivesUpload(const ClaimStanding& claim) {
  return claim.state == State::kExpired ||
         (claim.undo && claim.undo->state == State::kExpired);
}

bool IsLifted(State state) {
  return state == State::kReleased || state == State::kReinstated ||
         state == State::kWithdrawn;
}

bool IsInForce(State state) {
  switch (state) {
    case State::kActive:
    case State::kUpheld:
    case State::kAppealed:
    case State::kTakedownNoticed:
    case State::kCounterNoticed:
    case State::kLitigated:
      return true;
    default:
      return false;
  }
}

ClaimStanding BeginClaim(State state, Action action, bool moderated,
                         absl::Time now, const ClaimClocks& clocks) {
  ClaimStanding claim;
  claim.state = state;
  claim.noticed = state == State::kNoticed;
  claim.action = action;
  claim.moderated = moderated;
  claim.since = now;
  claim.deadline = DeadlineOf(claim, clocks);
  claim.contest_until = now + clocks.contest;
  return claim;
}

absl::StatusOr<ClaimStanding> Advance(const ClaimStanding& claim, Event event,
                                      Actor actor, absl::Time now,
                                      const ClaimClocks& clocks,
                                      const ClaimRuling& ruling) {
  const std::optional<State> next = NextState(claim, event, actor);
  if (!next) return Refuse(claim, event, actor, now);
  const absl::Status timely = CheckTime(claim, event, now);
  if (!timely.ok()) return timely;

  ClaimStanding after = claim;
  after.state = *next;
  if (event == Event::kDeadline && *next == claim.state) {
    // Nobody contested it.
    after.strike_time = now;
    after.deadline = std::nullopt;
    return after;
  }
  if (event == Event::kUphold && actor == Actor::kClaimant &&
      *next == claim.state) {
    after.answered = true;
    after.deadline = std::nullopt;
    return after;
  }
  const bool decided = actor == Actor::kModerator &&
                       (event == Event::kUphold || event == Event::kRelease);
  after.undo = std::nullopt;
  if (decided) {
    after.undo = {claim.state, claim.action, claim.confirmed,
                  claim.strike_time};
    after.confirmed = event == Event::kUphold;
    if (after.confirmed) after.action = ruling.action.value_or(claim.action);
    after.wrong_match = !after.confirmed && ruling.wrong_match;
  }
  if (event == Event::kUndo) {
    after.action = claim.undo->action;
    after.confirmed = claim.undo->confirmed;
    after.strike_time = claim.undo->strike_time;
    after.wrong_match = false;
  }
  if (event == Event::kCounterNotice) after.counter_notice_time = now;
  after.appealed = claim.appealed || event == Event::kAppeal;
  // An answer stays with its objection, also when a decision on it is undone.
  if (IsObjection(event)) after.answered = claim.noticed;
  after.since = now;
  after.strike_time = IsStrike(after) ? after.strike_time.value_or(now)
                                      : std::optional<absl::Time>();
  after.deadline = DeadlineOf(after, clocks);
  // Each decision against the uploader can be contested anew.
  if (event == Event::kUphold) after.contest_until = now + clocks.contest;
  return after;
}

std::vector<Event> PossibleEvents(const ClaimStanding& claim, Actor actor,
                                  absl::Time now) {
  std::vector<Event> possible;
  for (const Event event : kEvents) {
    if (NextState(claim, event, actor) && CheckTime(claim, event, now).ok()) {
      possible.push_back(event);
    }
  }
  return possible;
}

bool Restricts(const ClaimStanding& claim) {
  return claim.action > Action::kTrack &&
         (IsInForce(claim.state) ||
          (claim.state == State::kDisputed && claim.confirmed));
}

bool AwaitsModerator(const ClaimStanding& claim) {
  switch (claim.state) {
    case State::kNoticed:
    case State::kPendingReview:
      return true;
    case State::kDisputed:
    case State::kAppealed:
      return claim.moderated;
    default:
      return false;
  }
}

std::vector<ClaimEffect> EffectsOf(const ClaimStanding& before,
                                   const ClaimStanding& after) {
  std::vector<ClaimEffect> effects;
  const auto add = [&](bool was, bool is, ClaimEffect begun, ClaimEffect over) {
    if (was != is) effects.push_back(is ? begun : over);
  };
  const auto has = [](const ClaimStanding& claim, Record record) {
    return RecordOf(claim) == record;
  };
  add(Restricts(before), Restricts(after), ClaimEffect::kRestrict,
      ClaimEffect::kLift);
  add(AwaitsModerator(before), AwaitsModerator(after), ClaimEffect::kOpenCase,
      ClaimEffect::kCloseCase);
  add(before.strike_time.has_value(), after.strike_time.has_value(),
      ClaimEffect::kAddStrike, ClaimEffect::kRemoveStrike);
  add(has(before, Record::kUpheld), has(after, Record::kUpheld),
      ClaimEffect::kCountUpheld, ClaimEffect::kUncountUpheld);
  add(has(before, Record::kOverturned), has(after, Record::kOverturned),
      ClaimEffect::kCountOverturned, ClaimEffect::kUncountOverturned);
  if (before.state != after.state && after.state == State::kCounterNoticed) {
    effects.push_back(ClaimEffect::kForwardCounterNotice);
  }
  return effects;
}

}  // namespace earmark::takedown
