// One find of a screening as a picture: time against time with what matched,
// the evidence a second, and what the fingerprints have in common (spectral
// peaks over time and frequency, or differing bits over time).
#ifndef EARMARK_CLI_EXPLANATION_SVG_H_
#define EARMARK_CLI_EXPLANATION_SVG_H_

#include <string>

#include "cli/screening_view.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// An SVG document. `find` has evidence, with points. A work whose title is not
// known is called by its id.
std::string DrawFind(const v1::ScreeningExplanation::Find& find,
                     const std::string& file_name, const Titles& titles);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EXPLANATION_SVG_H_
