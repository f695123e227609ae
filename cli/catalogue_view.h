// Owners, works and references as people see them.
#ifndef EARMARK_CLI_CATALOGUE_VIEW_H_
#define EARMARK_CLI_CATALOGUE_VIEW_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// Enum values as people read them: `SOUND_RECORDING` is `sound recording`.
std::string Words(const std::string& enum_name);

// All end in \n.
std::string RenderOwner(const v1::Owner& owner, const Style& style);
std::string RenderOwners(const std::vector<v1::Owner>& owners,
                         const Style& style);
std::string RenderWork(const v1::Work& work, const Style& style);
std::string RenderWorks(const std::vector<v1::Work>& works, const Style& style);
std::string RenderReferences(const std::vector<v1::Reference>& references,
                             const Style& style);

// What an import says of the owners that it had to make: a line, or nothing.
std::string RenderNewOwners(const std::vector<std::string>& ids);

// A line for each warning of `reference`, which is called `where`, and for each
// open question of its rights: `warning: WHERE: what it means and what to do`.
// Empty without any.
std::string RenderWarnings(const std::string& where,
                           const v1::Reference& reference);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CATALOGUE_VIEW_H_
