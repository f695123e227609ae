// What `serve` is told of the grounds of restrictions.
#ifndef EARMARK_CLI_GROUND_OPTIONS_H_
#define EARMARK_CLI_GROUND_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "takedown/statement.h"

namespace earmark::cli {

// Sets the ground of each cause that is named in `words`: CAUSE=law:TEXT or
// CAUSE=terms:TEXT, with a CAUSE of matching, dsa-notice, dmca-notice or
// not-seen. Returns kInvalidArgument, which names the word and its form, for
// anything else, and for a cause that is named twice.
absl::Status ReadGrounds(const std::vector<std::string>& words,
                         takedown::StatementSettings& settings);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_GROUND_OPTIONS_H_
