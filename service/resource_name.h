// The names of resources: `owners/{owner}`, `works/{work}`,
// `works/{work}/references/{reference}`, `screenings/{screening}`,
// `screenings/{screening}/claims/{claim}`, `cases/{case}`, `policies/{policy}`,
// `owners/{owner}/licences/{licence}`, `notices/{notice}`.
#ifndef EARMARK_SERVICE_RESOURCE_NAME_H_
#define EARMARK_SERVICE_RESOURCE_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "index/ids.h"
#include "takedown/case.h"
#include "takedown/claim_index.h"
#include "takedown/notice.h"
#include "takedown/screening.h"

namespace earmark::service {

std::string NameOf(const index::OwnerId& owner);
std::string NameOf(const index::WorkId& work);
std::string NameOf(const index::WorkId& work,
                   const index::ReferenceId& reference);
std::string NameOf(const takedown::ScreeningId& screening);
std::string NameOf(const takedown::ClaimName& claim);
std::string NameOf(const takedown::CaseId& id);
// Empty for an empty id.
std::string NameOf(const takedown::NoticeId& id);
// Empty for an empty id.
std::string NameOf(const takedown::PolicyId& policy);
std::string NameOf(const index::OwnerId& owner,
                   const takedown::LicenceId& licence);

// A name that is no good, as errors show it: in quotes, shortened and
// printable.
std::string ShownName(const std::string& name);

struct ReferenceName {
  index::WorkId work;
  index::ReferenceId reference;
};

struct LicenceName {
  index::OwnerId owner;
  takedown::LicenceId licence;
};

// These return kInvalidArgument for what is no such name; the message calls it
// `field` and ends in the value.
absl::StatusOr<index::OwnerId> ParseOwnerName(const std::string& field,
                                              const std::string& name);
absl::StatusOr<index::WorkId> ParseWorkName(const std::string& field,
                                            const std::string& name);
absl::StatusOr<ReferenceName> ParseReferenceName(const std::string& field,
                                                 const std::string& name);
absl::StatusOr<takedown::PolicyId> ParsePolicyName(const std::string& field,
                                                   const std::string& name);
absl::StatusOr<LicenceName> ParseLicenceName(const std::string& field,
                                             const std::string& name);
absl::StatusOr<takedown::ScreeningId> ParseScreeningName(
    const std::string& field, const std::string& name);
absl::StatusOr<takedown::ClaimName> ParseClaimName(const std::string& field,
                                                   const std::string& name);
absl::StatusOr<takedown::CaseId> ParseCaseName(const std::string& field,
                                               const std::string& name);
absl::StatusOr<takedown::NoticeId> ParseNoticeName(const std::string& field,
                                                   const std::string& name);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RESOURCE_NAME_H_
