// Licences as people see them.
#ifndef EARMARK_CLI_LICENCE_VIEW_H_
#define EARMARK_CLI_LICENCE_VIEW_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/rights_service.pb.h"

namespace earmark::cli {

// All end in \n.
std::string RenderLicence(const v1::Licence& licence, const Style& style);
std::string RenderLicences(const std::vector<v1::Licence>& licences,
                           const Style& style);

// Licences of the allowlist, which differ in their account and their end alone.
std::string RenderAllowlist(const std::vector<v1::Licence>& licences,
                            const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_LICENCE_VIEW_H_
