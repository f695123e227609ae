// The bytes of owners, holds, policies, licences and what is known of
// references, as takedown_records.h says.
#ifndef EARMARK_TAKEDOWN_INTERNAL_RIGHTS_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_RIGHTS_RECORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "takedown/licence.h"
#include "takedown/reference_rights.h"
#include "takedown/rights.h"
#include "takedown/stored_policy.h"

namespace earmark::takedown {

std::string EncodeOwner(const Owner& owner);
absl::StatusOr<Owner> DecodeOwner(const OwnerId& id, std::string_view bytes);

std::string EncodeOwnerships(const std::vector<Ownership>& ownerships);
absl::StatusOr<std::vector<Ownership>> DecodeOwnerships(std::string_view bytes);

// The key has the policy's id and version.
std::string EncodePolicy(const StoredPolicy& policy);
absl::StatusOr<StoredPolicy> DecodePolicy(const PolicyId& id, int64_t version,
                                          std::string_view bytes);

// The key has the owner and the licence's id.
std::string EncodeLicence(const Licence& licence);
absl::StatusOr<Licence> DecodeLicence(const OwnerId& owner, const LicenceId& id,
                                      std::string_view bytes);

std::string EncodeReferenceRights(const ReferenceRights& rights);
absl::StatusOr<ReferenceRights> DecodeReferenceRights(std::string_view bytes);

// That an upload was found to hold a reference; the key says which.
struct FoundUse {
  // Stands for the account; empty: not known.
  std::string account_token;
  // The infinite past: not known.
  absl::Time find_time;
};
std::string EncodeFoundUse(const FoundUse& use);
absl::StatusOr<FoundUse> DecodeFoundUse(std::string_view bytes);

// The cause of a redecision; the key has the rest.
std::string EncodeRedecision(const std::string& cause);
absl::StatusOr<std::string> DecodeRedecision(std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_RIGHTS_RECORDS_H_
