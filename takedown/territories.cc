#include "takedown/territories.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "takedown/internal/iso3166.h"

namespace earmark::takedown {
namespace {

constexpr int kRestPosition = TerritorySet::kPositions - 1;
constexpr char kWorld[] = "WORLD";

int PositionOf(std::string_view code) {
  const auto codes = TerritoryCodes();
  const auto found = std::lower_bound(codes.begin(), codes.end(), code);
  if (found == codes.end() || *found != code) return kRestPosition;
  return static_cast<int>(found - codes.begin());
}

}  // namespace

bool IsTerritory(std::string_view code) {
  return PositionOf(code) != kRestPosition;
}

TerritorySet TerritorySet::Of(const std::vector<std::string>& codes) {
  if (codes.empty()) return {};
  TerritorySet set = Nowhere();
  for (const std::string& code : codes) set.Add(PositionOf(code));
  return set;
}

TerritorySet TerritorySet::AllBut(const std::vector<std::string>& codes) {
  return codes.empty() ? TerritorySet() : TerritorySet() - Of(codes);
}

TerritorySet TerritorySet::Nowhere() { return TerritorySet(Bits{}); }

TerritorySet TerritorySet::RestOfWorld() {
  TerritorySet set = Nowhere();
  set.Add(kRestPosition);
  return set;
}

std::optional<TerritorySet> TerritorySet::FromWords(
    std::span<const std::string> words) {
  if (words.size() == 1) {
    const std::vector<std::string> parts = absl::StrSplit(words[0], '-');
    if (parts[0] == kWorld) {
      if (!std::all_of(parts.begin() + 1, parts.end(), IsTerritory)) {
        return std::nullopt;
      }
      return AllBut({parts.begin() + 1, parts.end()});
    }
  }
  const bool known =
      std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return IsTerritory(word) || word == kRestOfWorld;
      });
  if (!known) return std::nullopt;
  return Of({words.begin(), words.end()});
}

std::vector<std::string> TerritorySet::Words() const {
  if (!all_but()) return codes();
  std::vector<std::string> parts = codes();
  if (parts.empty()) return {};
  parts.insert(parts.begin(), kWorld);
  return {absl::StrJoin(parts, "-")};
}

bool TerritorySet::all_but() const { return Has(kRestPosition); }

std::vector<std::string> TerritorySet::codes() const {
  const bool listed = !all_but();
  std::vector<std::string> found;
  for (int position = 0; position < kRestPosition; ++position) {
    if (Has(position) == listed) found.push_back(CodeAt(position));
  }
  return found;
}

bool TerritorySet::Contains(std::string_view territory) const {
  return Has(PositionOf(territory));
}

TerritorySet& TerritorySet::operator&=(const TerritorySet& other) {
  for (size_t i = 0; i < bits_.size(); ++i) bits_[i] &= other.bits_[i];
  return *this;
}

TerritorySet& TerritorySet::operator|=(const TerritorySet& other) {
  for (size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
  return *this;
}

TerritorySet& TerritorySet::operator-=(const TerritorySet& other) {
  for (size_t i = 0; i < bits_.size(); ++i) bits_[i] &= ~other.bits_[i];
  return *this;
}

TerritorySet EuropeanUnion() {
  static const TerritorySet kMembers =
      TerritorySet::Of({"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI",
                        "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
                        "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"});
  return kMembers;
}

std::string TerritorySet::CodeAt(int position) {
  return position == kRestPosition ? std::string(kRestOfWorld)
                                   : std::string(TerritoryCodes()[position]);
}

}  // namespace earmark::takedown
