// Which parts of references count, as people see them.
#ifndef EARMARK_CLI_REFERENCE_RIGHTS_VIEW_H_
#define EARMARK_CLI_REFERENCE_RIGHTS_VIEW_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// All end in \n.
std::string RenderExclusions(const v1::Reference& reference,
                             const Style& style);

// A line for each open overlap of `reference`, which is called `where`, and for
// its quarantine: `warning: WHERE: what it is and what it means`. Empty when
// nothing is open.
std::string RenderOpenQuestions(const std::string& where,
                                const v1::Reference& reference);

// For each reference a heading, and a table of what is open or settled about
// it: overlaps, exclusions, quarantine.
std::string RenderQuestions(const std::vector<v1::Reference>& references,
                            const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_REFERENCE_RIGHTS_VIEW_H_
