// Gives licences and takes them back.
#ifndef EARMARK_CLI_LICENCES_H_
#define EARMARK_CLI_LICENCES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "cli/settings.h"
#include "earmark/v1/rights_service.pb.h"

namespace earmark::cli {

// All licences of the owner `parent` (`owners/{owner}`), by id.
absl::StatusOr<std::vector<v1::Licence>> LicencesOf(Connection& connection,
                                                    const std::string& parent);

// Gives `licence` under the name `name` (`owners/{owner}/licences/{licence}`).
// Returns the errors of CreateLicence.
absl::StatusOr<v1::Licence> CreateLicence(Connection& connection,
                                          const std::string& name,
                                          const v1::Licence& licence);

// Takes the licence `name` back, says so, and revises earlier uploads. `etag`
// may be empty. Returns the errors of DeleteLicence.
absl::StatusOr<ExitCode> RemoveLicence(Connection& connection,
                                       const std::string& name,
                                       const std::string& etag,
                                       const Settings& settings,
                                       Console& console);

// The id of the licence that puts `account` on an owner's allowlist: `allow-`
// and 16 hexadecimal digits.
std::string AllowlistId(const std::string& account);

// Whether `id` has that form.
bool IsAllowlistId(const std::string& id);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_LICENCES_H_
