#include "takedown/strikes.h"

#include <optional>

#include "takedown/claim_lifecycle.h"

namespace earmark::takedown {

bool Counts(absl::Time time, absl::Time now, const StrikeSettings& settings) {
  return now < time + settings.lifetime;
}

AccountAdvice AdviceFor(int strikes, const StrikeSettings& settings) {
  if (strikes <= 0) return AccountAdvice::kNone;
  return strikes < settings.suspend_at ? AccountAdvice::kWarn
                                       : AccountAdvice::kSuspend;
}

void CountObjection(const Claim& claim, absl::Time now,
                    const StrikeSettings& settings, SenderRecord& record) {
  bool objected = false;
  const Claim::Step* answer = nullptr;
  for (const Claim::Step& step : claim.steps) {
    if (step.objection) {
      objected = true;
      answer = nullptr;
    } else if (step.event == ClaimEvent::kUndo) {
      answer = nullptr;
    } else if (step.actor == ClaimActor::kModerator && objected) {
      // Also in place of what another decided before.
      answer = &step;
    } else if (objected && answer == nullptr && IsLifted(step.state)) {
      answer = &step;
    }
  }
  if (answer == nullptr || now - answer->time >= settings.lifetime) return;
  ++(IsLifted(answer->state) ? record.upheld : record.unfounded);
}

AccountAdvice AdviceFor(const SenderRecord& record,
                        const StrikeSettings& settings) {
  if (record.upheld > record.unfounded) return AccountAdvice::kNone;
  return AdviceFor(record.unfounded, settings);
}

}  // namespace earmark::takedown
