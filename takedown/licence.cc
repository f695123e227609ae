#include "takedown/licence.h"

#include <algorithm>
#include <array>

namespace earmark::takedown {
namespace {

// What a use must meet. Each is looked at by Covers() and GapsOf().
struct Condition {
  bool (*is_met)(const Licence&, const index::WorkId&, const CatalogueId&,
                 const Use&, absl::Time);
  const char* gap;
};

constexpr std::array kConditions = {
    Condition{
        [](const Licence& licence, const index::WorkId&, const CatalogueId&,
           const Use&, absl::Time now) { return licence.time.Contains(now); },
        "It does not hold at this time."},
    Condition{[](const Licence& licence, const index::WorkId& work,
                 const CatalogueId&, const Use&, absl::Time) {
                return licence.works.empty() ||
                       std::find(licence.works.begin(), licence.works.end(),
                                 work) != licence.works.end();
              },
              "It is for other works."},
    Condition{[](const Licence& licence, const index::WorkId&,
                 const CatalogueId& catalogue, const Use&, absl::Time) {
                return licence.catalogue.value.empty() ||
                       licence.catalogue == catalogue;
              },
              "It is for another catalogue."},
    Condition{[](const Licence& licence, const index::WorkId&,
                 const CatalogueId&, const Use& use, absl::Time) {
                return licence.accounts.empty() ||
                       std::binary_search(licence.accounts.begin(),
                                          licence.accounts.end(),
                                          use.account_token);
              },
              "It is for other accounts."},
    Condition{[](const Licence& licence, const index::WorkId&,
                 const CatalogueId&, const Use& use, absl::Time) {
                return !licence.modality || *licence.modality == use.modality;
              },
              "It is for the other of audio and video."},
    Condition{[](const Licence& licence, const index::WorkId&,
                 const CatalogueId&, const Use& use, absl::Time) {
                return !licence.longest_use ||
                       use.matched <= *licence.longest_use;
              },
              "It is for shorter uses."},
    Condition{[](const Licence& licence, const index::WorkId&,
                 const CatalogueId&, const Use& use, absl::Time) {
                return licence.incomes.empty() ||
                       licence.incomes.Contains(use.income);
              },
              "It is for other incomes from the upload."}};

}  // namespace

bool Covers(const Licence& licence, const index::WorkId& work,
            const CatalogueId& catalogue, const Use& use, absl::Time now) {
  return std::all_of(
      kConditions.begin(), kConditions.end(), [&](const Condition& condition) {
        return condition.is_met(licence, work, catalogue, use, now);
      });
}

std::vector<std::string> GapsOf(const Licence& licence,
                                const index::WorkId& work,
                                const CatalogueId& catalogue, const Use& use,
                                absl::Time now) {
  std::vector<std::string> gaps;
  for (const Condition& condition : kConditions) {
    if (!condition.is_met(licence, work, catalogue, use, now)) {
      gaps.emplace_back(condition.gap);
    }
  }
  return gaps;
}

}  // namespace earmark::takedown
