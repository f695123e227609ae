// Policies as text again, for people to read and to begin their own with.
#ifndef EARMARK_TAKEDOWN_POLICY_FORMAT_H_
#define EARMARK_TAKEDOWN_POLICY_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "takedown/policy.h"

namespace earmark::takedown {

// A text of which ParsePolicy (policy_text.h) makes the same rules. The tokens
// of accounts stand as `account_of` shows them.
std::string FormatPolicy(
    const Policy& policy,
    absl::FunctionRef<std::string(std::string_view token)> account_of);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_POLICY_FORMAT_H_
