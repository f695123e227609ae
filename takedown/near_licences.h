// Licences that fail to cover a use by one thing alone: whoever decides on a
// claim wants to know of them.
#ifndef EARMARK_TAKEDOWN_NEAR_LICENCES_H_
#define EARMARK_TAKEDOWN_NEAR_LICENCES_H_

#include <string>
#include <vector>

#include "takedown/decision.h"
#include "takedown/licence.h"

namespace earmark::takedown {

struct NearLicence {
  LicenceId licence;
  // One sentence for a person.
  std::string gap;

  bool operator==(const NearLicence&) const = default;
};

// Those of `owner`, by id, for its holds on `work` and the uses that were
// found.
std::vector<NearLicence> NearLicences(const DecisionInputs& inputs,
                                      const WorkId& work, const OwnerId& owner);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NEAR_LICENCES_H_
