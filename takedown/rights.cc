#include "takedown/rights.h"

#include <utility>

#include "index/keys.h"
#include "index/list_page.h"
#include "takedown/internal/rights_records.h"
#include "takedown/policy_presets.h"

namespace earmark::takedown {
namespace {

using index::Batch;
using index::Page;
using index::Table;

absl::StatusOr<StoredPolicy> ReadPolicy(std::string_view key,
                                        std::string_view value) {
  absl::StatusOr<index::PolicyKeyParts> parts = index::ParsePolicyKey(key);
  if (!parts.ok()) return parts.status();
  return DecodePolicy({std::move(parts->policy)},
                      static_cast<int64_t>(parts->version), value);
}

}  // namespace

absl::StatusOr<std::optional<Owner>> Rights::FindOwner(
    const OwnerId& id) const {
  const auto stored = store_.Get(Table::kOwners, index::OwnerKey(id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeOwner(id, **stored);
}

absl::StatusOr<Page<Owner>> Rights::ListOwners(const std::string& from,
                                               size_t limit) const {
  return index::ListPage<Owner>(
      store_, Table::kOwners, {.prefix = "", .after = from, .reverse = false},
      limit,
      [](std::string_view key, std::string_view value) {
        return DecodeOwner(OwnerId{std::string(key)}, value);
      },
      [](const Owner& owner) { return owner.id.value; });
}

absl::StatusOr<std::vector<Ownership>> Rights::OwnershipsOf(
    const WorkId& work) const {
  const auto stored = store_.Get(Table::kOwnerships, index::WorkKey(work));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::vector<Ownership>();
  return DecodeOwnerships(**stored);
}

absl::StatusOr<Page<WorkId>> Rights::ListWorksOf(const OwnerId& owner,
                                                 const std::string& from,
                                                 size_t limit) const {
  return index::ListPage<WorkId>(
      store_, Table::kOwnedWorks,
      {.prefix = index::OwnedWorkPrefix(owner),
       .after = from.empty() ? "" : index::OwnedWorkKey(owner, {from}),
       .reverse = false},
      limit,
      [](std::string_view key, std::string_view) {
        return index::ParseOwnedWorkKey(key);
      },
      [](const WorkId& work) { return work.value; });
}

absl::StatusOr<Page<WorkId>> Rights::ListIdentified(
    const std::string& identifier, const std::string& from,
    size_t limit) const {
  return index::ListPage<WorkId>(
      store_, Table::kIdentifiers,
      {.prefix = index::IdentifierPrefix(identifier),
       .after = from.empty() ? "" : index::IdentifierKey(identifier, {from}),
       .reverse = false},
      limit,
      [](std::string_view key, std::string_view) {
        return index::ParseIdentifierKey(key);
      },
      [](const WorkId& work) { return work.value; });
}

absl::StatusOr<std::optional<StoredPolicy>> Rights::FindPolicy(
    const PolicyId& id, std::optional<int64_t> version) const {
  if (const std::shared_ptr<const Policy> preset = FindPreset(id)) {
    if (version && *version != preset->version) return std::nullopt;
    return StoredPolicy{.policy = *preset,
                        .owner = {},
                        .display_name = "",
                        .create_time = absl::UnixEpoch(),
                        .update_time = absl::UnixEpoch()};
  }
  if (version) {
    const auto stored =
        store_.Get(Table::kPolicies,
                   index::PolicyKey(id.value, static_cast<uint64_t>(*version)));
    if (!stored.ok()) return stored.status();
    if (!stored->has_value()) return std::nullopt;
    return DecodePolicy(id, *version, **stored);
  }
  std::optional<absl::StatusOr<StoredPolicy>> newest;
  const absl::Status scanned = store_.Scan(
      Table::kPolicies,
      {.prefix = index::PolicyPrefix(id.value), .after = "", .reverse = true},
      [&](std::string_view key, std::string_view value) {
        newest = ReadPolicy(key, value);
        return false;
      });
  if (!scanned.ok()) return scanned;
  if (!newest) return std::nullopt;
  if (!newest->ok()) return newest->status();
  return **std::move(newest);
}

absl::StatusOr<Page<StoredPolicy>> Rights::ListPolicies(const std::string& from,
                                                        size_t limit) const {
  Page<StoredPolicy> page;
  absl::Status decoded;
  // The largest version there is ends what the page before gave.
  const absl::Status scanned = store_.Scan(
      Table::kPolicies,
      {.prefix = "",
       .after = from.empty() ? "" : index::PolicyKey(from, ~uint64_t{0}),
       .reverse = false},
      [&](std::string_view key, std::string_view value) {
        absl::StatusOr<StoredPolicy> policy = ReadPolicy(key, value);
        if (!policy.ok()) {
          decoded = policy.status();
          return false;
        }
        if (!page.items.empty() &&
            page.items.back().policy.id == policy->policy.id) {
          page.items.back() = *std::move(policy);
          return true;
        }
        if (page.items.size() == limit) {
          if (limit > 0) page.next = page.items.back().policy.id.value;
          return false;
        }
        page.items.push_back(*std::move(policy));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

absl::StatusOr<std::optional<Licence>> Rights::FindLicence(
    const OwnerId& owner, const LicenceId& id) const {
  const auto stored =
      store_.Get(Table::kLicences, index::LicenceKey(owner, id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeLicence(owner, id, **stored);
}

absl::StatusOr<Page<Licence>> Rights::ListLicences(const OwnerId& owner,
                                                   const std::string& from,
                                                   size_t limit) const {
  return index::ListPage<Licence>(
      store_, Table::kLicences,
      {.prefix = index::LicencePrefix(owner),
       .after = from.empty() ? "" : index::LicenceKey(owner, from),
       .reverse = false},
      limit,
      [](std::string_view key,
         std::string_view value) -> absl::StatusOr<Licence> {
        absl::StatusOr<index::LicenceKeyParts> parts =
            index::ParseLicenceKey(key);
        if (!parts.ok()) return parts.status();
        return DecodeLicence(parts->owner, {parts->licence}, value);
      },
      [](const Licence& licence) { return licence.id.value; });
}

absl::StatusOr<ReferenceRights> Rights::FindReferenceRights(
    const WorkId& work, const index::ReferenceId& reference) const {
  const auto stored =
      store_.Get(Table::kReferenceRights, index::ReferenceKey(work, reference));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return ReferenceRights();
  return DecodeReferenceRights(**stored);
}

void Rights::CreateOwner(const Owner& owner, Batch& batch) const {
  const std::string key = index::OwnerKey(owner.id);
  batch.GuardAbsent(Table::kOwners, key);
  batch.Put(Table::kOwners, key, EncodeOwner(owner));
}

void Rights::UpdateOwner(const Owner& before, const Owner& after,
                         Batch& batch) const {
  const std::string key = index::OwnerKey(before.id);
  batch.GuardEquals(Table::kOwners, key, EncodeOwner(before));
  batch.Put(Table::kOwners, key, EncodeOwner(after));
}

void Rights::SetOwnerships(const WorkId& work,
                           const std::vector<Ownership>& before,
                           const std::vector<Ownership>& after,
                           Batch& batch) const {
  const std::string key = index::WorkKey(work);
  if (before.empty()) {
    batch.GuardAbsent(Table::kOwnerships, key);
  } else {
    batch.GuardEquals(Table::kOwnerships, key, EncodeOwnerships(before));
  }
  batch.Put(Table::kOwnerships, key, EncodeOwnerships(after));
  for (const Ownership& ownership : before) {
    batch.Erase(Table::kOwnedWorks, index::OwnedWorkKey(ownership.owner, work));
  }
  for (const Ownership& ownership : after) {
    batch.Put(Table::kOwnedWorks, index::OwnedWorkKey(ownership.owner, work),
              "");
  }
}

void Rights::SetIdentifiers(const WorkId& work,
                            const std::vector<std::string>& before,
                            const std::vector<std::string>& after,
                            Batch& batch) const {
  for (const std::string& identifier : before) {
    if (identifier.empty()) continue;
    batch.Erase(Table::kIdentifiers, index::IdentifierKey(identifier, work));
  }
  for (const std::string& identifier : after) {
    if (identifier.empty()) continue;
    batch.Put(Table::kIdentifiers, index::IdentifierKey(identifier, work), "");
  }
}

void Rights::AddPolicy(const StoredPolicy& policy, Batch& batch) const {
  const std::string key = index::PolicyKey(
      policy.policy.id.value, static_cast<uint64_t>(policy.policy.version));
  batch.GuardAbsent(Table::kPolicies, key);
  batch.Put(Table::kPolicies, key, EncodePolicy(policy));
}

void Rights::SetLicence(const std::optional<Licence>& before,
                        const std::optional<Licence>& after,
                        Batch& batch) const {
  const Licence& any = before ? *before : *after;
  const std::string key = index::LicenceKey(any.owner, any.id.value);
  if (before) {
    batch.GuardEquals(Table::kLicences, key, EncodeLicence(*before));
  } else {
    batch.GuardAbsent(Table::kLicences, key);
  }
  if (after) {
    batch.Put(Table::kLicences, key, EncodeLicence(*after));
  } else {
    batch.Erase(Table::kLicences, key);
  }
}

void Rights::SetReferenceRights(const WorkId& work,
                                const index::ReferenceId& reference,
                                const ReferenceRights& before,
                                const ReferenceRights& after,
                                Batch& batch) const {
  const std::string key = index::ReferenceKey(work, reference);
  if (before.revision == 0) {
    batch.GuardAbsent(Table::kReferenceRights, key);
  } else {
    batch.GuardEquals(Table::kReferenceRights, key,
                      EncodeReferenceRights(before));
  }
  batch.Put(Table::kReferenceRights, key, EncodeReferenceRights(after));
}

}  // namespace earmark::takedown
