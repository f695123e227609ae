// A statement of reasons, as people see it.
#ifndef EARMARK_CLI_STATEMENT_VIEW_H_
#define EARMARK_CLI_STATEMENT_VIEW_H_

#include <string>

#include "cli/settings.h"
#include "earmark/v1/statement.pb.h"

namespace earmark::cli {

// Its id and measure, and the letter below, in lines of the terminal's width.
// Ends in an empty line.
std::string RenderStatement(const v1::StatementOfReasons& statement,
                            const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_STATEMENT_VIEW_H_
