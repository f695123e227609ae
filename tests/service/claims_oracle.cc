#include "tests/service/claims_oracle.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "index/keys.h"
#include "takedown/case.h"
#include "takedown/claim.h"
#include "takedown/claim_words.h"

namespace earmark::service {
namespace {

using index::Table;
using takedown::Action;
using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimRecord;
using takedown::ClaimStanding;
using takedown::ClaimState;
using takedown::ClaimTable;
using takedown::Decision;
using takedown::Screening;
using takedown::Verdict;

// "Clocks" of docs/claims.md.
constexpr absl::Duration kAnswerDispute = absl::Hours(30 * 24);
constexpr absl::Duration kAnswerAppeal = absl::Hours(7 * 24);
constexpr absl::Duration kContest = absl::Hours(184 * 24);
constexpr absl::Duration kUncontested = absl::Hours(30 * 24);
constexpr int kReturnBusinessDays = 10;

// On which the federal offices of the United States are closed, other than on
// weekends: opm.gov, "Federal Holidays", 2027 and 2028.
constexpr auto kHolidays = std::to_array<std::array<int, 3>>(
    {{2027, 1, 1},   {2027, 1, 18},  {2027, 2, 15},  {2027, 5, 31},
     {2027, 6, 18},  {2027, 7, 5},   {2027, 9, 6},   {2027, 10, 11},
     {2027, 11, 11}, {2027, 11, 25}, {2027, 12, 24}, {2027, 12, 31},
     {2028, 1, 17},  {2028, 2, 21},  {2028, 5, 29},  {2028, 6, 19},
     {2028, 7, 4},   {2028, 9, 4},   {2028, 10, 9},  {2028, 11, 10},
     {2028, 11, 23}, {2028, 12, 25}});

bool IsBusinessDay(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  if (weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday) {
    return false;
  }
  return std::none_of(kHolidays.begin(), kHolidays.end(),
                      [&](const std::array<int, 3>& date) {
                        return day == absl::CivilDay(date[0], date[1], date[2]);
                      });
}

// When a counter-notice that was received then lets the upload return.
absl::Time ReturnTime(absl::Time received) {
  absl::CivilDay day = absl::ToCivilDay(received, absl::UTCTimeZone());
  for (int business_days = 0; business_days < kReturnBusinessDays;) {
    if (IsBusinessDay(++day)) ++business_days;
  }
  return absl::FromCivil(day + 1, absl::UTCTimeZone());
}

bool IsEnd(ClaimState state) {
  return state == ClaimState::kReleased || state == ClaimState::kReinstated ||
         state == ClaimState::kWithdrawn || state == ClaimState::kExpired;
}

bool IsObjectedTo(ClaimState state) {
  return state == ClaimState::kDisputed || state == ClaimState::kAppealed;
}

// In which a claim that somebody objected to holds nevertheless.
bool HoldsAgainstObjection(ClaimState state) {
  return state == ClaimState::kUpheld || state == ClaimState::kAppealed ||
         state == ClaimState::kTakedownNoticed ||
         state == ClaimState::kCounterNoticed ||
         state == ClaimState::kLitigated;
}

bool AsksForRestriction(Action action) {
  return action == Action::kTakedown || action == Action::kLicensingRequired;
}

// What the steps of a claim lead to.
class Replay {
 public:
  Replay(const ClaimTable& table, const Screening& screening,
         const Claim& claim)
      : table_(table), screening_(screening), claim_(claim) {
    // The last time that the claim began, it became as moderated as it is.
    for (size_t i = 0; i < claim.steps.size(); ++i) {
      if (!claim.steps[i].event) last_begin_ = i;
    }
    for (size_t i = 0; i < claim.steps.size() && fault_.empty(); ++i) Take(i);
    if (fault_.empty() && is_ != claim.standing) CompareStanding();
  }

  // Empty: all is as it must be.
  const std::string& fault() const { return fault_; }
  const ClaimStanding& is() const { return is_; }

 private:
  void Take(size_t number) {
    const Claim::Step& step = claim_.steps[number];
    is_.moderated = claim_.standing.moderated;
    if (!step.event) {
      Begin(step);
    } else if (*step.event == ClaimEvent::kUndo) {
      Undo(step);
    } else {
      Advance(step, number >= last_begin_);
    }
    if (fault_.empty() && is_.state != step.state) {
      fault_ = absl::StrCat("leads to ", ClaimStateWord(is_.state), ", not to ",
                            ClaimStateWord(step.state));
    }
    if (fault_.empty() && is_.action != step.action) {
      fault_ = absl::StrCat("asks for ", static_cast<int>(is_.action),
                            ", not for ", static_cast<int>(step.action));
    }
    if (!fault_.empty()) {
      fault_ = absl::StrCat(
          "step ", number + 1, " (", ClaimActorWord(step.actor), " ",
          step.event ? ClaimEventWord(*step.event) : "begins", "): ", fault_);
    }
  }

  // A decision opened the claim, or changed what is wanted.
  void Begin(const Claim::Step& step) {
    const bool is_new = &step == &claim_.steps.front();
    const bool follows = is_.state == ClaimState::kPendingReview ||
                         is_.state == ClaimState::kActive;
    if (!is_new && is_.state != ClaimState::kExpired &&
        !(follows && (!is_.confirmed || !AsksForRestriction(is_.action)))) {
      fault_ =
          absl::StrCat("begins anew when it is ", ClaimStateWord(is_.state));
      return;
    }
    const bool let_go = is_new && claim_.notice.value.empty() &&
                        (step.state == ClaimState::kReleased ||
                         step.state == ClaimState::kWithdrawn);
    if (let_go) {
      BeginOver(step);
      return;
    }
    const bool may_begin = claim_.notice.value.empty()
                               ? step.state == ClaimState::kPendingReview ||
                                     step.state == ClaimState::kActive
                               : step.state == ClaimState::kNoticed && is_new;
    if (!may_begin) {
      fault_ = absl::StrCat("begins as ", ClaimStateWord(step.state));
      return;
    }
    is_ = {};
    is_.moderated = claim_.standing.moderated;
    is_.noticed = !claim_.notice.value.empty();
    is_.no_counter_notice = claim_.notice_law == takedown::Notice::Law::kDsa;
    is_.state = step.state;
    is_.action = step.action;
    is_.since = step.time;
    is_.contest_until = step.time + kContest;
    is_.confirmed = step.state == ClaimState::kActive && WasJudgedAt(step.time);
    if (is_.confirmed) {
      is_.undo = {ClaimState::kPendingReview, is_.action, false};
    }
    SetDeadline();
  }

  // It was let go on an upload of the same bytes by the same account before.
  void BeginOver(const Claim::Step& step) {
    is_.state = step.state;
    is_.action = step.action;
    is_.wrong_match = claim_.standing.wrong_match;
    is_.since = step.time;
    is_.contest_until = step.time;
  }

  // Whether the decision that was in force then says that a person decided for
  // what the owner wants.
  bool WasJudgedAt(absl::Time time) const {
    const Decision* then = &screening_.decision;
    const std::vector<takedown::EarlierDecision>& earlier =
        screening_.earlier_decisions;
    for (size_t i = earlier.size(); i > 0; --i) {
      if (earlier[i - 1].end_time <= time) break;
      then = &earlier[i - 1].decision;
    }
    return std::any_of(
        then->reasons.begin(), then->reasons.end(),
        [&](const Decision::Reason& reason) {
          return reason.rule == Decision::Reason::Rule::kVerdict &&
                 reason.work == claim_.work && reason.owner == claim_.owner &&
                 reason.wanted > Action::kTrack &&
                 reason.action != Action::kAllow;
        });
  }

  void Undo(const Claim::Step& step) {
    if (step.actor != ClaimActor::kModerator || !is_.undo) {
      fault_ = "there is nothing to undo";
      return;
    }
    const ClaimStanding::Undo before = *is_.undo;
    is_.undo = std::nullopt;
    is_.state = before.state;
    is_.action = before.action;
    is_.confirmed = before.confirmed;
    is_.strike_time = before.strike_time;
    is_.wrong_match = false;
    Arrive(step.time);
  }

  void Advance(const Claim::Step& step, bool moderated_is_known) {
    const auto [first, last] = table_.equal_range(
        {ClaimStateWord(is_.state), ClaimActorWord(step.actor),
         ClaimEventWord(*step.event)});
    const bool found = std::any_of(first, last, [&](const auto& row) {
      if (row.second.then != ClaimStateWord(step.state)) return false;
      return std::all_of(
          row.second.conditions.begin(), row.second.conditions.end(),
          [&](const std::string& condition) {
            return Holds(condition, step.time, moderated_is_known);
          });
    });
    if (!found) {
      fault_ = absl::StrCat("docs/claims.md has no way from ",
                            ClaimStateWord(is_.state), " to ",
                            ClaimStateWord(step.state), " then");
      return;
    }
    const bool stays = is_.state == step.state;
    if (stays && *step.event == ClaimEvent::kDeadline) {
      is_.strike_time = step.time;
      is_.deadline = std::nullopt;
      return;
    }
    if (stays && step.actor == ClaimActor::kClaimant) {
      is_.answered = true;
      is_.deadline = std::nullopt;
      return;
    }
    Change(step);
    Arrive(step.time);
  }

  void Change(const Claim::Step& step) {
    const bool upholds = *step.event == ClaimEvent::kUphold;
    const bool releases = *step.event == ClaimEvent::kRelease;
    const ClaimStanding::Undo before{is_.state, is_.action, is_.confirmed,
                                     is_.strike_time};
    is_.undo = std::nullopt;
    is_.state = step.state;
    if (step.actor == ClaimActor::kModerator && (upholds || releases)) {
      is_.undo = before;
      is_.confirmed = upholds;
      if (upholds) is_.action = step.action;
      is_.wrong_match = releases && step.ground == Verdict::Ground::kWrongMatch;
    }
    if (*step.event == ClaimEvent::kAppeal) is_.appealed = true;
    if (IsObjectedTo(step.state)) is_.answered = is_.noticed;
    if (*step.event == ClaimEvent::kCounterNotice) {
      is_.counter_notice_time = step.time;
    }
    if (upholds) is_.contest_until = step.time + kContest;
  }

  // The claim came into its state.
  void Arrive(absl::Time time) {
    is_.since = time;
    if (is_.action != Action::kTakedown ||
        !(HoldsAgainstObjection(is_.state) ||
          ((is_.state == ClaimState::kActive ||
            is_.state == ClaimState::kExpired) &&
           is_.strike_time))) {
      is_.strike_time = std::nullopt;
    } else if (!is_.strike_time) {
      is_.strike_time = time;
    }
    SetDeadline();
  }

  void SetDeadline() {
    is_.deadline = std::nullopt;
    if (is_.state == ClaimState::kActive && is_.action == Action::kTakedown &&
        !is_.strike_time) {
      is_.deadline = is_.since + kUncontested;
    }
    if (IsObjectedTo(is_.state) && !is_.answered) {
      is_.deadline =
          is_.since +
          (is_.state == ClaimState::kDisputed ? kAnswerDispute : kAnswerAppeal);
    }
    if (is_.state == ClaimState::kCounterNoticed) {
      is_.deadline = ReturnTime(*is_.counter_notice_time);
    }
  }

  bool Holds(const std::string& condition, absl::Time time,
             bool moderated_is_known) {
    if (condition == "moderated") return !moderated_is_known || is_.moderated;
    // It may have become so since.
    if (condition == "not moderated") return true;
    if (condition == "strike") return is_.strike_time.has_value();
    if (condition == "not by a DSA notice") return !is_.no_counter_notice;
    if (condition == "not answered") return !is_.answered;
    if (condition == "not appealed") return !is_.appealed;
    if (condition == "not confirmed") return !is_.confirmed;
    if (condition == "in time") return time < is_.contest_until;
    if (condition == "due") return is_.deadline && *is_.deadline <= time;
    fault_ =
        absl::StrCat("docs/claims.md has an unknown condition: ", condition);
    return false;
  }

  void CompareStanding() {
    const ClaimStanding& stands = claim_.standing;
    const auto check = [&](const char* what, bool same) {
      if (!same) absl::StrAppend(&fault_, fault_.empty() ? "" : ", ", what);
    };
    check("state", is_.state == stands.state);
    check("action", is_.action == stands.action);
    check("confirmed", is_.confirmed == stands.confirmed);
    check("wrong_match", is_.wrong_match == stands.wrong_match);
    check("noticed", is_.noticed == stands.noticed);
    check("no_counter_notice",
          is_.no_counter_notice == stands.no_counter_notice);
    check("answered", is_.answered == stands.answered);
    check("appealed", is_.appealed == stands.appealed);
    check("strike_time", is_.strike_time == stands.strike_time);
    check("since", is_.since == stands.since);
    check("counter_notice_time",
          is_.counter_notice_time == stands.counter_notice_time);
    check("deadline", is_.deadline == stands.deadline);
    check("contest_until", is_.contest_until == stands.contest_until);
    check("undo", is_.undo == stands.undo);
    fault_ = absl::StrCat("stands where its steps do not lead, by ", fault_);
  }

  const ClaimTable& table_;
  const Screening& screening_;
  const Claim& claim_;
  size_t last_begin_ = 0;
  ClaimStanding is_;
  std::string fault_;
};

// "What follows" of docs/claims.md.

bool HasCase(const ClaimStanding& claim) {
  return claim.state == ClaimState::kNoticed ||
         claim.state == ClaimState::kPendingReview ||
         (IsObjectedTo(claim.state) && claim.moderated);
}

bool KeepsBack(const ClaimStanding& claim) {
  if (!AsksForRestriction(claim.action) && claim.action != Action::kReview) {
    return false;
  }
  return claim.state == ClaimState::kActive ||
         HoldsAgainstObjection(claim.state) ||
         (claim.state == ClaimState::kDisputed && claim.confirmed);
}

takedown::Harm HarmOfWaiting(const ClaimStanding& claim) {
  if (IsObjectedTo(claim.state) && KeepsBack(claim)) {
    return takedown::Harm::kHighest;
  }
  if (claim.action == Action::kTakedown) return takedown::Harm::kHigh;
  return claim.action == Action::kLicensingRequired ? takedown::Harm::kMedium
                                                    : takedown::Harm::kLow;
}

ClaimRecord RecordOf(const ClaimStanding& claim) {
  if (!AsksForRestriction(claim.action)) return {};
  if (claim.state == ClaimState::kReleased ||
      claim.state == ClaimState::kReinstated) {
    return {.upheld = 0, .overturned = claim.wrong_match ? 0 : 1};
  }
  const bool upheld =
      claim.confirmed && (claim.state == ClaimState::kActive ||
                          (HoldsAgainstObjection(claim.state) &&
                           claim.state != ClaimState::kAppealed));
  return {.upheld = upheld ? 1 : 0, .overturned = 0};
}

// What the claim waits for; empty: for nothing, although it is no end.
std::string_view WaitsFor(const ClaimStanding& claim) {
  if (claim.deadline) return "its deadline";
  if (HasCase(claim)) return "a moderator";
  if (claim.state == ClaimState::kLitigated) return "a court";
  return claim.state == ClaimState::kActive ||
                 claim.state == ClaimState::kUpheld ||
                 claim.state == ClaimState::kTakedownNoticed
             ? "the uploader"
             : "";
}

uint64_t Micros(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixMicros(time));
}

const char* TableName(Table table) {
  switch (table) {
    case Table::kOwnerClaims:
      return "the claims of owners";
    case Table::kClaimDeadlines:
      return "the deadlines";
    case Table::kStrikes:
      return "the strikes";
    case Table::kCaseQueue:
      return "the queue of cases";
    default:
      return "the claims of cases";
  }
}

}  // namespace

void ClaimsOracle::Blame(const std::string& fault) {
  if (faults_.size() < kMostFaults) faults_.push_back(fault);
}

void ClaimsOracle::Look(const Screening& screening, absl::Time now) {
  for (size_t i = 0; i < screening.claims.size(); ++i) {
    LookAt(screening, i, now);
  }
}

void ClaimsOracle::LookAt(const Screening& screening, size_t place,
                          absl::Time now) {
  const Claim& claim = screening.claims[place];
  const std::string name =
      absl::StrCat("screenings/", screening.id.value, "/claims/", place + 1);
  ++claims_;
  const Replay replay(table_, screening, claim);
  if (!replay.fault().empty()) {
    Blame(absl::StrCat(name, ": ", replay.fault()));
    return;
  }
  const ClaimStanding& is = replay.is();
  ++figures_[absl::StrCat("state ", ClaimStateWord(is.state))];
  for (const Claim::Step& step : claim.steps) {
    ++figures_[absl::StrCat(
        "step ", ClaimActorWord(step.actor), " ",
        step.event ? ClaimEventWord(*step.event) : "begins")];
  }
  if (!IsEnd(is.state) && WaitsFor(is).empty()) {
    Blame(absl::StrCat(name, ": waits for nobody"));
  }
  if (is.deadline && *is.deadline <= now) {
    Blame(absl::StrCat(name, ": its deadline was missed"));
  }

  const auto parts_at = [&](absl::Time time) {
    return index::ClaimKeyParts{Micros(time), screening.id.value,
                                static_cast<uint32_t>(place + 1)};
  };
  if (!is.noticed) {
    keys_[Table::kOwnerClaims].push_back(index::ClaimOfKey(
        claim.owner.value, parts_at(claim.steps.front().time)));
  }
  if (is.deadline) {
    keys_[Table::kClaimDeadlines].push_back(
        index::ClaimDeadlineKey(parts_at(*is.deadline)));
  }
  const std::string& account = screening.facts.account_token;
  if (is.strike_time && !account.empty()) {
    keys_[Table::kStrikes].push_back(
        index::ClaimOfKey(account, parts_at(*is.strike_time)));
    strikes_[account].push_back(*is.strike_time);
  }
  for (const Claim::Step& step : claim.steps) {
    if (!step.objection) continue;
    if (!account.empty()) {
      keys_[Table::kObjections].push_back(
          index::ClaimOfKey(account, parts_at(step.time)));
    }
    break;
  }
  if (HasCase(is)) {
    const index::CaseKeyParts parts{
        .harm = static_cast<uint8_t>(HarmOfWaiting(is)),
        .case_id = takedown::CaseOf(screening.content, claim).value,
        .claim = parts_at(is.since)};
    keys_[Table::kCaseQueue].push_back(index::CaseQueueKey(parts));
    keys_[Table::kCaseClaims].push_back(index::CaseClaimKey(parts));
  }
  // What was let go before was counted there.
  if (is.noticed || IsEnd(claim.steps.front().state)) return;
  const ClaimRecord record = RecordOf(is);
  records_[claim.owner].upheld += record.upheld;
  records_[claim.owner].overturned += record.overturned;
}

void ClaimsOracle::Compare(const index::Store& store, Table table) {
  std::vector<std::string>& expected = keys_[table];
  std::sort(expected.begin(), expected.end());
  std::vector<std::string> there;
  const absl::Status scanned =
      store.Scan(table, {.prefix = "", .after = "", .reverse = false},
                 [&](std::string_view key, std::string_view) {
                   there.emplace_back(key);
                   return true;
                 });
  if (!scanned.ok()) Blame(scanned.ToString());
  std::vector<std::string> wrong;
  std::set_symmetric_difference(expected.begin(), expected.end(), there.begin(),
                                there.end(), std::back_inserter(wrong));
  if (wrong.empty()) return;
  Blame(absl::StrCat(TableName(table), " have ", there.size(),
                     " entries, and should have ", expected.size(), ": ",
                     wrong.size(), " are missing or too many"));
}

void ClaimsOracle::Finish(const index::Store& store,
                          const takedown::Rights& rights) {
  for (const Table table :
       {Table::kOwnerClaims, Table::kClaimDeadlines, Table::kStrikes,
        Table::kCaseQueue, Table::kCaseClaims, Table::kObjections}) {
    Compare(store, table);
  }
  for (const auto& [id, record] : records_) {
    const auto owner = rights.FindOwner(id);
    if (!owner.ok() || !*owner) {
      Blame(absl::StrCat("no such owner: ", id.value));
      continue;
    }
    const ClaimRecord& stored = (*owner)->claims;
    if (stored == record) continue;
    Blame(absl::StrCat("the record of ", id.value, " has ", stored.upheld,
                       " claims upheld and ", stored.overturned,
                       " overturned; its claims say ", record.upheld, " and ",
                       record.overturned));
  }
}

}  // namespace earmark::service
