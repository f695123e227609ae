#include "service/moderation.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/owner_trust.h"
#include "takedown/redecision.h"
#include "takedown/revision.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::WorkId;
using takedown::Action;
using takedown::Decision;
using takedown::Owner;
using takedown::Screening;
using takedown::Verdict;

// OK if there is something to give a verdict on.
absl::Status CheckSubject(const Screening& screening,
                          const std::optional<WorkId>& work) {
  const std::string name = NameOf(screening.id);
  if (!work) {
    const auto is_complete = [](const fingerprint::Coverage& coverage) {
      return coverage.state != fingerprint::Coverage::State::kDamaged;
    };
    if (is_complete(screening.audio) && is_complete(screening.video)) {
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

// Who asked for a restriction of the use.
std::vector<OwnerId> ClaimantsOf(const Decision& decision,
                                 const std::optional<WorkId>& work) {
  std::set<OwnerId> claimants;
  for (const Decision::Reason& reason : decision.reasons) {
    if (!work || reason.work != work || !reason.owner) continue;
    if (reason.wanted == Action::kTakedown ||
        reason.wanted == Action::kLicensingRequired) {
      claimants.insert(*reason.owner);
    }
  }
  return {claimants.begin(), claimants.end()};
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
                   .time = now,
                   .claimants = ClaimantsOf(screening.decision, change.work)};
  }
  if (FindVerdict(screening.verdicts, change.work) != nullptr) {
    return std::nullopt;
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "there is no verdict to take back: ", NameOf(screening.id),
      change.work ? absl::StrCat(" on ", NameOf(*change.work)) : ""));
}

bool IsThere(const Verdict* known, const VerdictChange& change) {
  return known != nullptr && known->action == change.action &&
         known->ground == change.ground && known->comment == change.comment;
}

// Adds what `verdict` says of its claimants, `times` times.
void Count(const Verdict& verdict, int times, takedown::ClaimRecord& claims) {
  if (verdict.action != Action::kAllow) {
    claims.upheld += times;
  } else if (verdict.ground != Verdict::Ground::kWrongMatch) {
    claims.overturned += times;
  }
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

}  // namespace

absl::StatusOr<bool> Moderation::CountClaims(const Verdict* before,
                                             const Verdict* after,
                                             absl::Time now,
                                             index::Batch& batch) const {
  std::set<OwnerId> concerned;
  for (const Verdict* verdict : {before, after}) {
    if (verdict == nullptr) continue;
    concerned.insert(verdict->claimants.begin(), verdict->claimants.end());
  }
  bool lost_trust = false;
  for (const OwnerId& id : concerned) {
    const absl::StatusOr<std::optional<Owner>> found =
        parts_.rights.FindOwner(id);
    if (!found.ok()) return found.status();
    if (!*found) {
      return absl::DataLossError(
          absl::StrCat("the database lacks an owner: ", id.value));
    }
    Owner owner = **found;
    const auto counts = [&](const Verdict* verdict, int times) {
      if (verdict == nullptr) return;
      const std::vector<OwnerId>& claimants = verdict->claimants;
      if (std::find(claimants.begin(), claimants.end(), id) !=
          claimants.end()) {
        Count(*verdict, times, owner.claims);
      }
    };
    counts(before, -1);
    counts(after, 1);
    if (owner.claims == (*found)->claims) continue;
    if (owner.trust == Owner::Trust::kTrusted &&
        owner.claims.overturned > (*found)->claims.overturned &&
        takedown::TrustIn(owner.claims) < takedown::kLeastTrust) {
      owner.trust = Owner::Trust::kProbation;
      lost_trust = true;
      takedown::Redecisions::Add(
          {now, id,
           absl::StrCat("The owner \"", id.value,
                        "\" was put on probation, as ", owner.claims.overturned,
                        " of its claims were "
                        "overturned, and ",
                        owner.claims.upheld, " upheld.")},
          batch);
    }
    owner.update_time = now;
    ++owner.revision;
    parts_.rights.UpdateOwner(**found, owner, batch);
  }
  return lost_trust;
}

absl::StatusOr<Screening> Moderation::Change(const VerdictChange& change,
                                             std::optional<int64_t> revision,
                                             const RequestKey& request) {
  bool lost_trust = false;
  const std::function<void()> on_change = [&] {
    if (lost_trust) parts_.on_change();
  };
  return WritePlanned<Screening>(
      {parts_.ledger, parts_.now, on_change},
      takedown::EventKind::kVerdictChanged, NameOf(change.screening), request,
      [&](bool committed) -> absl::StatusOr<Plan<Screening>> {
        absl::StatusOr<Screening> before =
            GetScreening(parts_.ledger, change.screening);
        if (!before.ok()) return before.status();
        if (committed) return Plan<Screening>{*std::move(before), std::nullopt};
        const Verdict* known = FindVerdict(before->verdicts, change.work);
        if (IsThere(known, change)) {
          return Plan<Screening>{*std::move(before), std::nullopt};
        }
        const absl::Status fresh = CheckRevision(
            NameOf(change.screening), revision, before->decision.revision);
        if (!fresh.ok()) return fresh;
        const absl::StatusOr<std::optional<Verdict>> verdict =
            MakeVerdict(*before, change, parts_.now());
        if (!verdict.ok()) return verdict.status();

        const Verdict* given = *verdict ? &**verdict : nullptr;
        Screening changed = *before;
        Replace(change.work, given, changed.verdicts);
        absl::StatusOr<takedown::Outcome> outcome =
            parts_.decider.DecideAgain(changed);
        if (!outcome.ok()) return outcome.status();
        const absl::Time now = parts_.now();
        index::Batch batch;
        takedown::Redecisions::Add(outcome->redecisions, batch);
        Screening after = takedown::Revise(changed, *std::move(outcome), now,
                                           CauseOf(change.work, given));
        const absl::StatusOr<bool> lost = CountClaims(known, given, now, batch);
        if (!lost.ok()) return lost.status();
        lost_trust = *lost;
        const absl::Status added =
            parts_.ledger.AddRevision(*before, after, batch);
        if (!added.ok()) return added;
        return Plan<Screening>{std::move(after), std::move(batch)};
      });
}

}  // namespace earmark::service
