#include "service/review_desk.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/time_words.h"

namespace earmark::service {
namespace {

using takedown::CaseId;
using takedown::CaseIndex;
using takedown::CaseItem;
using takedown::ClaimEvent;
using takedown::ClaimName;
using takedown::Lease;
using takedown::Opinion;
using takedown::ScreeningId;
using Rule = takedown::Decision::Reason::Rule;

absl::Status TakenError(const CaseId& id, const Lease& lease) {
  return absl::AbortedError(absl::StrCat(NameOf(id), " is taken by ",
                                         lease.moderator, " until ",
                                         takedown::TimeWords(lease.expire_time),
                                         "; take another, or wait until then"));
}

absl::Status NoCaseError(const CaseId& id) {
  return absl::NotFoundError(
      absl::StrCat("there is no such case, or it is resolved: ", NameOf(id)));
}

// Adds what was decided on, if that is still to be shown.
template <typename T>
void AddItem(const T& item, std::vector<T>& items, bool& has_more) {
  has_more = items.size() == kMaxItemsShown;
  if (!has_more) items.push_back(item);
}

// The verdict that the act is on what could not be seen.
absl::StatusOr<VerdictChange> ToVerdict(const ScreeningId& screening,
                                        const ClaimAct& act) {
  const bool releases = act.event == ClaimEvent::kRelease;
  if (!releases && !act.action) {
    return absl::FailedPreconditionError(
        "nobody asks for anything: say by action whether what could not be "
        "seen leads to LICENSING_REQUIRED or TAKEDOWN, got none");
  }
  return VerdictChange{
      .screening = screening,
      .work = std::nullopt,
      .action = releases ? takedown::Action::kAllow : *act.action,
      .ground = *act.ground,
      .comment = act.comment,
      .seconded = act.seconded,
      .of_case = true};
}

}  // namespace

absl::StatusOr<KnownCase> ReviewDesk::Read(const CaseId& id) const {
  const absl::StatusOr<index::Page<CaseItem>> items =
      parts_.cases.ItemsOf(id, "", kMaxItemsShown);
  if (!items.ok()) return items.status();
  return Read(id, *items);
}

absl::StatusOr<KnownCase> ReviewDesk::Read(
    const CaseId& id, const index::Page<CaseItem>& items) const {
  KnownCase known;
  known.id = id;
  absl::StatusOr<std::optional<Lease>> lease = parts_.cases.FindLease(id);
  if (!lease.ok()) return lease.status();
  if (*lease && (*lease)->expire_time > parts_.now()) {
    known.lease = **std::move(lease);
  }
  if (items.items.empty()) return known;
  known.next = items.items.front();
  // There is nothing that two could agree on of what is not decided on.
  known.wants_second_opinion =
      !known.next->IsFiles() &&
      parts_.settings.WantsSecondOpinion(known.next->harm);
  if (known.wants_second_opinion) {
    absl::StatusOr<std::vector<Opinion>> opinions =
        parts_.cases.FindOpinions(id);
    if (!opinions.ok()) return opinions.status();
    known.opinions =
        takedown::OpinionsSince(known.next->since, *std::move(opinions));
  }
  if (!known.next->IsClaim()) {
    absl::StatusOr<UnreadMedia> unread = ReadUnread(id, items);
    if (!unread.ok()) return unread.status();
    known.unread = *std::move(unread);
    // Closed just now.
    if (known.next->IsFiles() && !known.unread->files) known.next.reset();
    return known;
  }
  known.has_more_claims = !items.next.empty();
  for (const CaseItem& item : items.items) {
    known.claims.push_back({item.screening, item.claim});
  }
  absl::StatusOr<KnownClaim> first = parts_.claims.Get(known.claims.front());
  if (!first.ok()) return first.status();
  known.first = *std::move(first);
  return known;
}

absl::StatusOr<UnreadMedia> ReviewDesk::ReadUnread(
    const CaseId& id, const index::Page<CaseItem>& items) const {
  UnreadMedia unread;
  if (items.items.front().IsFiles()) {
    absl::StatusOr<std::optional<takedown::UnreadFiles>> files =
        parts_.unread_files.Find(id);
    if (!files.ok()) return files.status();
    unread.files = *std::move(files);
    if (unread.files) unread.cause = unread.files->cause;
    return unread;
  }
  unread.has_more_screenings = !items.next.empty();
  for (const CaseItem& item : items.items) {
    unread.screenings.push_back(item.screening);
  }
  absl::StatusOr<takedown::Screening> first =
      GetScreening(parts_.ledger, unread.screenings.front());
  if (!first.ok()) return first.status();
  unread.cause = takedown::UnseenCause(*first);
  unread.first = *std::move(first);
  return unread;
}

absl::StatusOr<index::Page<KnownCase>> ReviewDesk::List(const std::string& from,
                                                        size_t limit) const {
  const absl::StatusOr<index::Page<CaseId>> ids =
      parts_.cases.List(from, limit);
  if (!ids.ok()) return ids.status();
  index::Page<KnownCase> page{.items = {}, .next = ids->next};
  for (const CaseId& id : ids->items) {
    absl::StatusOr<KnownCase> known = Read(id);
    if (!known.ok()) return known.status();
    // Resolved just now.
    if (!known->next) continue;
    page.items.push_back(*std::move(known));
  }
  return page;
}

absl::StatusOr<KnownCase> ReviewDesk::Get(const CaseId& id) const {
  absl::StatusOr<KnownCase> known = Read(id);
  if (!known.ok()) return known.status();
  if (!known->next) return NoCaseError(id);
  const absl::Status added = AddGrounds(*known);
  if (!added.ok()) return added;
  return known;
}

absl::Status ReviewDesk::AddGrounds(KnownCase& known) const {
  if (known.unread && known.unread->first) {
    for (const takedown::Decision::Reason& reason :
         known.unread->first->decision.reasons) {
      if (reason.rule == Rule::kNotSeen) known.reasons.push_back(reason);
    }
  }
  if (!known.first) return absl::OkStatus();
  const takedown::Claim& claim = known.first->claim();
  const takedown::Screening& screening = known.first->screening;
  if (claim.standing.noticed) {
    absl::StatusOr<KnownNotice> notice = parts_.notices.Get(claim.notice);
    if (!notice.ok()) return notice.status();
    known.notice = *std::move(notice);
    return absl::OkStatus();
  }
  for (const takedown::Decision::Reason& reason : screening.decision.reasons) {
    if (reason.work == claim.work && reason.owner == claim.owner) {
      known.reasons.push_back(reason);
    }
  }
  absl::StatusOr<std::vector<takedown::Ownership>> ownerships =
      parts_.rights.OwnershipsOf(claim.work);
  if (!ownerships.ok()) return ownerships.status();
  known.ownerships = *std::move(ownerships);
  const absl::StatusOr<takedown::DecisionInputs> inputs =
      parts_.decider.InputsOf(screening);
  if (!inputs.ok()) return inputs.status();
  known.near_licences =
      takedown::NearLicences(*inputs, claim.work, claim.owner);
  return absl::OkStatus();
}

absl::StatusOr<KnownCase> ReviewDesk::Take(const CaseId& id,
                                           const std::string& moderator,
                                           const RequestKey& request) {
  const std::function<void()> nothing = [] {};
  return WritePlanned<KnownCase>(
      {parts_.ledger, parts_.now, nothing}, takedown::EventKind::kCaseTaken,
      NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<KnownCase>> {
        // The new lease is guarded by this one, which is read first: whoever
        // takes the case meanwhile has it.
        const absl::StatusOr<std::optional<Lease>> before =
            parts_.cases.FindLease(id);
        if (!before.ok()) return before.status();
        const absl::StatusOr<index::Page<CaseItem>> items =
            parts_.cases.ItemsOf(id, "", kMaxItemsShown);
        if (!items.ok()) return items.status();
        absl::StatusOr<KnownCase> known = Read(id, *items);
        if (!known.ok()) return known.status();
        if (!committed && !known->next) return NoCaseError(id);
        // What was committed may be resolved since; then there are none.
        const absl::Status added = AddGrounds(*known);
        if (!added.ok()) return added;
        if (committed) return Plan<KnownCase>{*std::move(known), std::nullopt};
        if (*before && (*before)->moderator != moderator &&
            (*before)->expire_time > parts_.now()) {
          return TakenError(id, **before);
        }
        const absl::Time now = parts_.now();
        known->lease = Lease{.moderator = moderator,
                             .expire_time = now + takedown::kLeaseTime,
                             .seen_until = now};
        // The clock may have gone back since they came.
        for (const CaseItem& item : items->items) {
          known->lease->seen_until =
              std::max(*known->lease->seen_until, item.since);
        }
        index::Batch batch;
        CaseIndex::SetLease(id, *before, known->lease, batch);
        // What is seen now is what is decided on.
        CaseIndex::GuardWaits(id, items->items, batch);
        return Plan<KnownCase>{*std::move(known), std::move(batch)};
      });
}

absl::StatusOr<Lease> ReviewDesk::LeaseOf(const CaseId& id,
                                          const std::string& moderator) const {
  const absl::StatusOr<std::optional<Lease>> lease = parts_.cases.FindLease(id);
  if (!lease.ok()) return lease.status();
  const bool is_own = *lease && (*lease)->moderator == moderator;
  const bool holds = *lease && (*lease)->expire_time > parts_.now();
  if (is_own && holds) return **lease;
  if (holds) return TakenError(id, **lease);
  return absl::FailedPreconditionError(absl::StrCat(
      moderator, " has not taken ", NameOf(id),
      is_own ? absl::StrCat(", or not since ",
                            takedown::TimeWords((*lease)->expire_time))
             : "",
      ": take it, look at it, and try again"));
}

absl::StatusOr<KnownCase> ReviewDesk::EndLease(
    const CaseId& id, const std::string& moderator, takedown::EventKind kind,
    const RequestKey& request,
    absl::FunctionRef<absl::Status(index::Batch&)> add) {
  const std::function<void()> nothing = [] {};
  return WritePlanned<KnownCase>(
      {parts_.ledger, parts_.now, nothing}, kind, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<KnownCase>> {
        absl::StatusOr<KnownCase> known = Read(id);
        if (!known.ok()) return known.status();
        if (committed) return Plan<KnownCase>{*std::move(known), std::nullopt};
        const absl::StatusOr<Lease> before = LeaseOf(id, moderator);
        if (!before.ok()) return before.status();
        index::Batch batch;
        CaseIndex::SetLease(id, *before, std::nullopt, batch);
        const absl::Status added = add(batch);
        if (!added.ok()) return added;
        known->lease.reset();
        return Plan<KnownCase>{*std::move(known), std::move(batch)};
      });
}

absl::StatusOr<KnownCase> ReviewDesk::GiveBack(const CaseId& id,
                                               const std::string& moderator,
                                               const RequestKey& request) {
  return EndLease(id, moderator, takedown::EventKind::kCaseGivenBack, request,
                  [](index::Batch&) { return absl::OkStatus(); });
}

absl::StatusOr<Opinion> ReviewDesk::ToOpinion(const KnownCase& known,
                                              const Lease& lease,
                                              const ClaimAct& act) const {
  Opinion opinion{.moderator = lease.moderator,
                  .decision = act.event,
                  .action = takedown::Action::kAllow,
                  .ground = *act.ground,
                  .asked = act.action,
                  .comment = act.comment,
                  .time = takedown::SeenUntil(lease)};
  if (known.first) {
    const absl::StatusOr<takedown::Claim> after =
        parts_.claims.Try(*known.first, act);
    if (!after.ok()) return after.status();
    if (act.event == ClaimEvent::kUphold)
      opinion.action = after->standing.action;
  } else {
    const absl::StatusOr<VerdictChange> verdict =
        ToVerdict(known.next->screening, act);
    if (!verdict.ok()) return verdict.status();
    opinion.action = *verdict->action;
  }
  return opinion;
}

absl::StatusOr<KnownCase> ReviewDesk::GiveOpinion(const CaseId& id,
                                                  const Opinion& opinion,
                                                  const RequestKey& request) {
  const absl::StatusOr<KnownCase> given =
      EndLease(id, opinion.moderator, takedown::EventKind::kOpinionGiven,
               request, [&](index::Batch& batch) {
                 const absl::StatusOr<std::vector<Opinion>> before =
                     parts_.cases.FindOpinions(id);
                 if (!before.ok()) return before.status();
                 std::vector<Opinion> after = *before;
                 takedown::AddOpinion(opinion, after);
                 CaseIndex::SetOpinions(id, *before, after, batch);
                 return absl::OkStatus();
               });
  if (!given.ok()) return given.status();
  return Read(id);
}

absl::StatusOr<KnownCase> ReviewDesk::Resolve(const CaseId& id,
                                              const std::string& moderator,
                                              const ClaimAct& act,
                                              const RequestKey& request) {
  const auto was_committed = [&] {
    return parts_.ledger.WasCommitted(request.id, request.digest);
  };
  absl::StatusOr<bool> committed = was_committed();
  if (!committed.ok()) return committed.status();
  if (*committed) return Read(id);
  const absl::StatusOr<Lease> lease = LeaseOf(id, moderator);
  const absl::StatusOr<KnownCase> known = Read(id);
  if (!known.ok()) return known.status();
  absl::Status status = lease.status();
  if (absl::IsFailedPrecondition(status) && !known->next) {
    status = NoCaseError(id);
  }
  if (!status.ok()) {
    // A repeat of the request may have been first, and have given the case
    // back.
    committed = was_committed();
    if (!committed.ok()) return committed.status();
    return *committed ? Read(id) : status;
  }
  const absl::Time seen = takedown::SeenUntil(*lease);
  ClaimAct decided = act;
  Agreement agreement{.until = seen};
  std::optional<Opinion> opinion;
  if (known->wants_second_opinion) {
    absl::StatusOr<Opinion> given = ToOpinion(*known, *lease, act);
    if (!given.ok()) return given.status();
    opinion = *std::move(given);
    const Opinion* same = takedown::FindSame(*opinion, known->opinions);
    if (same == nullptr) return GiveOpinion(id, *opinion, request);
    decided.seconded = true;
    agreement = {.until = std::min(seen, same->time),
                 .opinion = &*opinion,
                 .other = same};
  }
  KnownCase resolved;
  resolved.id = id;
  status = DecideAll(id, moderator, decided, agreement, resolved);
  committed = was_committed();
  if (!committed.ok()) return committed.status();
  if (*committed) return resolved;
  if (!status.ok()) return status;
  const absl::StatusOr<KnownCase> rest = EndLease(
      id, moderator, takedown::EventKind::kCaseResolved, request,
      [&](index::Batch& batch) { return AddRest(id, opinion, batch); });
  if (!rest.ok()) return rest.status();
  // Files are closed with the case.
  resolved.waits_on = rest->next && !rest->next->IsFiles();
  return resolved;
}

absl::Status ReviewDesk::AddRest(const CaseId& id,
                                 const std::optional<Opinion>& opinion,
                                 index::Batch& batch) const {
  const absl::StatusOr<std::optional<takedown::UnreadFiles>> files =
      parts_.unread_files.Find(id);
  if (!files.ok()) return files.status();
  if (*files) takedown::UnreadFileCases::Close(**files, batch);
  const absl::StatusOr<std::vector<Opinion>> opinions =
      parts_.cases.FindOpinions(id);
  if (!opinions.ok()) return opinions.status();
  const absl::StatusOr<index::Page<CaseItem>> rest =
      parts_.cases.ItemsOf(id, "", 1);
  if (!rest.ok()) return rest.status();
  std::vector<Opinion> left;
  if (opinion && !rest->items.empty()) left.push_back(*opinion);
  CaseIndex::SetOpinions(id, *opinions, left, batch);
  return absl::OkStatus();
}

absl::Status ReviewDesk::DecideAll(const CaseId& id,
                                   const std::string& moderator,
                                   const ClaimAct& act,
                                   const Agreement& agreement,
                                   KnownCase& resolved) {
  std::string from;
  while (true) {
    // Backwards: what comes meanwhile is left alone, and what moderators said
    // counts for as long as what came first waits, so that what is interrupted
    // can be repeated.
    const absl::StatusOr<index::Page<CaseItem>> page =
        parts_.cases.ItemsOf(id, from, kMaxItemsShown, true);
    if (!page.ok()) return page.status();
    // What changed before this was read has ended the lease.
    const absl::Status had = LeaseOf(id, moderator).status();
    if (!had.ok()) return had;
    for (const CaseItem& item : page->items) {
      if (item.since > agreement.until) continue;
      absl::Status status;
      if (item.IsClaim()) {
        status = Decide(item, act, agreement, resolved);
      } else if (!item.IsFiles()) {
        status = Decide(item.screening, act, resolved);
      } else if (act.event == ClaimEvent::kUphold) {
        status = absl::FailedPreconditionError(
            "nothing was screened, so that there is nothing to uphold: release "
            "the case when you have looked at it");
      }
      if (!status.ok()) return status;
    }
    if (page->next.empty()) return absl::OkStatus();
    from = page->next;
    // There may be more than can be decided on in the time of one lease.
    const absl::Status renewed = Take(id, moderator, {}).status();
    if (absl::IsNotFound(renewed)) return absl::OkStatus();
    if (!renewed.ok()) return renewed;
  }
}

absl::Status ReviewDesk::Decide(const CaseItem& item, ClaimAct act,
                                const Agreement& agreement,
                                KnownCase& resolved) {
  const ClaimName name{item.screening, item.claim};
  // Who asked for the same means the same of each.
  if (agreement.other != nullptr &&
      agreement.other->asked != agreement.opinion->asked) {
    const absl::StatusOr<KnownClaim> known = parts_.claims.Get(name);
    if (!known.ok()) return known.status();
    const takedown::Action wanted = known->claim().standing.action;
    if (!takedown::AgreeOn(wanted, *agreement.opinion, *agreement.other)) {
      return absl::OkStatus();
    }
  }
  act.waits_since = item.since;
  absl::StatusOr<KnownClaim> decided =
      parts_.claims.Act(name, act, std::nullopt, {});
  if (absl::IsFailedPrecondition(decided.status()) ||
      absl::IsAborted(decided.status())) {
    const absl::StatusOr<KnownClaim> now = parts_.claims.Get(name);
    if (!now.ok()) return now.status();
    const takedown::ClaimStanding& standing = now->claim().standing;
    // It waits no more, or waits with what the moderator has not seen: somebody
    // was first.
    if (!takedown::AwaitsModerator(standing) ||
        !takedown::WaitsSince(standing, item.since)) {
      return absl::OkStatus();
    }
  }
  if (!decided.ok()) return decided.status();
  resolved.first = *std::move(decided);
  AddItem(name, resolved.claims, resolved.has_more_claims);
  return absl::OkStatus();
}

absl::Status ReviewDesk::Decide(const ScreeningId& unseen, const ClaimAct& act,
                                KnownCase& resolved) {
  const absl::StatusOr<VerdictChange> verdict = ToVerdict(unseen, act);
  if (!verdict.ok()) return verdict.status();
  const absl::StatusOr<takedown::Screening> decided =
      parts_.moderation.Change(*verdict, std::nullopt, {});
  if (absl::IsFailedPrecondition(decided.status())) {
    const absl::StatusOr<takedown::Screening> now =
        GetScreening(parts_.ledger, unseen);
    if (!now.ok()) return now.status();
    // It waits no more: it was withdrawn.
    if (!takedown::AwaitsSight(*now)) return absl::OkStatus();
  }
  if (!decided.ok()) return decided.status();
  if (!resolved.unread) {
    resolved.unread.emplace().cause = takedown::UnseenCause(*decided);
  }
  AddItem(unseen, resolved.unread->screenings,
          resolved.unread->has_more_screenings);
  return absl::OkStatus();
}

}  // namespace earmark::service
