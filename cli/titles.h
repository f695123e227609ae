// The titles of works, asked for once each.
#ifndef EARMARK_CLI_TITLES_H_
#define EARMARK_CLI_TITLES_H_

#include "cli/connection.h"
#include "cli/screening_view.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// Adds to `titles` those of the works in `screening` that are not in it. Works
// that may not be read stay unknown: a title is only a help.
void AddTitles(Connection& connection, const v1::Screening& screening,
               Titles& titles);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TITLES_H_
