// Territories, and sets of them.
#ifndef EARMARK_TAKEDOWN_TERRITORIES_H_
#define EARMARK_TAKEDOWN_TERRITORIES_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::takedown {

// "001", UN M.49's world: stands for all territories that are not named.
inline constexpr char kRestOfWorld[] = "001";

// Whether `code` is an ISO 3166-1 alpha-2 code that is assigned today.
bool IsTerritory(std::string_view code);

// Some territories, or all but some. Everywhere, until told otherwise.
//
// A set of bits, one for each code of ISO 3166-1 and one for the rest of the
// world, which stands for whatever has no code: sets are joined, crossed and
// subtracted in a few instructions, without walking over territories.
class TerritorySet {
 public:
  TerritorySet() = default;
  // Of no codes: everywhere. Codes must be territories (IsTerritory), or
  // kRestOfWorld; others count as the rest of the world.
  static TerritorySet Of(const std::vector<std::string>& codes);
  static TerritorySet AllBut(const std::vector<std::string>& codes);
  static TerritorySet Nowhere();
  static TerritorySet RestOfWorld();

  // The set that Words() made; nullopt if a word is unknown. kRestOfWorld may
  // stand among codes.
  static std::optional<TerritorySet> FromWords(
      std::span<const std::string> words);

  // As people and wires have it: none for everywhere, codes, or one word for
  // all but some, like "WORLD-CA-US". A set without any territory has no
  // words: it must not be empty.
  std::vector<std::string> Words() const;

  // Whether the rest of the world is in it.
  bool all_but() const;
  // Of all_but(): the codes that it leaves out, else those in it. Sorted.
  std::vector<std::string> codes() const;

  bool Contains(std::string_view territory) const;
  bool empty() const { return *this == Nowhere(); }

  TerritorySet& operator&=(const TerritorySet& other);
  TerritorySet& operator|=(const TerritorySet& other);
  TerritorySet& operator-=(const TerritorySet& other);

  friend TerritorySet operator&(TerritorySet a, const TerritorySet& b) {
    return a &= b;
  }
  friend TerritorySet operator|(TerritorySet a, const TerritorySet& b) {
    return a |= b;
  }
  friend TerritorySet operator-(TerritorySet a, const TerritorySet& b) {
    return a -= b;
  }

  // By position, from 0 to kPositions - 1; the last is the rest of the world.
  static constexpr int kPositions = 250;
  bool Has(int position) const {
    return (bits_[position / 64] >> (position % 64) & 1) != 0;
  }
  void Add(int position) {
    bits_[position / 64] |= uint64_t{1} << (position % 64);
  }
  static std::string CodeAt(int position);

  bool operator==(const TerritorySet&) const = default;
  // Some order, the same on all machines.
  bool operator<(const TerritorySet& other) const {
    return bits_ < other.bits_;
  }

 private:
  using Bits = std::array<uint64_t, 4>;
  static constexpr uint64_t kAll = ~uint64_t{0};
  static constexpr Bits kEverywhere = {kAll, kAll, kAll,
                                       kAll >> (256 - kPositions)};

  explicit TerritorySet(const Bits& bits) : bits_(bits) {}

  Bits bits_ = kEverywhere;
};

// The member states of the European Union.
TerritorySet EuropeanUnion();

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_TERRITORIES_H_
