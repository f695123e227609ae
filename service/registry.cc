#include "service/registry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/resource_name.h"
#include "service/shared_parts.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::Page;
using index::Reference;
using index::ReferenceId;
using index::Work;
using index::WorkId;
using takedown::EventKind;
using takedown::Owner;
using takedown::Ownership;

absl::Status WithdrawnError(const WorkId& work) {
  return absl::FailedPreconditionError(
      absl::StrCat("the work must not be withdrawn: ", NameOf(work)));
}

// Why decisions on an owner's works are made again.
std::string CauseOf(EventKind kind, const OwnerId& owner) {
  const std::string name = absl::StrCat("\"", owner.value, "\"");
  switch (kind) {
    case EventKind::kOwnerTrusted:
      return absl::StrCat("The owner ", name, " was trusted.");
    case EventKind::kOwnerPutOnProbation:
      return absl::StrCat("The owner ", name, " was put on probation.");
    default:
      return absl::StrCat("The owner ", name,
                          " changed its policy or its accounts.");
  }
}

bool SaysTheSame(const Owner& a, const Owner& b) {
  return a.display_name == b.display_name && a.policy == b.policy &&
         a.accounts == b.accounts;
}

bool SaysTheSame(const OwnedWork& a, const OwnedWork& b) {
  return a.work.title == b.work.title && a.work.kind == b.work.kind &&
         a.work.isrc == b.work.isrc && a.work.iswc == b.work.iswc &&
         a.work.eidr == b.work.eidr &&
         a.ownerships.front() == b.ownerships.front();
}

std::vector<std::string> IdentifiersOf(const Work& work) {
  return {work.isrc, work.iswc, work.eidr};
}

// Moves a new value, if there is one, into its field.
template <typename T>
void Assign(const std::optional<T>& value, T& field) {
  if (value) field = *value;
}

}  // namespace

bool Holds(const OwnedWork& work, const OwnerId& owner) {
  return std::any_of(
      work.ownerships.begin(), work.ownerships.end(),
      [&](const Ownership& ownership) { return ownership.owner == owner; });
}

void AddOwnershipRedecisions(const OwnedWork& work, index::Batch& batch) {
  const std::string name = absl::StrCat("\"", work.work.id.value, "\"");
  const absl::Time now = work.work.update_time;
  takedown::Redecisions::Add(
      {now, work.work.id,
       absl::StrCat("The rights in the work ", name, " were changed.")},
      batch);
  for (const Ownership& ownership : work.ownerships) {
    takedown::Redecisions::AddEnds(
        ownership.time, now, work.work.id,
        {absl::StrCat("Rights in the work ", name, " began."),
         absl::StrCat("Rights in the work ", name, " ended.")},
        batch);
  }
}

absl::StatusOr<Owner> Registry::GetOwner(const OwnerId& id) const {
  absl::StatusOr<std::optional<Owner>> owner = parts_.rights.FindOwner(id);
  if (!owner.ok()) return owner.status();
  if (*owner) return **std::move(owner);
  return absl::NotFoundError(absl::StrCat("there is no owner ", NameOf(id)));
}

absl::StatusOr<Page<Owner>> Registry::ListOwners(const std::string& from,
                                                 size_t limit) const {
  return parts_.rights.ListOwners(from, limit);
}

absl::StatusOr<OwnedWork> Registry::GetWork(const WorkId& id) const {
  absl::StatusOr<std::optional<Work>> work = parts_.catalogue.FindWork(id);
  while (work.ok() && *work) {
    absl::StatusOr<std::vector<Ownership>> ownerships =
        parts_.rights.OwnershipsOf(id);
    if (!ownerships.ok()) return ownerships.status();
    // Both are of one revision, as each change of either is one.
    absl::StatusOr<std::optional<Work>> again = parts_.catalogue.FindWork(id);
    if (!again.ok()) return again.status();
    if (*again && (*again)->revision == (*work)->revision) {
      if (!ownerships->empty()) {
        return OwnedWork{**std::move(again), *std::move(ownerships)};
      }
      return absl::DataLossError(
          absl::StrCat("the database lacks the owner of ", NameOf(id)));
    }
    work = std::move(again);
  }
  if (!work.ok()) return work.status();
  return absl::NotFoundError(absl::StrCat("there is no work ", NameOf(id)));
}

absl::StatusOr<Page<OwnedWork>> Registry::ListWorks(
    const std::optional<OwnerId>& owner, const std::string& identifier,
    const std::string& from, size_t limit) const {
  Page<WorkId> ids;
  if (!identifier.empty() || owner) {
    absl::StatusOr<Page<WorkId>> found =
        identifier.empty()
            ? parts_.rights.ListWorksOf(*owner, from, limit)
            : parts_.rights.ListIdentified(identifier, from, limit);
    if (!found.ok()) return found.status();
    ids = *std::move(found);
  } else {
    const absl::StatusOr<Page<Work>> works =
        parts_.catalogue.ListWorks(from, limit);
    if (!works.ok()) return works.status();
    for (const Work& work : works->items) ids.items.push_back(work.id);
    ids.next = works->next;
  }
  Page<OwnedWork> page{.items = {}, .next = ids.next};
  for (const WorkId& id : ids.items) {
    absl::StatusOr<OwnedWork> owned = GetWork(id);
    if (!owned.ok()) return owned.status();
    if (!owner || Holds(*owned, *owner)) {
      page.items.push_back(*std::move(owned));
    }
  }
  return page;
}

absl::StatusOr<KnownReference> Registry::WithRights(
    absl::StatusOr<Reference> reference) const {
  if (!reference.ok()) return reference.status();
  absl::StatusOr<takedown::ReferenceRights> rights =
      parts_.rights.FindReferenceRights(reference->work, reference->id);
  if (!rights.ok()) return rights.status();
  return KnownReference{*std::move(reference), *std::move(rights)};
}

absl::StatusOr<Reference> Registry::GetReference(const WorkId& work,
                                                 const ReferenceId& id) const {
  absl::StatusOr<std::optional<Reference>> reference =
      parts_.catalogue.FindReference(work, id);
  if (!reference.ok()) return reference.status();
  if (*reference) return **std::move(reference);
  return absl::NotFoundError(
      absl::StrCat("there is no reference ", NameOf(work, id)));
}

absl::StatusOr<Page<Reference>> Registry::ListReferences(
    const WorkId& work, const std::string& from, size_t limit) const {
  const absl::StatusOr<OwnedWork> found = GetWork(work);
  if (!found.ok()) return found.status();
  return parts_.catalogue.ListReferences(work, from, limit);
}

absl::StatusOr<Owner> Registry::CreateOwner(const Owner& owner,
                                            const RequestKey& request) {
  return WritePlanned<Owner>(
      committer(), EventKind::kOwnerCreated, NameOf(owner.id), request,
      [&](bool committed) -> absl::StatusOr<Plan<Owner>> {
        absl::StatusOr<Owner> present = GetOwner(owner.id);
        if (present.ok() && (committed || SaysTheSame(*present, owner))) {
          return Plan<Owner>{*std::move(present), std::nullopt};
        }
        if (present.ok()) {
          return absl::AlreadyExistsError(absl::StrCat(
              "owner_id is taken by another owner: ", owner.id.value));
        }
        if (!absl::IsNotFound(present.status())) return present.status();
        const absl::Status named = CheckPolicy(owner.policy, owner.id);
        if (!named.ok()) return named;
        Owner created = owner;
        created.trust = Owner::Trust::kProbation;
        created.create_time = created.update_time = parts_.now();
        created.revision = 1;
        index::Batch batch;
        parts_.rights.CreateOwner(created, batch);
        return Plan<Owner>{std::move(created), std::move(batch)};
      });
}

absl::StatusOr<Owner> Registry::ChangeOwner(
    EventKind kind, const OwnerId& id, std::optional<int64_t> revision,
    const RequestKey& request, absl::FunctionRef<void(Owner&)> change) {
  return WritePlanned<Owner>(
      committer(), kind, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<Owner>> {
        absl::StatusOr<Owner> before = GetOwner(id);
        if (!before.ok()) return before.status();
        if (committed) return Plan<Owner>{*std::move(before), std::nullopt};
        const absl::Status fresh =
            CheckRevision(NameOf(id), revision, before->revision);
        if (!fresh.ok()) return fresh;
        Owner after = *before;
        change(after);
        const absl::Status named = CheckPolicy(after.policy, id);
        if (!named.ok()) return named;
        after.update_time = parts_.now();
        ++after.revision;
        index::Batch batch;
        parts_.rights.UpdateOwner(*before, after, batch);
        takedown::Redecisions::Add({after.update_time, id, CauseOf(kind, id)},
                                   batch);
        return Plan<Owner>{std::move(after), std::move(batch)};
      });
}

absl::StatusOr<Owner> Registry::UpdateOwner(const OwnerId& id,
                                            std::optional<int64_t> revision,
                                            const OwnerUpdate& update,
                                            const RequestKey& request) {
  return ChangeOwner(EventKind::kOwnerUpdated, id, revision, request,
                     [&](Owner& owner) {
                       Assign(update.display_name, owner.display_name);
                       Assign(update.policy, owner.policy);
                       Assign(update.accounts, owner.accounts);
                     });
}

absl::StatusOr<Owner> Registry::SetTrust(const OwnerId& id,
                                         std::optional<int64_t> revision,
                                         Owner::Trust trust,
                                         const RequestKey& request) {
  return ChangeOwner(
      trust == Owner::Trust::kTrusted ? EventKind::kOwnerTrusted
                                      : EventKind::kOwnerPutOnProbation,
      id, revision, request, [&](Owner& owner) { owner.trust = trust; });
}

absl::StatusOr<OwnedWork> Registry::CreateWork(const OwnedWork& work,
                                               const RequestKey& request) {
  const WorkId& id = work.work.id;
  return WritePlanned<OwnedWork>(
      committer(), EventKind::kWorkCreated, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<OwnedWork>> {
        absl::StatusOr<OwnedWork> present = GetWork(id);
        if (present.ok() && (committed || SaysTheSame(*present, work))) {
          return Plan<OwnedWork>{*std::move(present), std::nullopt};
        }
        if (present.ok()) {
          return absl::AlreadyExistsError(
              absl::StrCat("work_id is taken by another work: ", id.value));
        }
        if (!absl::IsNotFound(present.status())) return present.status();
        const absl::Status named = CheckNamed(work.ownerships.front());
        if (!named.ok()) return named;
        OwnedWork created = work;
        created.work.state = Work::State::kActive;
        created.work.create_time = created.work.update_time = parts_.now();
        created.work.revision = 1;
        index::Batch batch;
        parts_.catalogue.CreateWork(created.work, batch);
        parts_.rights.SetOwnerships(id, {}, created.ownerships, batch);
        parts_.rights.SetIdentifiers(id, {}, IdentifiersOf(created.work),
                                     batch);
        return Plan<OwnedWork>{std::move(created), std::move(batch)};
      });
}

absl::StatusOr<OwnedWork> Registry::UpdateWork(const WorkId& id,
                                               std::optional<int64_t> revision,
                                               const WorkUpdate& update,
                                               const RequestKey& request) {
  return WritePlanned<OwnedWork>(
      committer(), EventKind::kWorkUpdated, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<OwnedWork>> {
        absl::StatusOr<OwnedWork> before = GetWork(id);
        if (!before.ok()) return before.status();
        if (committed) return Plan<OwnedWork>{*std::move(before), std::nullopt};
        const absl::Status fresh =
            CheckRevision(NameOf(id), revision, before->work.revision);
        if (!fresh.ok()) return fresh;
        if (before->work.state == Work::State::kWithdrawn) {
          return WithdrawnError(id);
        }
        OwnedWork after = *before;
        Assign(update.title, after.work.title);
        Assign(update.kind, after.work.kind);
        Assign(update.isrc, after.work.isrc);
        Assign(update.iswc, after.work.iswc);
        Assign(update.eidr, after.work.eidr);
        Ownership& ownership = after.ownerships.front();
        Assign(update.owner, ownership.owner);
        Assign(update.territories, ownership.territories);
        Assign(update.policy, ownership.policy);
        Assign(update.catalogue, ownership.catalogue);
        const absl::Status named = CheckNamed(ownership);
        if (!named.ok()) return named;
        after.work.update_time = parts_.now();
        ++after.work.revision;
        index::Batch batch;
        parts_.catalogue.UpdateWork(before->work, after.work, batch);
        parts_.rights.SetIdentifiers(id, IdentifiersOf(before->work),
                                     IdentifiersOf(after.work), batch);
        if (after.ownerships != before->ownerships) {
          parts_.rights.SetOwnerships(id, before->ownerships, after.ownerships,
                                      batch);
          AddOwnershipRedecisions(after, batch);
        }
        return Plan<OwnedWork>{std::move(after), std::move(batch)};
      });
}

absl::StatusOr<OwnedWork> Registry::WithdrawWork(
    const WorkId& id, std::optional<int64_t> revision,
    const RequestKey& request) {
  const absl::StatusOr<OwnedWork> before = WritePlanned<OwnedWork>(
      committer(), EventKind::kWorkWithdrawn, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<OwnedWork>> {
        absl::StatusOr<OwnedWork> present = GetWork(id);
        if (!present.ok()) return present.status();
        if (committed || present->work.state == Work::State::kWithdrawn) {
          return Plan<OwnedWork>{*std::move(present), std::nullopt};
        }
        const absl::Status fresh =
            CheckRevision(NameOf(id), revision, present->work.revision);
        if (!fresh.ok()) return fresh;
        index::Batch batch;
        const absl::Status added =
            parts_.catalogue.WithdrawWork(present->work, parts_.now(), batch);
        if (!added.ok()) return added;
        return Plan<OwnedWork>{*std::move(present), std::move(batch)};
      });
  // The catalogue makes the withdrawn work, so it is read again.
  if (!before.ok()) return before.status();
  return GetWork(id);
}

absl::Status Registry::CheckPolicy(const takedown::PolicyId& policy,
                                   const OwnerId& owner) const {
  if (policy.value.empty()) return absl::OkStatus();
  const absl::StatusOr<std::optional<takedown::StoredPolicy>> found =
      parts_.rights.FindPolicy(policy);
  if (!found.ok()) return found.status();
  if (!*found) {
    return absl::NotFoundError(
        absl::StrCat("there is no policy ", NameOf(policy)));
  }
  if (!(*found)->owner.value.empty() && (*found)->owner != owner) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a policy of another owner cannot be used: ", NameOf(policy)));
  }
  return absl::OkStatus();
}

absl::Status Registry::CheckNamed(const Ownership& ownership) const {
  const absl::StatusOr<Owner> owner = GetOwner(ownership.owner);
  if (!owner.ok()) return owner.status();
  return CheckPolicy(ownership.policy, ownership.owner);
}

absl::Status Registry::CheckActive(const WorkId& work) const {
  const absl::StatusOr<OwnedWork> found = GetWork(work);
  if (!found.ok()) return found.status();
  if (found->work.state == Work::State::kWithdrawn) return WithdrawnError(work);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Reference>> Registry::FindContent(
    const NewReference& reference, const index::ContentDigest& content) const {
  absl::StatusOr<bool> committed = false;
  if (!reference.request.id.empty()) {
    committed = parts_.ledger.WasCommitted(reference.request.id,
                                           reference.request.digest);
    if (!committed.ok()) return committed.status();
  }
  if (!*committed) {
    const absl::Status active = CheckActive(reference.work);
    if (!active.ok()) return active;
  }
  return parts_.catalogue.FindReference(
      reference.work, index::Catalogue::ReferenceIdOf(content));
}

absl::StatusOr<Reference> Registry::AddReference(
    const NewReference& reference, const UploadSpool& file, absl::Time deadline,
    const fingerprint::Cancellation& cancellation) {
  fingerprint::ExtractOptions extract = parts_.extract;
  extract.for_reference = true;
  const absl::StatusOr<fingerprint::MediaFingerprint> fingerprint =
      parts_.workers.Extract(file.descriptor(), extract, deadline,
                             &cancellation);
  if (!fingerprint.ok()) return fingerprint.status();
  const absl::Status referable = index::Catalogue::CheckReferable(*fingerprint);
  if (!referable.ok()) return referable;
  const ReferenceId id = index::Catalogue::ReferenceIdOf(file.digest());
  const absl::MutexLock lock(&adding_);
  const absl::StatusOr<index::Finds> finds = parts_.matcher.Find(*fingerprint);
  if (!finds.ok()) return finds.status();
  return WritePlanned<Reference>(
      committer(), EventKind::kReferenceAdded, NameOf(reference.work, id),
      reference.request, [&](bool) -> absl::StatusOr<Plan<Reference>> {
        // A stream that ended because its caller is gone is not a whole file.
        if (cancellation.cancelled()) {
          return absl::CancelledError("the caller cancelled the call");
        }
        absl::StatusOr<std::optional<Reference>> present =
            FindContent(reference, file.digest());
        if (!present.ok()) return present.status();
        if (*present) {
          return Plan<Reference>{**std::move(present), std::nullopt};
        }
        Reference added;
        added.work = reference.work;
        added.id = id;
        added.file_name = reference.file_name;
        added.size_bytes = file.size_bytes();
        added.content = file.digest();
        added.create_time = parts_.now();
        index::Batch batch;
        absl::StatusOr<Reference> result = parts_.catalogue.AddReference(
            std::move(added), *fingerprint, batch);
        if (!result.ok()) return result.status();
        takedown::ReferenceRights rights{.attested = reference.attested,
                                         .revision = 1};
        const absl::Status shared = AddSharedParts(
            parts_.rights, finds->matches, *result, rights, batch);
        if (!shared.ok()) return shared;
        parts_.rights.SetReferenceRights(
            reference.work, id, takedown::ReferenceRights(), rights, batch);
        return Plan<Reference>{*std::move(result), std::move(batch)};
      });
}

absl::StatusOr<Reference> Registry::SwitchReference(const WorkId& work,
                                                    const ReferenceId& id,
                                                    bool on,
                                                    const RequestKey& request) {
  const Reference::State wanted =
      on ? Reference::State::kActive : Reference::State::kDisabled;
  return WritePlanned<Reference>(
      committer(),
      on ? EventKind::kReferenceEnabled : EventKind::kReferenceDisabled,
      NameOf(work, id), request,
      [&](bool committed) -> absl::StatusOr<Plan<Reference>> {
        absl::StatusOr<Reference> present = GetReference(work, id);
        if (!present.ok()) return present.status();
        if (committed || present->state == wanted) {
          return Plan<Reference>{*std::move(present), std::nullopt};
        }
        const absl::Status active = CheckActive(work);
        if (!active.ok()) return active;
        index::Batch batch;
        absl::StatusOr<Reference> result =
            on ? parts_.catalogue.EnableReference(*present, parts_.now(), batch)
               : parts_.catalogue.DisableReference(*present, parts_.now(),
                                                   batch);
        if (!result.ok()) return result.status();
        return Plan<Reference>{*std::move(result), std::move(batch)};
      });
}

absl::StatusOr<Reference> Registry::DisableReference(
    const WorkId& work, const ReferenceId& id, const RequestKey& request) {
  return SwitchReference(work, id, /*on=*/false, request);
}

absl::StatusOr<Reference> Registry::EnableReference(const WorkId& work,
                                                    const ReferenceId& id,
                                                    const RequestKey& request) {
  return SwitchReference(work, id, /*on=*/true, request);
}

}  // namespace earmark::service
