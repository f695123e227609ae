#include "service/policy_tester.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "takedown/decision_words.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::WorkId;
using takedown::Decision;
using takedown::DecisionInputs;
using takedown::Hold;
using takedown::Policy;
using takedown::ScreeningId;

constexpr size_t kExamplesOfAChange = 3;
constexpr size_t kPageSize = 1000;

// The inputs with `policy` in the place of all of the owner's.
DecisionInputs WithPolicy(DecisionInputs inputs, const OwnerId& owner,
                          const std::shared_ptr<const Policy>& policy) {
  for (takedown::OwnedMatch& match : inputs.matches) {
    auto holds = std::make_shared<std::vector<Hold>>(*match.holds);
    for (Hold& hold : *holds) {
      if (hold.owner.id == owner) hold.policy = policy;
    }
    match.holds = std::move(holds);
  }
  return inputs;
}

absl::Time DayOf(absl::Time time) {
  return absl::FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone()),
                         absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<PolicyTest> PolicyTester::Test(const OwnerId& owner,
                                              const Policy& policy,
                                              absl::Time since,
                                              size_t limit) const {
  const absl::StatusOr<std::optional<takedown::Owner>> known =
      parts_.rights.FindOwner(owner);
  if (!known.ok()) return known.status();
  if (!*known) {
    return absl::NotFoundError(
        absl::StrCat("there is no owner owners/", owner.value));
  }
  const absl::StatusOr<std::vector<ScreeningId>> uses =
      UsesOf(owner, since, limit);
  if (!uses.ok()) return uses.status();
  const auto draft = std::make_shared<const Policy>(policy);
  PolicyTest test;
  for (const ScreeningId& use : *uses) {
    const absl::StatusOr<std::optional<takedown::Screening>> screening =
        parts_.ledger.FindScreening(use);
    if (!screening.ok()) return screening.status();
    if (!*screening) continue;
    absl::StatusOr<DecisionInputs> inputs =
        parts_.decider.InputsOf(**screening);
    if (!inputs.ok()) return inputs.status();
    const Decision before = takedown::Decide(*inputs);
    const DecisionInputs changed = WithPolicy(*std::move(inputs), owner, draft);
    Decision after = takedown::Decide(changed);
    ++test.screenings;
    const size_t alike = ++test.changes[{before.action, after.action}];
    if (before.action == after.action || alike > kExamplesOfAChange) continue;
    takedown::Explain(changed, after);
    for (const Decision::Reason& reason : after.reasons) {
      if (reason.owner != owner) continue;
      test.examples.push_back({before.action, after.action, reason.explanation,
                               *reason.work, DayOf((*screening)->create_time)});
      break;
    }
  }
  return test;
}

absl::StatusOr<std::vector<ScreeningId>> PolicyTester::UsesOf(
    const OwnerId& owner, absl::Time since, size_t limit) const {
  const ScreeningId first{takedown::FirstIdAt(since)};
  // The newest first; never more than `limit`.
  std::set<ScreeningId, std::greater<>> newest;
  std::string from_work;
  do {
    const absl::StatusOr<index::Page<WorkId>> works =
        parts_.rights.ListWorksOf(owner, from_work, kPageSize);
    if (!works.ok()) return works.status();
    for (const WorkId& work : works->items) {
      std::string from_use;
      do {
        const absl::StatusOr<index::Page<ScreeningId>> uses =
            parts_.uses.List(work, from_use, kPageSize);
        if (!uses.ok()) return uses.status();
        for (const ScreeningId& use : uses->items) {
          if (use < first) continue;
          newest.insert(use);
          if (newest.size() > limit) newest.erase(std::prev(newest.end()));
        }
        from_use = uses->next;
      } while (!from_use.empty());
    }
    from_work = works->next;
  } while (!from_work.empty());
  return std::vector<ScreeningId>(newest.begin(), newest.end());
}

}  // namespace earmark::service
