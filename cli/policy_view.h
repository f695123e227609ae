// Policies, and what they would have changed, as people see them.
#ifndef EARMARK_CLI_POLICY_VIEW_H_
#define EARMARK_CLI_POLICY_VIEW_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/rights_service.pb.h"

namespace earmark::cli {

// All end in \n.

// A head of comments, then the text: a text that can be given to a policy.
std::string RenderPolicy(const v1::Policy& policy, const Style& style);
std::string RenderPolicies(const std::vector<v1::Policy>& policies,
                           const Style& style);

// How many decisions would change, what stays last; then examples.
std::string RenderPolicyTest(const v1::TestPolicyResponse& test,
                             const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_POLICY_VIEW_H_
