// Territories, and sets of them.
#ifndef EARMARK_TAKEDOWN_TERRITORIES_H_
#define EARMARK_TAKEDOWN_TERRITORIES_H_

#include <string>
#include <string_view>
#include <vector>

namespace earmark::takedown {

// "001", UN M.49's world: stands for all territories that are not named.
inline constexpr char kRestOfWorld[] = "001";

// Whether `code` is an ISO 3166-1 alpha-2 code that is assigned today.
bool IsTerritory(std::string_view code);

// Some territories, or all but some. Everywhere, until told otherwise.
class TerritorySet {
 public:
  TerritorySet() = default;
  // Of no codes: everywhere.
  static TerritorySet Of(std::vector<std::string> codes);
  static TerritorySet AllBut(std::vector<std::string> codes);

  // Whether the codes are those that it leaves out.
  bool all_but() const { return all_but_; }
  // Sorted, each once.
  const std::vector<std::string>& codes() const { return codes_; }

  // `territory` may be kRestOfWorld, which must then stand for none of the
  // codes.
  bool Contains(std::string_view territory) const;

  bool operator==(const TerritorySet&) const = default;

 private:
  TerritorySet(bool all_but, std::vector<std::string> codes);

  bool all_but_ = true;
  std::vector<std::string> codes_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_TERRITORIES_H_
