#include "takedown/case_index.h"

#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "index/keys.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/internal/case_records.h"
#include "takedown/internal/key_time.h"

namespace earmark::takedown {
namespace {

using index::CaseKeyParts;
using index::Table;

CaseKeyParts KeyPartsOf(const CaseId& id, const CaseItem& item) {
  return {.harm = static_cast<uint8_t>(item.harm),
          .case_id = id.value,
          .claim = {KeyTime(item.since), item.screening.value,
                    static_cast<uint32_t>(item.claim)}};
}

absl::StatusOr<CaseItem> ItemOf(absl::StatusOr<CaseKeyParts> parts) {
  if (!parts.ok()) return parts.status();
  if (parts->harm < static_cast<uint8_t>(Harm::kLow) ||
      parts->harm > static_cast<uint8_t>(Harm::kHighest)) {
    return absl::DataLossError(
        absl::StrCat("a case of harm ", parts->harm, " waits"));
  }
  return CaseItem{.screening = {std::move(parts->claim.screening)},
                  .claim = static_cast<int>(parts->claim.claim),
                  .harm = static_cast<Harm>(parts->harm),
                  .since = absl::FromUnixMicros(
                      static_cast<int64_t>(parts->claim.time_us))};
}

CaseItem ItemOf(const Screening& screening, size_t index) {
  const ClaimStanding& claim = screening.claims[index].standing;
  return {.screening = screening.id,
          .claim = static_cast<int>(index + 1),
          .harm = HarmOf(claim),
          .since = claim.since};
}

bool Waits(const Screening* screening, size_t index) {
  return screening != nullptr && index < screening->claims.size() &&
         AwaitsModerator(screening->claims[index].standing);
}

// What could not be seen of an upload does not change.
void UpdateUnseen(const Screening* before, const Screening& after,
                  index::Batch& batch) {
  const bool waited = before != nullptr && AwaitsSight(*before);
  const bool waits = AwaitsSight(after);
  if (waited == waits) return;
  const CaseId id = CaseOfUnseen(UnseenCause(after));
  const CaseItem item{.screening = after.id, .since = after.create_time};
  if (waits) {
    CaseIndex::Open(id, item, batch);
  } else {
    CaseIndex::Close(id, item, batch);
  }
}

}  // namespace

void CaseIndex::Open(const CaseId& id, const CaseItem& item,
                     index::Batch& batch) {
  const CaseKeyParts parts = KeyPartsOf(id, item);
  batch.Put(Table::kCaseQueue, index::CaseQueueKey(parts), "");
  batch.Put(Table::kCaseClaims, index::CaseClaimKey(parts), "");
}

void CaseIndex::Close(const CaseId& id, const CaseItem& item,
                      index::Batch& batch) {
  const CaseKeyParts parts = KeyPartsOf(id, item);
  batch.Erase(Table::kCaseQueue, index::CaseQueueKey(parts));
  batch.Erase(Table::kCaseClaims, index::CaseClaimKey(parts));
}

void CaseIndex::Update(const Screening* before, const Screening& after,
                       index::Batch& batch) {
  UpdateUnseen(before, after, batch);
  for (size_t i = 0; i < after.claims.size(); ++i) {
    const bool waited = Waits(before, i);
    const bool waits = Waits(&after, i);
    if (waited && waits &&
        before->claims[i].standing == after.claims[i].standing) {
      continue;
    }
    if (waited && waits && ItemOf(*before, i) != ItemOf(after, i)) {
      const std::string key =
          index::CaseKey(CaseOf(before->content, before->claims[i]).value);
      batch.Erase(Table::kLeases, key);
      batch.Erase(Table::kOpinions, key);
    }
    if (waited) {
      Close(CaseOf(before->content, before->claims[i]), ItemOf(*before, i),
            batch);
    }
    if (waits) {
      Open(CaseOf(after.content, after.claims[i]), ItemOf(after, i), batch);
    }
  }
}

absl::StatusOr<index::Page<CaseId>> CaseIndex::List(const std::string& from,
                                                    size_t limit) const {
  index::Page<CaseId> page;
  absl::Status failed;
  std::string last;
  // There may be many items of one case in a row.
  std::set<std::string> seen;
  const absl::Status scanned = store_.Scan(
      Table::kCaseQueue, {.prefix = "", .after = from, .reverse = false},
      [&](std::string_view key, std::string_view) {
        absl::StatusOr<CaseKeyParts> parts = index::ParseCaseQueueKey(key);
        if (!parts.ok()) {
          failed = parts.status();
          return false;
        }
        const std::string id = parts->case_id;
        if (seen.contains(id)) {
          last = std::string(key);
          return true;
        }
        if (page.items.size() == limit) {
          page.next = last;
          return false;
        }
        last = std::string(key);
        seen.insert(id);
        const absl::StatusOr<index::Page<CaseItem>> first =
            ItemsOf({id}, "", 1);
        const absl::StatusOr<CaseItem> item = ItemOf(std::move(parts));
        failed.Update(first.status());
        failed.Update(item.status());
        if (!failed.ok()) return false;
        // It was given on a page before, or is gone by now.
        if (first->items.empty() || first->items[0] != *item) return true;
        page.items.push_back({id});
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!failed.ok()) return failed;
  return page;
}

absl::StatusOr<index::Page<CaseItem>> CaseIndex::ItemsOf(
    const CaseId& id, const std::string& from, size_t limit,
    bool backwards) const {
  return index::ListPage<CaseItem>(
      store_, Table::kCaseClaims,
      {.prefix = index::CaseClaimPrefix(id.value),
       .after = from,
       .reverse = backwards},
      limit,
      [](std::string_view key, std::string_view) {
        return ItemOf(index::ParseCaseClaimKey(key));
      },
      [&](const CaseItem& item) {
        return index::CaseClaimKey(KeyPartsOf(id, item));
      });
}

void CaseIndex::GuardWaits(const CaseId& id, const std::vector<CaseItem>& items,
                           index::Batch& batch) {
  for (const CaseItem& item : items) {
    batch.GuardEquals(Table::kCaseClaims,
                      index::CaseClaimKey(KeyPartsOf(id, item)), "");
  }
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

absl::StatusOr<std::vector<Opinion>> CaseIndex::FindOpinions(
    const CaseId& id) const {
  const auto stored = store_.Get(Table::kOpinions, index::CaseKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::vector<Opinion>();
  return DecodeOpinions(**stored);
}

void CaseIndex::SetOpinions(const CaseId& id,
                            const std::vector<Opinion>& before,
                            const std::vector<Opinion>& after,
                            index::Batch& batch) {
  const std::string key = index::CaseKey(id.value);
  if (before.empty()) {
    batch.GuardAbsent(Table::kOpinions, key);
  } else {
    batch.GuardEquals(Table::kOpinions, key, EncodeOpinions(before));
  }
  if (after.empty()) {
    batch.Erase(Table::kOpinions, key);
  } else {
    batch.Put(Table::kOpinions, key, EncodeOpinions(after));
  }
}

}  // namespace earmark::takedown
