// Who owns a work, as people and spreadsheets see it.
#ifndef EARMARK_CLI_OWNERSHIP_VIEW_H_
#define EARMARK_CLI_OWNERSHIP_VIEW_H_

#include <string>

#include "cli/settings.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// `recording`, `musical work`.
std::string RightWords(v1::Ownership::Right right);

// All end in \n.

// The holds on a work as a table, and its conflicts below.
std::string RenderOwnerships(const v1::Work& work, const Style& style);

// A work that is in conflict, and a sentence for each of its conflicts.
std::string RenderConflictingWork(const v1::Work& work, const Style& style);

// A line for each conflict of the work, which `where` speaks of:
// `warning: WHERE: what it means`. Empty without any.
std::string RenderConflictWarnings(const std::string& where,
                                   const v1::Work& work);

// The first line of an exported catalogue, and one line for each hold of
// `owner` (`owners/{owner}`) on `work`.
std::string CatalogueCsvHeader();
std::string CatalogueCsv(const v1::Work& work, const std::string& owner);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_OWNERSHIP_VIEW_H_
