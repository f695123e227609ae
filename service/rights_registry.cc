#include "service/rights_registry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/resource_name.h"
#include "takedown/policy_presets.h"
#include "takedown/redecision.h"

namespace earmark::service {
namespace {

using index::Batch;
using index::OwnerId;
using index::Page;
using index::ReferenceId;
using index::WorkId;
using takedown::EventKind;
using takedown::Exclusion;
using takedown::Licence;
using takedown::LicenceId;
using takedown::Overlap;
using takedown::Ownership;
using takedown::PolicyId;
using takedown::Redecisions;
using takedown::ReferenceRights;
using takedown::StoredPolicy;

// How many works or references are read at once.
constexpr size_t kPageSize = 256;

bool SaysTheSame(const StoredPolicy& a, const StoredPolicy& b) {
  return a.owner == b.owner && a.display_name == b.display_name &&
         a.policy.otherwise == b.policy.otherwise &&
         a.policy.rules == b.policy.rules;
}

bool SaysTheSame(const Licence& a, Licence b) {
  b.create_time = a.create_time;
  b.update_time = a.update_time;
  b.revision = a.revision;
  return a == b;
}

std::string InQuotes(const std::string& id) {
  return absl::StrCat("\"", id, "\"");
}

// Adds what follows of a licence being as it is from `now` on.
void AddRedecisions(const Licence& licence, absl::Time now,
                    const std::string& cause, Batch& batch) {
  Redecisions::Add({now, licence.owner, cause}, batch);
  const std::string name =
      absl::StrCat("The licence ", InQuotes(licence.id.value), " of ",
                   InQuotes(licence.owner.value));
  Redecisions::AddEnds(
      licence.time, now, licence.owner,
      {absl::StrCat(name, " began."), absl::StrCat(name, " ended.")}, batch);
}

// By start, those that overlap or touch joined; the first note stays.
std::vector<Exclusion> Joined(std::vector<Exclusion> exclusions) {
  std::sort(exclusions.begin(), exclusions.end(),
            [](const Exclusion& a, const Exclusion& b) {
              return std::tie(a.range.start, a.range.end) <
                     std::tie(b.range.start, b.range.end);
            });
  std::vector<Exclusion> joined;
  for (Exclusion& exclusion : exclusions) {
    if (!joined.empty() && exclusion.range.start <= joined.back().range.end) {
      joined.back().range.end =
          std::max(joined.back().range.end, exclusion.range.end);
    } else {
      joined.push_back(std::move(exclusion));
    }
  }
  return joined;
}

// Settles what is open between a reference and another. Returns whether there
// was anything.
bool Settle(const WorkId& other_work, const ReferenceId& other_reference,
            bool keep, ReferenceRights& rights) {
  bool any = false;
  for (Overlap& overlap : rights.overlaps) {
    if (overlap.state != Overlap::State::kOpen || overlap.work != other_work ||
        overlap.reference != other_reference) {
      continue;
    }
    any = true;
    overlap.state = keep ? Overlap::State::kKept : Overlap::State::kExcluded;
    if (keep) continue;
    rights.exclusions.push_back(
        {overlap.range,
         absl::StrCat("also in ", NameOf(other_work, other_reference))});
  }
  rights.exclusions = Joined(std::move(rights.exclusions));
  return any;
}

}  // namespace

absl::StatusOr<StoredPolicy> RightsRegistry::GetPolicy(
    const PolicyId& id, std::optional<int64_t> version) const {
  absl::StatusOr<std::optional<StoredPolicy>> policy =
      parts_.rights.FindPolicy(id, version);
  if (!policy.ok()) return policy.status();
  if (*policy) return **std::move(policy);
  return absl::NotFoundError(absl::StrCat(
      "there is no policy ", NameOf(id),
      version ? absl::StrCat(" of version ", *version) : std::string()));
}

absl::StatusOr<Page<StoredPolicy>> RightsRegistry::ListPolicies(
    const std::string& from, size_t limit) const {
  return parts_.rights.ListPolicies(from, limit);
}

absl::StatusOr<StoredPolicy> RightsRegistry::CreatePolicy(
    const StoredPolicy& policy, const RequestKey& request) {
  const PolicyId& id = policy.policy.id;
  return WritePlanned<StoredPolicy>(
      committer(), EventKind::kPolicyCreated, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<StoredPolicy>> {
        absl::StatusOr<std::optional<StoredPolicy>> present =
            parts_.rights.FindPolicy(id);
        if (!present.ok()) return present.status();
        if (*present && (committed || SaysTheSame(**present, policy))) {
          return Plan<StoredPolicy>{**std::move(present), std::nullopt};
        }
        if (*present) {
          return absl::AlreadyExistsError(
              absl::StrCat("policy_id is taken by another policy: ", id.value));
        }
        if (!policy.owner.value.empty()) {
          const absl::Status owner =
              parts_.registry.GetOwner(policy.owner).status();
          if (!owner.ok()) return owner;
        }
        StoredPolicy created = policy;
        created.policy.version = 1;
        created.create_time = created.update_time = parts_.now();
        Batch batch;
        parts_.rights.AddPolicy(created, batch);
        return Plan<StoredPolicy>{std::move(created), std::move(batch)};
      });
}

absl::StatusOr<StoredPolicy> RightsRegistry::UpdatePolicy(
    const PolicyId& id, const std::optional<takedown::Policy>& rules,
    const std::optional<std::string>& display_name,
    std::optional<int64_t> version, const RequestKey& request) {
  if (takedown::FindPreset(id) != nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "a preset cannot be changed, make a policy of your own: ", NameOf(id)));
  }
  return WritePlanned<StoredPolicy>(
      committer(), EventKind::kPolicyUpdated, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<StoredPolicy>> {
        absl::StatusOr<StoredPolicy> before = GetPolicy(id, std::nullopt);
        if (!before.ok()) return before.status();
        if (committed) {
          return Plan<StoredPolicy>{*std::move(before), std::nullopt};
        }
        const absl::Status fresh =
            CheckRevision(NameOf(id), version, before->policy.version);
        if (!fresh.ok()) return fresh;
        StoredPolicy after = *before;
        if (rules) {
          after.policy.otherwise = rules->otherwise;
          after.policy.rules = rules->rules;
        }
        if (display_name) after.display_name = *display_name;
        if (SaysTheSame(*before, after)) {
          return Plan<StoredPolicy>{*std::move(before), std::nullopt};
        }
        after.policy.version = before->policy.version + 1;
        after.update_time = parts_.now();
        Batch batch;
        parts_.rights.AddPolicy(after, batch);
        const std::string cause = absl::StrCat(
            "The policy ", InQuotes(id.value), " has a new version.");
        if (!after.owner.value.empty()) {
          Redecisions::Add({after.update_time, after.owner, cause}, batch);
        } else {
          const absl::Status added =
              AddOwnersRedecisions(after.update_time, cause, batch);
          if (!added.ok()) return added;
        }
        return Plan<StoredPolicy>{std::move(after), std::move(batch)};
      });
}

absl::Status RightsRegistry::AddOwnersRedecisions(absl::Time now,
                                                  const std::string& cause,
                                                  Batch& batch) const {
  std::string from;
  do {
    const absl::StatusOr<Page<takedown::Owner>> owners =
        parts_.rights.ListOwners(from, kPageSize);
    if (!owners.ok()) return owners.status();
    for (const takedown::Owner& owner : owners->items) {
      Redecisions::Add({now, owner.id, cause}, batch);
    }
    from = owners->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::StatusOr<Licence> RightsRegistry::GetLicence(const OwnerId& owner,
                                                   const LicenceId& id) const {
  absl::StatusOr<std::optional<Licence>> licence =
      parts_.rights.FindLicence(owner, id);
  if (!licence.ok()) return licence.status();
  if (*licence) return **std::move(licence);
  return absl::NotFoundError(
      absl::StrCat("there is no licence ", NameOf(owner, id)));
}

absl::StatusOr<Page<Licence>> RightsRegistry::ListLicences(
    const OwnerId& owner, const std::string& from, size_t limit) const {
  return parts_.rights.ListLicences(owner, from, limit);
}

absl::Status RightsRegistry::CheckLicence(const Licence& licence) const {
  const absl::Status owner = parts_.registry.GetOwner(licence.owner).status();
  if (!owner.ok()) return owner;
  for (const WorkId& work : licence.works) {
    const absl::Status found = parts_.registry.GetWork(work).status();
    if (!found.ok()) return found;
  }
  return absl::OkStatus();
}

absl::StatusOr<Licence> RightsRegistry::CreateLicence(
    const Licence& licence, const RequestKey& request) {
  const std::string name = NameOf(licence.owner, licence.id);
  return WritePlanned<Licence>(
      committer(), EventKind::kLicenceCreated, name, request,
      [&](bool committed) -> absl::StatusOr<Plan<Licence>> {
        absl::StatusOr<std::optional<Licence>> present =
            parts_.rights.FindLicence(licence.owner, licence.id);
        if (!present.ok()) return present.status();
        if (*present && (committed || SaysTheSame(**present, licence))) {
          return Plan<Licence>{**std::move(present), std::nullopt};
        }
        if (*present) {
          return absl::AlreadyExistsError(
              absl::StrCat("licence_id is taken by another licence: ", name));
        }
        if (committed) {
          return absl::NotFoundError(absl::StrCat(
              "the licence that this request gave was taken back: ", name,
              "; give it again with another request_id"));
        }
        const absl::Status named = CheckLicence(licence);
        if (!named.ok()) return named;
        Licence created = licence;
        created.create_time = created.update_time = parts_.now();
        created.revision = 1;
        Batch batch;
        parts_.rights.SetLicence(std::nullopt, created, batch);
        AddRedecisions(
            created, created.create_time,
            absl::StrCat("The licence ", InQuotes(licence.id.value), " of ",
                         InQuotes(licence.owner.value), " was given."),
            batch);
        return Plan<Licence>{std::move(created), std::move(batch)};
      });
}

absl::StatusOr<Licence> RightsRegistry::UpdateLicence(
    const OwnerId& owner, const LicenceId& id, std::optional<int64_t> revision,
    const RequestKey& request, absl::FunctionRef<void(Licence&)> change) {
  const std::string name = NameOf(owner, id);
  return WritePlanned<Licence>(
      committer(), EventKind::kLicenceUpdated, name, request,
      [&](bool committed) -> absl::StatusOr<Plan<Licence>> {
        absl::StatusOr<Licence> before = GetLicence(owner, id);
        if (!before.ok()) return before.status();
        if (committed) return Plan<Licence>{*std::move(before), std::nullopt};
        const absl::Status fresh =
            CheckRevision(name, revision, before->revision);
        if (!fresh.ok()) return fresh;
        Licence after = *before;
        change(after);
        const absl::Status named = CheckLicence(after);
        if (!named.ok()) return named;
        after.update_time = parts_.now();
        after.revision = before->revision + 1;
        Batch batch;
        parts_.rights.SetLicence(*before, after, batch);
        AddRedecisions(after, after.update_time,
                       absl::StrCat("The licence ", InQuotes(id.value), " of ",
                                    InQuotes(owner.value), " was changed."),
                       batch);
        return Plan<Licence>{std::move(after), std::move(batch)};
      });
}

absl::Status RightsRegistry::DeleteLicence(const OwnerId& owner,
                                           const LicenceId& id,
                                           std::optional<int64_t> revision,
                                           const RequestKey& request) {
  const std::string name = NameOf(owner, id);
  return WritePlanned<bool>(
             committer(), EventKind::kLicenceDeleted, name, request,
             [&](bool committed) -> absl::StatusOr<Plan<bool>> {
               const absl::StatusOr<std::optional<Licence>> before =
                   parts_.rights.FindLicence(owner, id);
               if (!before.ok()) return before.status();
               if (committed || !*before) {
                 return Plan<bool>{true, std::nullopt};
               }
               const absl::Status fresh =
                   CheckRevision(name, revision, (*before)->revision);
               if (!fresh.ok()) return fresh;
               Batch batch;
               parts_.rights.SetLicence(*before, std::nullopt, batch);
               Redecisions::Add(
                   {parts_.now(), owner,
                    absl::StrCat("The licence ", InQuotes(id.value), " of ",
                                 InQuotes(owner.value), " was taken back.")},
                   batch);
               return Plan<bool>{true, std::move(batch)};
             })
      .status();
}

absl::StatusOr<OwnedWork> RightsRegistry::ChangeOwnerships(
    const WorkId& work, std::optional<int64_t> revision,
    const RequestKey& request,
    absl::FunctionRef<absl::Status(std::vector<Ownership>&)> change) {
  return WritePlanned<OwnedWork>(
      committer(), EventKind::kOwnershipsChanged, NameOf(work), request,
      [&](bool committed) -> absl::StatusOr<Plan<OwnedWork>> {
        absl::StatusOr<OwnedWork> before = parts_.registry.GetWork(work);
        if (!before.ok()) return before.status();
        if (committed) return Plan<OwnedWork>{*std::move(before), std::nullopt};
        const absl::Status fresh =
            CheckRevision(NameOf(work), revision, before->work.revision);
        if (!fresh.ok()) return fresh;
        if (before->work.state == index::Work::State::kWithdrawn) {
          return absl::FailedPreconditionError(
              absl::StrCat("the work must not be withdrawn: ", NameOf(work)));
        }
        OwnedWork after = *before;
        const absl::Status changed = change(after.ownerships);
        if (!changed.ok()) return changed;
        if (after.ownerships.empty()) {
          return absl::FailedPreconditionError(absl::StrCat(
              "somebody must hold the work (withdraw it instead): ",
              NameOf(work)));
        }
        if (after.ownerships == before->ownerships) {
          return Plan<OwnedWork>{*std::move(before), std::nullopt};
        }
        for (const Ownership& ownership : after.ownerships) {
          const absl::Status named = parts_.registry.CheckNamed(ownership);
          if (!named.ok()) return named;
        }
        after.work.update_time = parts_.now();
        ++after.work.revision;
        Batch batch;
        parts_.catalogue.UpdateWork(before->work, after.work, batch);
        parts_.rights.SetOwnerships(work, before->ownerships, after.ownerships,
                                    batch);
        AddOwnershipRedecisions(after, batch);
        return Plan<OwnedWork>{std::move(after), std::move(batch)};
      });
}

absl::StatusOr<OwnedWork> RightsRegistry::SetOwnerships(
    const WorkId& work, const OwnerId& owner,
    const std::vector<Ownership>& ownerships, std::optional<int64_t> revision,
    const RequestKey& request) {
  return ChangeOwnerships(
      work, revision, request, [&](std::vector<Ownership>& holds) {
        // Those of the owner stay where they were, as the first is the
        // registrant's.
        const auto is_theirs = [&](const Ownership& hold) {
          return hold.owner == owner;
        };
        const auto first = std::find_if(holds.begin(), holds.end(), is_theirs);
        const std::ptrdiff_t place = first - holds.begin();
        std::erase_if(holds, is_theirs);
        holds.insert(holds.begin() + place, ownerships.begin(),
                     ownerships.end());
        return absl::OkStatus();
      });
}

absl::StatusOr<OwnedWork> RightsRegistry::TransferOwnership(
    const WorkId& work, const OwnerId& from, const OwnerId& to,
    std::optional<absl::Time> given, std::optional<int64_t> revision,
    const RequestKey& request) {
  return ChangeOwnerships(
      work, revision, request,
      [&](std::vector<Ownership>& holds) -> absl::Status {
        const absl::Time now = parts_.now();
        const absl::Time time = given.value_or(now);
        // Who takes over from the registrant looks after the work.
        const bool takes_over = holds.front().owner == from && time <= now;
        std::vector<Ownership> changed;
        std::vector<Ownership> handed;
        for (const Ownership& hold : holds) {
          if (hold.owner != from || hold.time.end <= time) {
            changed.push_back(hold);
            continue;
          }
          Ownership ending = hold;
          ending.time.end = time;
          Ownership beginning = hold;
          beginning.owner = to;
          beginning.policy = {};
          beginning.catalogue = {};
          beginning.time.start = std::max(hold.time.start, time);
          handed.push_back(std::move(beginning));
          // Nothing is left of a hold that was to begin later.
          if (ending.time.start < time) changed.push_back(std::move(ending));
        }
        if (handed.empty()) {
          return absl::FailedPreconditionError(
              absl::StrCat(NameOf(from), " holds nothing of ", NameOf(work),
                           " at ", absl::FormatTime(time)));
        }
        changed.insert(takes_over ? changed.begin() : changed.end(),
                       handed.begin(), handed.end());
        holds = std::move(changed);
        return absl::OkStatus();
      });
}

absl::StatusOr<Page<OwnedWork>> RightsRegistry::ListConflicts(
    const OwnerId& owner, const std::string& from, size_t limit) const {
  const absl::StatusOr<Page<WorkId>> works =
      parts_.rights.ListWorksOf(owner, from, limit);
  if (!works.ok()) return works.status();
  Page<OwnedWork> page{.items = {}, .next = works->next};
  for (const WorkId& work : works->items) {
    absl::StatusOr<OwnedWork> owned = parts_.registry.GetWork(work);
    if (!owned.ok()) return owned.status();
    if (!takedown::FindConflicts(owned->ownerships, parts_.now()).empty()) {
      page.items.push_back(*std::move(owned));
    }
  }
  return page;
}

absl::StatusOr<Page<KnownReference>> RightsRegistry::ListQuestionedReferences(
    const OwnerId& owner, const std::string& from, size_t limit) const {
  const absl::StatusOr<Page<WorkId>> works =
      parts_.rights.ListWorksOf(owner, from, limit);
  if (!works.ok()) return works.status();
  Page<KnownReference> page{.items = {}, .next = works->next};
  for (const WorkId& work : works->items) {
    std::string next;
    do {
      const absl::StatusOr<Page<index::Reference>> references =
          parts_.catalogue.ListReferences(work, next, kPageSize);
      if (!references.ok()) return references.status();
      for (const index::Reference& reference : references->items) {
        absl::StatusOr<KnownReference> known =
            parts_.registry.WithRights(reference);
        if (!known.ok()) return known.status();
        const ReferenceRights& rights = known->rights;
        if (!rights.exclusions.empty() || !rights.overlaps.empty() ||
            rights.quarantine_time) {
          page.items.push_back(*std::move(known));
        }
      }
      next = references->next;
    } while (!next.empty());
  }
  return page;
}

absl::StatusOr<KnownReference> RightsRegistry::ChangeReference(
    EventKind kind, const WorkId& work, const ReferenceId& reference,
    std::optional<int64_t> revision, const std::string& cause,
    const RequestKey& request,
    absl::FunctionRef<absl::Status(ReferenceRights&, Batch&)> change) {
  const std::string name = NameOf(work, reference);
  return WritePlanned<KnownReference>(
      committer(), kind, name, request,
      [&](bool committed) -> absl::StatusOr<Plan<KnownReference>> {
        absl::StatusOr<KnownReference> before = parts_.registry.WithRights(
            parts_.registry.GetReference(work, reference));
        if (!before.ok()) return before.status();
        if (committed) {
          return Plan<KnownReference>{*std::move(before), std::nullopt};
        }
        const absl::Status fresh =
            CheckRevision(name, revision, before->rights.revision);
        if (!fresh.ok()) return fresh;
        KnownReference after = *before;
        Batch batch;
        const absl::Status changed = change(after.rights, batch);
        if (!changed.ok()) return changed;
        if (after.rights == before->rights) {
          return Plan<KnownReference>{*std::move(before), std::nullopt};
        }
        ++after.rights.revision;
        parts_.rights.SetReferenceRights(work, reference, before->rights,
                                         after.rights, batch);
        Redecisions::Add({parts_.now(), work, cause}, batch);
        return Plan<KnownReference>{std::move(after), std::move(batch)};
      });
}

absl::StatusOr<KnownReference> RightsRegistry::SetExclusions(
    const WorkId& work, const ReferenceId& reference,
    std::vector<Exclusion> exclusions, std::optional<int64_t> revision,
    const RequestKey& request) {
  const absl::StatusOr<index::Reference> known =
      parts_.registry.GetReference(work, reference);
  if (!known.ok()) return known.status();
  for (const Exclusion& exclusion : exclusions) {
    if (exclusion.range.end > known->duration) {
      return absl::InvalidArgumentError(
          absl::StrCat("exclusions must end within the reference, which is ",
                       fingerprint::Seconds(known->duration), " s long, got ",
                       fingerprint::Seconds(exclusion.range.end), " s"));
    }
  }
  exclusions = Joined(std::move(exclusions));
  const std::string cause =
      absl::StrCat("Parts of the work ", InQuotes(work.value),
                   " were excluded or put back.");
  return ChangeReference(
      EventKind::kExclusionsChanged, work, reference, revision, cause, request,
      [&](ReferenceRights& rights, Batch& batch) {
        rights.exclusions = exclusions;
        return CopyExclusions(*known, exclusions, cause, batch);
      });
}

absl::Status RightsRegistry::CopyExclusions(
    const index::Reference& reference, const std::vector<Exclusion>& exclusions,
    const std::string& cause, Batch& batch) const {
  const absl::StatusOr<OwnedWork> owned =
      parts_.registry.GetWork(reference.work);
  if (!owned.ok()) return owned.status();
  const OwnerId& owner = owned->ownerships.front().owner;
  std::string from;
  do {
    const absl::StatusOr<Page<WorkId>> works =
        parts_.rights.ListWorksOf(owner, from, kPageSize);
    if (!works.ok()) return works.status();
    for (const WorkId& work : works->items) {
      if (work == reference.work) continue;
      // References are named by their content.
      const absl::StatusOr<std::optional<index::Reference>> same =
          parts_.catalogue.FindReference(work, reference.id);
      if (!same.ok()) return same.status();
      if (!*same) continue;
      const absl::StatusOr<OwnedWork> other = parts_.registry.GetWork(work);
      if (!other.ok()) return other.status();
      // One in which the owner only holds a part is another's to look after.
      if (other->ownerships.front().owner != owner) continue;
      const absl::StatusOr<ReferenceRights> before =
          parts_.rights.FindReferenceRights(work, reference.id);
      if (!before.ok()) return before.status();
      ReferenceRights after = *before;
      after.exclusions = exclusions;
      ++after.revision;
      parts_.rights.SetReferenceRights(work, reference.id, *before, after,
                                       batch);
      Redecisions::Add({parts_.now(), work, cause}, batch);
    }
    from = works->next;
  } while (!from.empty());
  return absl::OkStatus();
}

absl::StatusOr<KnownReference> RightsRegistry::SettleOverlap(
    const OverlapSettlement& settlement, std::optional<int64_t> revision,
    const RequestKey& request) {
  const std::string name = NameOf(settlement.work, settlement.reference);
  const std::string other =
      NameOf(settlement.other_work, settlement.other_reference);
  const std::string cause =
      absl::StrCat("It was settled whose the parts are that ", name, " and ",
                   other, " share.");
  return ChangeReference(
      EventKind::kOverlapSettled, settlement.work, settlement.reference,
      revision, cause, request,
      [&](ReferenceRights& rights, Batch& batch) -> absl::Status {
        if (!Settle(settlement.other_work, settlement.other_reference,
                    settlement.keep, rights)) {
          return absl::FailedPreconditionError(
              absl::StrCat("nothing is open between ", name, " and ", other));
        }
        const absl::StatusOr<ReferenceRights> before =
            parts_.rights.FindReferenceRights(settlement.other_work,
                                              settlement.other_reference);
        if (!before.ok()) return before.status();
        ReferenceRights after = *before;
        if (Settle(settlement.work, settlement.reference, !settlement.keep,
                   after)) {
          ++after.revision;
          parts_.rights.SetReferenceRights(settlement.other_work,
                                           settlement.other_reference, *before,
                                           after, batch);
          Redecisions::Add({parts_.now(), settlement.other_work, cause}, batch);
        }
        return absl::OkStatus();
      });
}

absl::StatusOr<KnownReference> RightsRegistry::ReleaseReference(
    const WorkId& work, const ReferenceId& reference,
    std::optional<int64_t> revision, const RequestKey& request) {
  return ChangeReference(
      EventKind::kReferenceReleased, work, reference, revision,
      absl::StrCat("A recording of the work ", InQuotes(work.value),
                   " left quarantine."),
      request, [&](ReferenceRights& rights, Batch&) -> absl::Status {
        if (!rights.quarantine_time) {
          return absl::FailedPreconditionError(
              absl::StrCat("the reference must be in quarantine: ",
                           NameOf(work, reference)));
        }
        rights.quarantine_time.reset();
        rights.release_time = parts_.now();
        return absl::OkStatus();
      });
}

}  // namespace earmark::service
