// The sentences of a decision: each names what was found or not seen, whose it
// is, what the owner wants and which rule held, so that a person who reads
// nothing else can contest it.
#ifndef EARMARK_TAKEDOWN_INTERNAL_EXPLANATION_H_
#define EARMARK_TAKEDOWN_INTERNAL_EXPLANATION_H_

#include <string>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "takedown/decision.h"

namespace earmark::takedown {

// The use of one work in one modality of an upload.
struct Use {
  WorkId work;
  fingerprint::Modality modality;
  // Where in the upload, by start; they may overlap.
  std::vector<fingerprint::TimeRange> intervals;
};

// Why `rule` was applied to `owner`, who wants `wanted` done with `use`. `rule`
// is kOwnerPolicy or one of those that send a use to a person.
std::string ExplainUse(const Use& use, const Owner& owner, Action wanted,
                       Decision::Reason::Rule rule, Purpose purpose,
                       const DecisionSettings& settings);

// `use` was found, but in `territories` nobody holds rights in its work.
std::string ExplainOutsideTerritories(
    const Use& use, const std::vector<std::string>& territories);

std::string ExplainNotSeen(fingerprint::Modality modality,
                           const fingerprint::Coverage& coverage);
std::string ExplainNothingSeen();
std::string ExplainNoMatch();

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_EXPLANATION_H_
