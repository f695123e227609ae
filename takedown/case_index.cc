#include "takedown/case_index.h"

#include <utility>

#include "index/keys.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/internal/claim_records.h"
#include "takedown/internal/key_time.h"

namespace earmark::takedown {
namespace {

using index::CaseKeyParts;
using index::Table;

// Of a claim that waits.
CaseKeyParts KeyPartsOf(const Screening& screening, size_t index) {
  const Claim& claim = screening.claims[index];
  return {.harm = static_cast<uint8_t>(HarmOf(claim.standing)),
          .case_id = CaseOf(screening.content, claim).value,
          .claim = {KeyTime(claim.standing.since), screening.id.value,
                    static_cast<uint32_t>(index + 1)}};
}

bool Waits(const Screening* screening, size_t index) {
  return screening != nullptr && index < screening->claims.size() &&
         AwaitsModerator(screening->claims[index].standing);
}

}  // namespace

void CaseIndex::Update(const Screening* before, const Screening& after,
                       index::Batch& batch) {
  for (size_t i = 0; i < after.claims.size(); ++i) {
    const bool waited = Waits(before, i);
    const bool waits = Waits(&after, i);
    if (waited && waits &&
        before->claims[i].standing == after.claims[i].standing) {
      continue;
    }
    if (waited) {
      const CaseKeyParts parts = KeyPartsOf(*before, i);
      batch.Erase(Table::kCaseQueue, index::CaseQueueKey(parts));
      batch.Erase(Table::kCaseClaims, index::CaseClaimKey(parts));
    }
    if (waits) {
      const CaseKeyParts parts = KeyPartsOf(after, i);
      batch.Put(Table::kCaseQueue, index::CaseQueueKey(parts), "");
      batch.Put(Table::kCaseClaims, index::CaseClaimKey(parts), "");
    }
  }
}

absl::StatusOr<index::Page<CaseId>> CaseIndex::List(const std::string& from,
                                                    size_t limit) const {
  index::Page<CaseId> page;
  absl::Status failed;
  std::string last;
  const absl::Status scanned = store_.Scan(
      Table::kCaseQueue, {.prefix = "", .after = from, .reverse = false},
      [&](std::string_view key, std::string_view) {
        absl::StatusOr<CaseKeyParts> parts = index::ParseCaseQueueKey(key);
        if (!parts.ok()) {
          failed = parts.status();
          return false;
        }
        const absl::StatusOr<index::Page<ClaimName>> first =
            ClaimsOf({parts->case_id}, "", 1);
        if (!first.ok()) {
          failed = first.status();
          return false;
        }
        const ClaimName name{{parts->claim.screening},
                             static_cast<int>(parts->claim.claim)};
        // Others of the case come later, or are gone by now.
        if (first->items.empty() || first->items[0] != name) return true;
        if (page.items.size() == limit) {
          page.next = last;
          return false;
        }
        last = std::string(key);
        page.items.push_back({std::move(parts->case_id)});
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!failed.ok()) return failed;
  return page;
}

absl::StatusOr<index::Page<ClaimName>> CaseIndex::ClaimsOf(
    const CaseId& id, const std::string& from, size_t limit) const {
  const absl::StatusOr<index::Page<CaseKeyParts>> page =
      index::ListPage<CaseKeyParts>(
          store_, Table::kCaseClaims,
          {.prefix = index::CaseClaimPrefix(id.value),
           .after = from,
           .reverse = false},
          limit,
          [](std::string_view key, std::string_view) {
            return index::ParseCaseClaimKey(key);
          },
          [](const CaseKeyParts& parts) { return index::CaseClaimKey(parts); });
  if (!page.ok()) return page.status();
  index::Page<ClaimName> names{.items = {}, .next = page->next};
  for (const CaseKeyParts& parts : page->items) {
    names.items.push_back(
        {{parts.claim.screening}, static_cast<int>(parts.claim.claim)});
  }
  return names;
}

absl::StatusOr<std::optional<Lease>> CaseIndex::FindLease(
    const CaseId& id) const {
  const auto stored = store_.Get(Table::kLeases, index::CaseKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeLease(**stored);
}

void CaseIndex::SetLease(const CaseId& id, const std::optional<Lease>& before,
                         const std::optional<Lease>& after,
                         index::Batch& batch) {
  const std::string key = index::CaseKey(id.value);
  if (before) {
    batch.GuardEquals(Table::kLeases, key, EncodeLease(*before));
  } else {
    batch.GuardAbsent(Table::kLeases, key);
  }
  if (after) {
    batch.Put(Table::kLeases, key, EncodeLease(*after));
  } else {
    batch.Erase(Table::kLeases, key);
  }
}

}  // namespace earmark::takedown
