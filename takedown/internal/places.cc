#include "takedown/internal/places.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace earmark::takedown {
namespace {

// More than these are only counted.
constexpr size_t kMaxNamedTerritories = 10;

}  // namespace

std::string JoinSome(const std::vector<std::string>& parts, size_t limit) {
  if (parts.size() <= limit) return absl::StrJoin(parts, ", ");
  return absl::StrCat(
      absl::StrJoin(parts.begin(),
                    parts.begin() + static_cast<std::ptrdiff_t>(limit), ", "),
      " and ", parts.size() - limit, " more");
}

std::string Places(const TerritorySet& territories) {
  const std::vector<std::string> codes = territories.codes();
  if (!territories.all_but()) {
    return absl::StrCat("in ", JoinSome(codes, kMaxNamedTerritories));
  }
  if (codes.empty()) return "everywhere";
  return absl::StrCat("everywhere but in ",
                      JoinSome(codes, kMaxNamedTerritories));
}

}  // namespace earmark::takedown
