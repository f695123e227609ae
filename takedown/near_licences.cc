#include "takedown/near_licences.h"

#include <map>
#include <utility>

#include "takedown/internal/finding.h"

namespace earmark::takedown {
namespace {

// All that the licence fails by.
std::vector<std::string> AllGapsOf(const Licence& licence,
                                   const Finding& finding, const Hold& hold,
                                   const DecisionInputs& inputs) {
  std::vector<std::string> gaps = GapsOf(
      licence, finding.work, hold.ownership.catalogue, finding.use, inputs.now);
  if ((licence.territories & hold.ownership.territories & inputs.territories)
          .empty()) {
    gaps.emplace_back("It is for other territories.");
  }
  return gaps;
}

}  // namespace

std::vector<NearLicence> NearLicences(const DecisionInputs& inputs,
                                      const WorkId& work,
                                      const OwnerId& owner) {
  std::map<LicenceId, std::string> near;
  for (const Finding& finding : FindingsOf(inputs)) {
    if (finding.work != work || finding.intervals.empty()) continue;
    for (const Hold& hold : *finding.holds) {
      if (hold.owner.id != owner || !hold.ownership.time.Contains(inputs.now)) {
        continue;
      }
      for (const Licence& licence : inputs.licences) {
        if (licence.owner != owner) continue;
        std::vector<std::string> gaps =
            AllGapsOf(licence, finding, hold, inputs);
        if (gaps.size() == 1) near.try_emplace(licence.id, std::move(gaps[0]));
      }
    }
  }
  std::vector<NearLicence> licences;
  licences.reserve(near.size());
  for (auto& [id, gap] : near) licences.push_back({id, std::move(gap)});
  return licences;
}

}  // namespace earmark::takedown
