#include "takedown/next_redecisions.h"

#include <algorithm>
#include <limits>
#include <map>

#include "absl/time/time.h"
#include "takedown/internal/finding.h"

namespace earmark::takedown {
namespace {

constexpr char kCause[] =
    "The time passed that a policy gives after a work is found in an upload "
    "that was screened before.";

// The first full hour not before `time`.
absl::Time FullHour(absl::Time time) {
  const absl::Duration since_epoch = time - absl::UnixEpoch();
  return absl::UnixEpoch() + absl::Ceil(since_epoch, absl::Hours(1));
}

// The ages at which a rule begins to be met by a late find, and no longer is.
std::vector<absl::Duration> BoundsOf(const PolicyRule& rule) {
  if (!rule.since_late_find_us) return {};
  std::vector<absl::Duration> bounds = {
      absl::Microseconds(rule.since_late_find_us->least)};
  if (rule.since_late_find_us->most != std::numeric_limits<int64_t>::max()) {
    bounds.push_back(absl::Microseconds(rule.since_late_find_us->most + 1));
  }
  return bounds;
}

}  // namespace

std::vector<Redecision> NextRedecisions(const DecisionInputs& inputs) {
  const bool any_late = std::any_of(
      inputs.matches.begin(), inputs.matches.end(),
      [](const OwnedMatch& found) { return found.late_find_time.has_value(); });
  if (!any_late) return {};
  std::map<WorkId, absl::Time> due;
  for (const Finding& finding : FindingsOf(inputs)) {
    if (!finding.use.since_late_find) continue;
    const absl::Duration age = *finding.use.since_late_find;
    for (const Hold& hold : *finding.holds) {
      for (const PolicyRule& rule : hold.policy->rules) {
        for (const absl::Duration bound : BoundsOf(rule)) {
          if (bound <= age) continue;
          const absl::Time time = FullHour(inputs.now + (bound - age));
          const auto [known, is_new] = due.emplace(finding.work, time);
          if (!is_new) known->second = std::min(known->second, time);
        }
      }
    }
  }
  std::vector<Redecision> redecisions;
  redecisions.reserve(due.size());
  for (const auto& [work, time] : due) {
    redecisions.push_back({.due = time, .subject = work, .cause = kCause});
  }
  return redecisions;
}

}  // namespace earmark::takedown
