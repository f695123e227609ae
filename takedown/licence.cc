#include "takedown/licence.h"

#include <algorithm>

namespace earmark::takedown {

bool Covers(const Licence& licence, const index::WorkId& work,
            const CatalogueId& catalogue, const Use& use, absl::Time now) {
  return licence.time.Contains(now) &&
         (licence.works.empty() ||
          std::find(licence.works.begin(), licence.works.end(), work) !=
              licence.works.end()) &&
         (licence.catalogue.value.empty() || licence.catalogue == catalogue) &&
         (licence.accounts.empty() ||
          std::binary_search(licence.accounts.begin(), licence.accounts.end(),
                             use.account_token)) &&
         (!licence.modality || *licence.modality == use.modality) &&
         (!licence.longest_use || use.matched <= *licence.longest_use) &&
         (licence.incomes.empty() || licence.incomes.Contains(use.income));
}

}  // namespace earmark::takedown
