// The titles of works, asked for once each.
#ifndef EARMARK_CLI_TITLES_H_
#define EARMARK_CLI_TITLES_H_

#include <string>

#include "cli/connection.h"
#include "cli/screening_view.h"
#include "earmark/v1/screening.pb.h"

namespace earmark::cli {

// Adds the title of `work` (`works/{work}`) to `titles` unless it is in it. A
// work that may not be read stays unknown: a title is only a help.
void AddTitle(Connection& connection, const std::string& work, Titles& titles);

// The same for all works in `screening`.
void AddTitles(Connection& connection, const v1::Screening& screening,
               Titles& titles);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TITLES_H_
