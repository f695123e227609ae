#include "takedown/territories.h"

#include <algorithm>
#include <utility>

#include "takedown/internal/iso3166.h"

namespace earmark::takedown {

bool IsTerritory(std::string_view code) {
  const auto codes = TerritoryCodes();
  return std::binary_search(codes.begin(), codes.end(), code);
}

TerritorySet::TerritorySet(bool all_but, std::vector<std::string> codes)
    : all_but_(all_but), codes_(std::move(codes)) {
  std::sort(codes_.begin(), codes_.end());
  codes_.erase(std::unique(codes_.begin(), codes_.end()), codes_.end());
}

TerritorySet TerritorySet::Of(std::vector<std::string> codes) {
  const bool everywhere = codes.empty();
  return {everywhere, std::move(codes)};
}

TerritorySet TerritorySet::AllBut(std::vector<std::string> codes) {
  return {true, std::move(codes)};
}

bool TerritorySet::Contains(std::string_view territory) const {
  return std::binary_search(codes_.begin(), codes_.end(), territory) !=
         all_but_;
}

}  // namespace earmark::takedown
