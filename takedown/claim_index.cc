#include "takedown/claim_index.h"

#include <optional>
#include <string_view>
#include <utility>

#include "index/keys.h"
#include "takedown/internal/key_time.h"

namespace earmark::takedown {
namespace {

using index::ClaimKeyParts;
using index::OwnerId;
using index::Table;

// Deadlines are looked up by the microsecond: what is due within one is due at
// its end.
uint64_t DueKeyTime(absl::Time time) {
  const uint64_t micros = KeyTime(time);
  return absl::FromUnixMicros(static_cast<int64_t>(micros)) < time ? micros + 1
                                                                   : micros;
}

ClaimName NameOf(ClaimKeyParts parts) {
  return {{std::move(parts.screening)}, static_cast<int>(parts.claim)};
}

// When it was first objected to.
std::optional<absl::Time> ObjectionTimeOf(const Claim& claim) {
  for (const Claim::Step& step : claim.steps) {
    if (step.objection) return step.time;
  }
  return std::nullopt;
}

}  // namespace

void ClaimIndex::Update(const Screening* before, const Screening& after,
                        index::Batch& batch) {
  const std::string& account = after.facts.account_token;
  for (size_t i = 0; i < after.claims.size(); ++i) {
    const bool is_new = before == nullptr || i >= before->claims.size();
    const Claim& claim = after.claims[i];
    static const ClaimStanding kNothing;
    const ClaimStanding& was = is_new ? kNothing : before->claims[i].standing;
    const ClaimStanding& is = claim.standing;
    const auto key_at = [&](uint64_t time_us) {
      return ClaimKeyParts{time_us, after.id.value,
                           static_cast<uint32_t>(i + 1)};
    };
    if (is_new && !claim.standing.noticed) {
      const absl::Time opened = claim.steps.front().time;
      batch.Put(Table::kOwnerClaims,
                index::ClaimOfKey(claim.owner.value, key_at(KeyTime(opened))),
                "");
    }
    const auto move = [&](Table table, const std::optional<absl::Time>& from,
                          const std::optional<absl::Time>& to, auto key_of) {
      if (from == to) return;
      if (from) batch.Erase(table, key_of(*from));
      if (to) batch.Put(table, key_of(*to), "");
    };
    move(Table::kClaimDeadlines, was.deadline, is.deadline,
         [&](absl::Time time) {
           return index::ClaimDeadlineKey(key_at(DueKeyTime(time)));
         });
    // Nobody knows whose material was that was noticed by its address alone.
    if (account.empty()) continue;
    move(Table::kStrikes, was.strike_time, is.strike_time,
         [&](absl::Time time) {
           return index::ClaimOfKey(account, key_at(KeyTime(time)));
         });
    move(Table::kObjections,
         is_new ? std::nullopt : ObjectionTimeOf(before->claims[i]),
         ObjectionTimeOf(claim), [&](absl::Time time) {
           return index::ClaimOfKey(account, key_at(KeyTime(time)));
         });
  }
}

absl::StatusOr<index::Page<ClaimName>> ClaimIndex::ListOf(
    const OwnerId& owner, const std::string& from, size_t limit) const {
  return ListNewest(Table::kOwnerClaims, owner.value, from, limit);
}

absl::StatusOr<index::Page<ClaimName>> ClaimIndex::ListStrikes(
    const std::string& account_token, const std::string& from,
    size_t limit) const {
  return ListNewest(Table::kStrikes, account_token, from, limit);
}

absl::StatusOr<index::Page<ClaimName>> ClaimIndex::ListObjections(
    const std::string& account_token, const std::string& from,
    size_t limit) const {
  return ListNewest(Table::kObjections, account_token, from, limit);
}

absl::StatusOr<index::Page<ClaimName>> ClaimIndex::ListNewest(
    Table table, const std::string& whose, const std::string& from,
    size_t limit) const {
  const absl::StatusOr<index::Page<ClaimKeyParts>> page =
      index::ListPage<ClaimKeyParts>(
          store_, table,
          {.prefix = index::ClaimOfPrefix(whose),
           .after = from,
           .reverse = true},
          limit,
          [](std::string_view key, std::string_view) {
            return index::ParseClaimOfKey(key);
          },
          [&](const ClaimKeyParts& parts) {
            return index::ClaimOfKey(whose, parts);
          });
  if (!page.ok()) return page.status();
  index::Page<ClaimName> names{.items = {}, .next = page->next};
  for (const ClaimKeyParts& parts : page->items) {
    names.items.push_back(NameOf(parts));
  }
  return names;
}

absl::StatusOr<index::Page<ClaimName>> ClaimIndex::ListDue(
    absl::Time now, const std::string& from, size_t limit) const {
  index::Page<ClaimName> page;
  absl::Status decoded;
  std::string last;
  const absl::Status scanned = store_.Scan(
      Table::kClaimDeadlines, {.prefix = "", .after = from, .reverse = false},
      [&](std::string_view key, std::string_view) {
        absl::StatusOr<ClaimKeyParts> parts = index::ParseClaimDeadlineKey(key);
        if (!parts.ok()) {
          decoded = parts.status();
          return false;
        }
        if (parts->time_us > KeyTime(now)) return false;
        if (page.items.size() == limit) {
          page.next = last;
          return false;
        }
        last = std::string(key);
        page.items.push_back(NameOf(*std::move(parts)));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

}  // namespace earmark::takedown
