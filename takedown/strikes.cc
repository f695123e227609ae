#include "takedown/strikes.h"

#include <algorithm>

#include "takedown/claim_lifecycle.h"

namespace earmark::takedown {

bool Counts(absl::Time time, absl::Time now, const StrikeSettings& settings) {
  return now < time + settings.lifetime;
}

AccountAdvice AdviceFor(const std::vector<Lapse>& lapses,
                        const StrikeSettings& settings) {
  if (lapses.empty()) return AccountAdvice::kNone;
  const absl::Time warned =
      std::min_element(lapses.begin(), lapses.end(),
                       [](const Lapse& one, const Lapse& other) {
                         return one.found < other.found;
                       })
          ->found;
  const bool went_on =
      std::any_of(lapses.begin(), lapses.end(),
                  [&](const Lapse& lapse) { return lapse.done >= warned; });
  return went_on && lapses.size() >= static_cast<size_t>(settings.suspend_at)
             ? AccountAdvice::kSuspend
             : AccountAdvice::kWarn;
}

void Add(const std::vector<Finding>& findings, SenderRecord& record) {
  if (findings.empty()) return;
  Lapse lapse{.done = absl::InfiniteFuture(), .found = absl::InfiniteFuture()};
  for (const Finding& finding : findings) {
    if (finding.upheld) {
      ++record.upheld;
      return;
    }
    lapse.done = std::min(lapse.done, finding.done);
    lapse.found = std::min(lapse.found, finding.found);
  }
  record.unfounded.push_back(lapse);
}

std::optional<Finding> FindObjection(const Claim& claim, absl::Time now,
                                     const StrikeSettings& settings) {
  const Claim::Step* objection = nullptr;
  const Claim::Step* answer = nullptr;
  for (const Claim::Step& step : claim.steps) {
    if (step.objection) {
      objection = &step;
      answer = nullptr;
    } else if (step.event == ClaimEvent::kUndo) {
      answer = nullptr;
    } else if (step.actor == ClaimActor::kModerator && objection != nullptr) {
      // Also in place of what another decided before.
      answer = &step;
    } else if (objection != nullptr && answer == nullptr &&
               IsLifted(step.state)) {
      answer = &step;
    }
  }
  if (answer == nullptr || now - answer->time >= settings.lifetime) {
    return std::nullopt;
  }
  return Finding{.upheld = IsLifted(answer->state),
                 .done = objection->time,
                 .found = answer->time};
}

AccountAdvice AdviceFor(const SenderRecord& record,
                        const StrikeSettings& settings) {
  if (static_cast<size_t>(record.upheld) > record.unfounded.size()) {
    return AccountAdvice::kNone;
  }
  return AdviceFor(record.unfounded, settings);
}

}  // namespace earmark::takedown
