// Which evidence carries a match, as a moderator reads it: in words, with a
// strip that shows where the evidence is strong and where it is thin.
#ifndef EARMARK_CLI_EXPLANATION_VIEW_H_
#define EARMARK_CLI_EXPLANATION_VIEW_H_

#include <string>

#include "cli/screening_view.h"
#include "cli/settings.h"
#include "earmark/v1/evidence.pb.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// One character for each step, or for several when there are more than `width`:
// the taller, the more evidence; a dot where there is none or it speaks against
// a copy. Empty without steps.
std::string RenderStrip(const v1::Evidence& evidence, size_t width);

// The parts of the upload that hold next to no evidence: `0:09.0-0:11.0, ...`,
// at most `limit`; empty when there are none.
std::string RenderThinParts(const v1::Evidence& evidence, size_t limit);

// The whole report, in lines that end in \n. Titles that are not known are left
// out.
std::string RenderExplanation(const v1::ScreeningExplanation& explanation,
                              const Titles& titles, const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EXPLANATION_VIEW_H_
