#include "service/moderation.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
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

bool SaysTheSame(const Verdict& a, const Verdict& b) {
  return a.action == b.action && a.ground == b.ground && a.comment == b.comment;
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
  // As in WritePlanned.
  constexpr int kMaxAttempts = 8;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<bool> committed = false;
    if (!request.id.empty()) {
      committed = parts_.ledger.WasCommitted(request.id, request.digest);
      if (!committed.ok()) return committed.status();
    }
    const absl::StatusOr<std::optional<Screening>> found =
        parts_.ledger.FindScreening(change.screening);
    if (!found.ok()) return found.status();
    const std::string name = NameOf(change.screening);
    if (!*found) {
      return absl::NotFoundError("there is no screening " + name);
    }
    const Screening& before = **found;
    if (*committed) return before;
    const Verdict* known = FindVerdict(before.verdicts, change.work);
    std::optional<Verdict> verdict;
    if (change.action) {
      const absl::Status subject = CheckSubject(before, change.work);
      if (!subject.ok()) return subject;
      verdict = Verdict{.work = change.work,
                        .action = *change.action,
                        .ground = change.ground,
                        .comment = change.comment,
                        .time = parts_.now(),
                        .claimants = ClaimantsOf(before.decision, change.work)};
      if (known != nullptr && SaysTheSame(*known, *verdict)) return before;
    } else if (known == nullptr) {
      return absl::FailedPreconditionError(absl::StrCat(
          "there is no verdict to take back: ", name,
          change.work ? absl::StrCat(" on ", NameOf(*change.work)) : ""));
    }
    const absl::Status fresh =
        CheckRevision(name, revision, before.decision.revision);
    if (!fresh.ok()) return fresh;

    const Verdict* given = verdict ? &*verdict : nullptr;
    Screening changed = before;
    Replace(change.work, given, changed.verdicts);
    index::Batch batch;
    const absl::Time now = parts_.now();
    const absl::StatusOr<bool> lost_trust =
        CountClaims(known, given, now, batch);
    if (!lost_trust.ok()) return lost_trust.status();
    absl::StatusOr<Decision> decision = parts_.decider.DecideAgain(changed);
    if (!decision.ok()) return decision.status();
    const Screening after = takedown::Revise(changed,
                                             {.matches = changed.matches,
                                              .candidates = changed.candidates,
                                              .decision = *std::move(decision)},
                                             now, CauseOf(change.work, given));
    const absl::Status status = parts_.ledger.CommitRevision(
        before, after, std::move(batch),
        {.kind = takedown::EventKind::kVerdictChanged,
         .request_id = request.id,
         .request = request.digest});
    if (status.ok()) {
      if (*lost_trust) parts_.on_change();
      return after;
    }
    if (!absl::IsAborted(status) || attempt == kMaxAttempts) return status;
  }
}

}  // namespace earmark::service
