#include "takedown/policy.h"

#include <algorithm>

namespace earmark::takedown {
namespace {

bool IsMet(const std::optional<Range<int64_t>>& since_late_find_us,
           const Use& use) {
  return !since_late_find_us ||
         (use.since_late_find &&
          since_late_find_us->Contains(
              absl::ToInt64Microseconds(*use.since_late_find)));
}

// The conditions but for the territories.
bool IsMet(const PolicyRule& rule, const Use& use) {
  return (!rule.modality || *rule.modality == use.modality) &&
         rule.matched_us.Contains(use.matched.count()) &&
         rule.total_matched_us.Contains(use.total_matched.count()) &&
         rule.upload_share.Contains(use.upload_share) &&
         rule.reference_share.Contains(use.reference_share) &&
         IsMet(rule.since_late_find_us, use) &&
         (!rule.combined || *rule.combined == use.combined) &&
         (rule.purposes.empty() || rule.purposes.Contains(use.purpose)) &&
         (rule.incomes.empty() || rule.incomes.Contains(use.income)) &&
         (rule.alterations.empty() ||
          rule.alterations.Meets(use.alterations)) &&
         (rule.accounts.empty() ||
          std::binary_search(rule.accounts.begin(), rule.accounts.end(),
                             use.account_token));
}

}  // namespace

void ApplyPolicy(
    const Policy& policy, const Use& use, TerritorySet where,
    absl::FunctionRef<void(const PolicyRule*, const TerritorySet&)> visit) {
  for (const PolicyRule& rule : policy.rules) {
    if (where.empty()) return;
    if (!IsMet(rule, use)) continue;
    const TerritorySet decided = where & rule.territories;
    if (decided.empty()) continue;
    where -= decided;
    visit(&rule, decided);
  }
  if (!where.empty()) visit(nullptr, where);
}

}  // namespace earmark::takedown
