#include "service/review_desk.h"

#include "absl/strings/str_cat.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/time_words.h"

namespace earmark::service {
namespace {

using takedown::CaseId;
using takedown::CaseIndex;
using takedown::ClaimName;
using takedown::Lease;

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

}  // namespace

absl::StatusOr<KnownCase> ReviewDesk::Read(const CaseId& id) const {
  KnownCase known;
  known.id = id;
  const absl::StatusOr<index::Page<ClaimName>> claims =
      parts_.cases.ClaimsOf(id, "", kMaxClaimsShown);
  if (!claims.ok()) return claims.status();
  known.claims = claims->items;
  known.has_more_claims = !claims->next.empty();
  absl::StatusOr<std::optional<Lease>> lease = parts_.cases.FindLease(id);
  if (!lease.ok()) return lease.status();
  if (*lease && (*lease)->expire_time > parts_.now()) {
    known.lease = **std::move(lease);
  }
  if (known.claims.empty()) return known;
  absl::StatusOr<KnownClaim> first = parts_.claims.Get(known.claims.front());
  if (!first.ok()) return first.status();
  known.first = *std::move(first);
  return known;
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
    if (!known->first) continue;
    page.items.push_back(*std::move(known));
  }
  return page;
}

absl::StatusOr<KnownCase> ReviewDesk::Get(const CaseId& id) const {
  absl::StatusOr<KnownCase> known = Read(id);
  if (!known.ok()) return known.status();
  if (!known->first) return NoCaseError(id);
  const absl::Status added = AddGrounds(*known);
  if (!added.ok()) return added;
  return known;
}

absl::Status ReviewDesk::AddGrounds(KnownCase& known) const {
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
        absl::StatusOr<KnownCase> known = committed ? Read(id) : Get(id);
        if (!known.ok()) return known.status();
        if (committed) {
          // It may be resolved since.
          const absl::Status added =
              known->first ? AddGrounds(*known) : absl::OkStatus();
          if (!added.ok()) return added;
          return Plan<KnownCase>{*std::move(known), std::nullopt};
        }
        if (*before && (*before)->moderator != moderator &&
            (*before)->expire_time > parts_.now()) {
          return TakenError(id, **before);
        }
        known->lease = Lease{moderator, parts_.now() + takedown::kLeaseTime};
        index::Batch batch;
        CaseIndex::SetLease(id, *before, known->lease, batch);
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

absl::StatusOr<KnownCase> ReviewDesk::EndLease(const CaseId& id,
                                               const std::string& moderator,
                                               takedown::EventKind kind,
                                               const RequestKey& request) {
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
        known->lease.reset();
        return Plan<KnownCase>{*std::move(known), std::move(batch)};
      });
}

absl::StatusOr<KnownCase> ReviewDesk::GiveBack(const CaseId& id,
                                               const std::string& moderator,
                                               const RequestKey& request) {
  return EndLease(id, moderator, takedown::EventKind::kCaseGivenBack, request);
}

absl::StatusOr<KnownCase> ReviewDesk::Resolve(const CaseId& id,
                                              const std::string& moderator,
                                              const ClaimAct& act,
                                              const RequestKey& request) {
  KnownCase resolved;
  resolved.id = id;
  absl::Status status = LeaseOf(id, moderator).status();
  while (status.ok()) {
    const absl::StatusOr<index::Page<ClaimName>> claims =
        parts_.cases.ClaimsOf(id, "", kMaxClaimsShown);
    if (!claims.ok()) return claims.status();
    if (claims->items.empty()) break;
    for (const ClaimName& name : claims->items) {
      status = Decide(name, act, resolved);
      if (!status.ok()) break;
    }
  }
  // A repeat of the request may have been first, and have given the case back.
  const absl::StatusOr<bool> committed =
      parts_.ledger.WasCommitted(request.id, request.digest);
  if (!committed.ok()) return committed.status();
  if (*committed) return resolved;
  if (!status.ok()) return status;
  const absl::Status ended =
      EndLease(id, moderator, takedown::EventKind::kCaseResolved, request)
          .status();
  if (!ended.ok()) return ended;
  return resolved;
}

absl::Status ReviewDesk::Decide(const ClaimName& name, const ClaimAct& act,
                                KnownCase& resolved) {
  absl::StatusOr<KnownClaim> decided =
      parts_.claims.Act(name, act, std::nullopt, {});
  if (absl::IsFailedPrecondition(decided.status())) {
    const absl::StatusOr<KnownClaim> now = parts_.claims.Get(name);
    if (!now.ok()) return now.status();
    // It waits no more: somebody was first.
    if (!takedown::AwaitsModerator(now->claim().standing)) {
      return absl::OkStatus();
    }
  }
  if (!decided.ok()) return decided.status();
  if (!resolved.first) resolved.first = *std::move(decided);
  resolved.has_more_claims = resolved.claims.size() == kMaxClaimsShown;
  if (!resolved.has_more_claims) resolved.claims.push_back(name);
  return absl::OkStatus();
}

}  // namespace earmark::service
