#include "takedown/work_uses.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "index/keys.h"
#include "takedown/internal/rights_records.h"
#include "takedown/time_ordered_id.h"

namespace earmark::takedown {

using index::ReferenceId;
using index::Table;
using index::WorkId;

absl::StatusOr<index::Page<ScreeningId>> WorkUses::List(const WorkId& work,
                                                        const std::string& from,
                                                        size_t limit) const {
  index::Page<ScreeningId> page;
  absl::Status decoded;
  std::string last;
  const absl::Status scanned = store_.Scan(
      Table::kUses,
      {.prefix = index::ReferencePrefix(work), .after = from, .reverse = false},
      [&](std::string_view key, std::string_view) {
        if (page.items.size() == limit) {
          page.next = last;
          return false;
        }
        absl::StatusOr<index::UseKeyParts> parts = index::ParseUseKey(key);
        if (!parts.ok()) {
          decoded = parts.status();
          return false;
        }
        page.items.push_back({std::move(parts->screening)});
        last = std::string(key);
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

absl::StatusOr<std::optional<absl::Time>> WorkUses::FindTime(
    const WorkId& work, const ReferenceId& reference,
    const ScreeningId& screening) const {
  const absl::StatusOr<std::optional<std::string>> stored =
      store_.Get(Table::kUses, index::UseKey(work, reference, screening.value));
  if (!stored.ok()) return stored.status();
  if (!*stored) return std::nullopt;
  const absl::StatusOr<FoundUse> use = DecodeFoundUse(**stored);
  if (!use.ok()) return use.status();
  return use->find_time;
}

absl::StatusOr<FloodCounts> WorkUses::CountAccounts(
    const WorkId& work, const ReferenceId& reference, absl::Time since,
    absl::Time now) const {
  // Day 0 is the last.
  std::array<std::unordered_set<std::string>, 1 + kFloodBaselineDays> days;
  absl::Status decoded;
  const absl::Status scanned =
      store_.Scan(Table::kUses,
                  {.prefix = index::UseKey(work, reference, ""),
                   .after = index::UseKey(work, reference, FirstIdAt(since)),
                   .reverse = false},
                  [&](std::string_view, std::string_view value) {
                    absl::StatusOr<FoundUse> use = DecodeFoundUse(value);
                    if (!use.ok()) {
                      decoded = use.status();
                      return false;
                    }
                    // A clock that went back does not hide a flood.
                    const absl::Duration age =
                        std::max(now - use->find_time, absl::ZeroDuration());
                    if (age < kFloodDay * static_cast<int64_t>(days.size())) {
                      days[static_cast<size_t>(age / kFloodDay)].insert(
                          std::move(use->account_token));
                    }
                    return true;
                  });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  FloodCounts counts;
  for (size_t day = 0; day < days.size(); ++day) {
    const auto accounts = static_cast<int64_t>(days[day].size());
    (day == 0 ? counts.last_day : counts.week_before) += accounts;
  }
  return counts;
}

}  // namespace earmark::takedown
