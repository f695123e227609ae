#include "service/moderation.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/internal/claim_act.h"
#include "service/internal/planned_write.h"
#include "service/internal/second_opinion.h"
#include "service/resource_name.h"

namespace earmark::service {
namespace {

using index::WorkId;
using takedown::Action;
using takedown::Claim;
using takedown::ClaimEvent;
using takedown::Screening;
using takedown::Verdict;

// OK if there is something to give a verdict on.
absl::Status CheckSubject(const Screening& screening,
                          const std::optional<WorkId>& work) {
  const std::string name = NameOf(screening.id);
  if (!work) {
    const std::vector<takedown::Decision::Reason>& reasons =
        screening.decision.reasons;
    const bool is_complete = std::none_of(
        reasons.begin(), reasons.end(),
        [](const takedown::Decision::Reason& reason) {
          return reason.rule == takedown::Decision::Reason::Rule::kNotSeen;
        });
    if (is_complete &&
        FindVerdict(screening.verdicts, std::nullopt) == nullptr) {
      return absl::FailedPreconditionError(absl::StrCat(
          "all of ", name, " was seen: name the work that is decided on"));
    }
    return absl::OkStatus();
  }
  std::set<std::string> found;
  for (const index::Match& match : screening.matches) {
    if (match.work == *work) return absl::OkStatus();
    found.insert(match.work.value);
  }
  std::string names;
  for (const std::string& id : found) absl::StrAppend(&names, " works/", id);
  return absl::FailedPreconditionError(
      absl::StrCat(name, " has no match of ", NameOf(*work),
                   ", only of:", names.empty() ? " nothing" : names));
}

// The verdict that is to be there afterwards; nullopt: none.
absl::StatusOr<std::optional<Verdict>> MakeVerdict(const Screening& screening,
                                                   const VerdictChange& change,
                                                   absl::Time now) {
  if (change.action) {
    const absl::Status subject = CheckSubject(screening, change.work);
    if (!subject.ok()) return subject;
    return Verdict{.work = change.work,
                   .action = *change.action,
                   .ground = change.ground,
                   .comment = change.comment,
                   .time = now};
  }
  if (FindVerdict(screening.verdicts, change.work) != nullptr) {
    return std::nullopt;
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "there is no verdict to take back: ", NameOf(screening.id),
      change.work ? absl::StrCat(" on ", NameOf(*change.work)) : ""));
}

// OK unless the verdict settles a case that two moderators must agree on, or
// agreed on.
absl::Status CheckCases(const Screening& screening, const VerdictChange& change,
                        const takedown::ReviewSettings& settings) {
  if (change.seconded || !change.action) return absl::OkStatus();
  if (!change.work) {
    if (!settings.WantsSecondOpinion(takedown::Harm::kLow)) {
      return absl::OkStatus();
    }
    const takedown::CaseId id =
        takedown::CaseOfUnseen(takedown::UnseenCause(screening));
    if (takedown::AwaitsSight(screening)) return TwoMustAgree(id);
    return FindVerdict(screening.verdicts, std::nullopt) != nullptr
               ? TwoAgreed(id)
               : absl::OkStatus();
  }
  for (const Claim& claim : screening.claims) {
    if (claim.work != *change.work) continue;
    const absl::Status status = CheckAlone(screening.content, claim, settings);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

bool IsThere(const Verdict* known, const VerdictChange& change) {
  return known != nullptr && known->action == change.action &&
         known->ground == change.ground && known->comment == change.comment;
}

std::string CauseOf(const std::optional<WorkId>& work, const Verdict* verdict) {
  const std::string subject =
      work ? absl::StrCat("the use of the work \"", work->value, "\"")
           : "what could not be seen";
  if (verdict == nullptr) {
    return absl::StrCat("A person took back what was decided on ", subject,
                        ".");
  }
  return absl::StrCat("A person decided on ", subject,
                      verdict->comment.empty() ? "." : ": ", verdict->comment);
}

// The screening's verdict on `work` becomes `verdict`, if there is one.
void Replace(const std::optional<WorkId>& work, const Verdict* verdict,
             std::vector<Verdict>& verdicts) {
  std::erase_if(verdicts,
                [&](const Verdict& other) { return other.work == work; });
  if (verdict != nullptr) verdicts.push_back(*verdict);
}

// Whether the claim stands where the verdict led it, or began under it.
bool IsFrom(const Verdict* verdict, const Claim& claim) {
  if (verdict == nullptr) return false;
  const Claim::Step& last = claim.steps.back();
  if (!last.event) return claim.standing.confirmed;
  return last.actor == takedown::ClaimActor::kModerator &&
         last.time == verdict->time && last.ground == verdict->ground;
}

// What a verdict in place of `before` means for a claim on the work; either may
// be nullptr: none. Claims that it cannot move, as they ended otherwise or were
// objected to since, are left as they are, and so is what was decided on them
// otherwise.
void Rule(const Verdict* before, const Verdict* verdict, absl::Time now,
          const takedown::ClaimClocks& clocks, Claim& claim) {
  ClaimAct undo;
  undo.event = ClaimEvent::kUndo;
  if (claim.standing.action <= Action::kTrack) return;
  const bool is_from = IsFrom(before, claim);
  if (verdict == nullptr) {
    if (is_from) Apply(undo, now, clocks, claim).IgnoreError();
    return;
  }
  const bool allows = verdict->action == Action::kAllow;
  ClaimAct act{.event = allows ? ClaimEvent::kRelease : ClaimEvent::kUphold,
               .action = verdict->action,
               .ground = verdict->ground,
               .comment = verdict->comment};
  if (allows) act.action = std::nullopt;
  // A verdict takes the place of the one before.
  Claim undone = claim;
  if (is_from && Apply(undo, now, clocks, undone).ok() &&
      Apply(act, now, clocks, undone).ok()) {
    claim = undone;
    return;
  }
  Apply(act, now, clocks, claim).IgnoreError();
}

}  // namespace

absl::StatusOr<Screening> Moderation::Change(const VerdictChange& change,
                                             std::optional<int64_t> revision,
                                             const RequestKey& request) {
  using Edit = ScreeningChanger::Edit;
  return parts_.changer.Change(
      change.screening, takedown::EventKind::kVerdictChanged,
      NameOf(change.screening), request,
      [&](const Screening& before) -> absl::StatusOr<std::optional<Edit>> {
        if (IsThere(FindVerdict(before.verdicts, change.work), change)) {
          return std::nullopt;
        }
        const absl::Status fresh = CheckRevision(
            NameOf(change.screening), revision, before.decision.revision);
        if (!fresh.ok()) return fresh;
        const absl::Status alone = CheckCases(before, change, parts_.review);
        if (!alone.ok()) return alone;
        if (change.of_case && !takedown::AwaitsSight(before)) {
          return absl::FailedPreconditionError(absl::StrCat(
              "somebody decided on ", NameOf(change.screening), " already"));
        }
        const absl::Time now = parts_.now();
        const absl::StatusOr<std::optional<Verdict>> verdict =
            MakeVerdict(before, change, now);
        if (!verdict.ok()) return verdict.status();
        const Verdict* given = *verdict ? &**verdict : nullptr;
        const Verdict* replaced = FindVerdict(before.verdicts, change.work);
        Edit edit{before, CauseOf(change.work, given)};
        Replace(change.work, given, edit.screening.verdicts);
        for (Claim& claim : edit.screening.claims) {
          if (claim.work == change.work) {
            Rule(replaced, given, now, parts_.clocks, claim);
          }
        }
        return edit;
      });
}

}  // namespace earmark::service
