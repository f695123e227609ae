// Policies as their owners write them: TOML 1.0, in the keys and words of
// docs/policies.md. The text is the author's;
// what is kept and applied is the Policy that it says (policy.h).
//
// Nothing is taken from a text that has a fault anywhere: a misspelt condition
// that was left out would make its rule wider.
#ifndef EARMARK_TAKEDOWN_POLICY_TEXT_H_
#define EARMARK_TAKEDOWN_POLICY_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "takedown/policy.h"

namespace earmark::takedown {

inline constexpr size_t kMaxPolicyTextBytes = size_t{64} << 10;
inline constexpr size_t kMaxPolicyRules = 1000;

// The policy that `text` says, with an empty id and version 1. `token_of` gives
// the token that stands for an account (account_token.h).
//
// Returns kInvalidArgument if anything is wrong with the text. The message has
// one line for each bad place, in the order of the text, such as
//
//   line 4, column 10: action must be one of allow, track, licensing-required,
//   review, takedown, got "takdown"
//
// (unbroken). Lines and columns count from 1, columns in characters. After the
// first 20 places, a last line gives the next one and how many more there are.
// The message is UTF-8, without control characters but the line ends. Values
// are shortened; of accounts, which may be personal, only the length is told.
// Of a text that is no TOML, only the first fault is.
absl::StatusOr<Policy> ParsePolicy(
    std::string_view text,
    absl::FunctionRef<std::string(std::string_view account)> token_of);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_POLICY_TEXT_H_
