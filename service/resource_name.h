// The names of resources: `owners/{owner}`, `works/{work}`,
// `works/{work}/references/{reference}`, `screenings/{screening}`.
#ifndef EARMARK_SERVICE_RESOURCE_NAME_H_
#define EARMARK_SERVICE_RESOURCE_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "index/ids.h"
#include "takedown/screening.h"

namespace earmark::service {

std::string NameOf(const index::OwnerId& owner);
std::string NameOf(const index::WorkId& work);
std::string NameOf(const index::WorkId& work,
                   const index::ReferenceId& reference);
std::string NameOf(const takedown::ScreeningId& screening);

struct ReferenceName {
  index::WorkId work;
  index::ReferenceId reference;
};

// These return kInvalidArgument for what is no such name; the message calls it
// `field` and ends in the value.
absl::StatusOr<index::OwnerId> ParseOwnerName(const std::string& field,
                                              const std::string& name);
absl::StatusOr<index::WorkId> ParseWorkName(const std::string& field,
                                            const std::string& name);
absl::StatusOr<ReferenceName> ParseReferenceName(const std::string& field,
                                                 const std::string& name);
absl::StatusOr<takedown::ScreeningId> ParseScreeningName(
    const std::string& field, const std::string& name);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RESOURCE_NAME_H_
