#include "takedown/rights.h"

#include <utility>

#include "index/keys.h"
#include "takedown/internal/takedown_records.h"

namespace earmark::takedown {

using index::Table;

absl::StatusOr<std::optional<Owner>> Rights::FindOwner(
    const OwnerId& id) const {
  const auto stored = store_.Get(Table::kOwners, index::OwnerKey(id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeOwner(id, **stored);
}

absl::StatusOr<index::Page<Owner>> Rights::ListOwners(const std::string& from,
                                                      size_t limit) const {
  index::Page<Owner> page;
  absl::Status decoded;
  const absl::Status scanned = store_.Scan(
      Table::kOwners, {.prefix = "", .after = from, .reverse = false},
      [&](std::string_view key, std::string_view value) {
        if (page.items.size() == limit) {
          if (limit > 0) page.next = page.items.back().id.value;
          return false;
        }
        absl::StatusOr<Owner> owner =
            DecodeOwner(OwnerId{std::string(key)}, value);
        if (!owner.ok()) {
          decoded = owner.status();
          return false;
        }
        page.items.push_back(*std::move(owner));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

absl::StatusOr<std::vector<Ownership>> Rights::OwnershipsOf(
    const WorkId& work) const {
  const auto stored = store_.Get(Table::kOwnerships, index::WorkKey(work));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::vector<Ownership>();
  return DecodeOwnerships(**stored);
}

void Rights::CreateOwner(const Owner& owner, index::Batch& batch) const {
  const std::string key = index::OwnerKey(owner.id);
  batch.GuardAbsent(Table::kOwners, key);
  batch.Put(Table::kOwners, key, EncodeOwner(owner));
}

void Rights::UpdateOwner(const Owner& before, const Owner& after,
                         index::Batch& batch) const {
  const std::string key = index::OwnerKey(before.id);
  batch.GuardEquals(Table::kOwners, key, EncodeOwner(before));
  batch.Put(Table::kOwners, key, EncodeOwner(after));
}

void Rights::SetOwnerships(const WorkId& work,
                           const std::vector<Ownership>& ownerships,
                           index::Batch& batch) const {
  batch.Put(Table::kOwnerships, index::WorkKey(work),
            EncodeOwnerships(ownerships));
}

}  // namespace earmark::takedown
