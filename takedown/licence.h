// Licences: what an owner allows some accounts, or everybody, to do with its
// works.
#ifndef EARMARK_TAKEDOWN_LICENCE_H_
#define EARMARK_TAKEDOWN_LICENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "takedown/territories.h"
#include "takedown/time_span.h"
#include "takedown/use.h"

namespace earmark::takedown {

using LicenceId = index::StringId<struct LicenceTag>;
// A part of an owner's works, as the owner divides them.
using CatalogueId = index::StringId<struct CatalogueTag>;

// What is empty, or has its default, does not narrow the licence.
struct Licence {
  LicenceId id = {};
  // Who gives it, for its rights alone.
  index::OwnerId owner = {};
  // Of these works; none: of all.
  std::vector<index::WorkId> works = {};
  // Of the works that the owner counts to this catalogue; empty: of all.
  CatalogueId catalogue = {};
  // Tokens (account_token.h), sorted; none: to everybody.
  std::vector<std::string> accounts = {};
  TerritorySet territories = {};
  TimeSpan time = {};
  std::optional<fingerprint::Modality> modality = std::nullopt;
  // Of one work in one modality.
  std::optional<fingerprint::MediaTime> longest_use = std::nullopt;
  // The declared incomes.
  EnumSet<Income> incomes = {};

  absl::Time create_time = {};
  absl::Time update_time = {};
  // Counts changes from 1; the etag.
  int64_t revision = 1;

  bool operator==(const Licence&) const = default;
};

// Whether the licence covers `use` of `work`, which its owner counts to
// `catalogue`, at `now`, in Licence::territories.
bool Covers(const Licence& licence, const index::WorkId& work,
            const CatalogueId& catalogue, const Use& use, absl::Time now);

// What the licence fails to cover `use` by: one sentence for a person for each
// condition; none: it covers the use.
std::vector<std::string> GapsOf(const Licence& licence,
                                const index::WorkId& work,
                                const CatalogueId& catalogue, const Use& use,
                                absl::Time now);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_LICENCE_H_
