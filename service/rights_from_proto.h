// Messages of RightsService, checked, as values of the domain. All return
// kInvalidArgument, which names the field and the value.
#ifndef EARMARK_SERVICE_RIGHTS_FROM_PROTO_H_
#define EARMARK_SERVICE_RIGHTS_FROM_PROTO_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "earmark/v1/rights_service.pb.h"
#include "service/internal/fields.h"
#include "takedown/reference_rights.h"
#include "takedown/rights.h"
#include "takedown/stored_policy.h"

namespace earmark::service {

// How texts of policies that the service writes show an account, of which only
// the token is known; ParseRules takes it for that token.
std::string AccountOfToken(std::string_view token);
absl::StatusOr<takedown::Policy> ParseRules(std::string_view text,
                                            TokenOf token_of);

absl::StatusOr<takedown::StoredPolicy> ToStoredPolicy(
    const v1::CreatePolicyRequest& request, TokenOf token_of);

// The fields that the mask names.
struct PolicyUpdate {
  takedown::PolicyId id;
  std::optional<takedown::Policy> rules;
  std::optional<std::string> display_name;
};
absl::StatusOr<PolicyUpdate> ToPolicyUpdate(
    const v1::UpdatePolicyRequest& request, TokenOf token_of);

absl::StatusOr<takedown::Licence> ToLicence(
    const v1::CreateLicenceRequest& request, TokenOf token_of);

struct LicenceUpdate {
  index::OwnerId owner;
  takedown::LicenceId id;
  // Gives a licence the values of the fields that the mask names.
  std::function<void(takedown::Licence&)> apply;
};
absl::StatusOr<LicenceUpdate> ToLicenceUpdate(
    const v1::UpdateLicenceRequest& request, TokenOf token_of);

absl::StatusOr<std::vector<takedown::Ownership>> ToOwnerships(
    const v1::SetOwnershipsRequest& request);
absl::StatusOr<std::vector<takedown::Exclusion>> ToExclusions(
    const v1::SetExclusionsRequest& request);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RIGHTS_FROM_PROTO_H_
