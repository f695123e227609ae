#include "takedown/strikes.h"

namespace earmark::takedown {

bool Counts(absl::Time time, absl::Time now, const StrikeSettings& settings) {
  return now < time + settings.lifetime;
}

AccountAdvice AdviceFor(int strikes, const StrikeSettings& settings) {
  if (strikes <= 0) return AccountAdvice::kNone;
  return strikes < settings.suspend_at ? AccountAdvice::kWarn
                                       : AccountAdvice::kSuspend;
}

}  // namespace earmark::takedown
