// A case as a moderator sees it.
#ifndef EARMARK_CLI_CASE_VIEW_H_
#define EARMARK_CLI_CASE_VIEW_H_

#include <string>

#include "cli/settings.h"
#include "cli/table.h"
#include "earmark/v1/review_service.pb.h"

namespace earmark::cli {

// All that is needed to decide, in lines that end in \n.
std::string RenderCase(const v1::Case& proto, const Style& style);

// One row for each case.
Table CasesTable();
void AddCase(const v1::Case& proto, Table& table);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CASE_VIEW_H_
