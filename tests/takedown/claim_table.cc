#include "tests/takedown/claim_table.h"

#include <fstream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace earmark::takedown {

absl::StatusOr<ClaimTable> ReadClaimTable(const std::string& path) {
  std::ifstream file(path);
  ClaimTable table;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, "| state | who |")) inside = true;
    if (!inside || absl::StartsWith(line, "| state") ||
        absl::StartsWith(line, "|---")) {
      continue;
    }
    if (line.empty()) break;
    std::vector<std::string> cells;
    for (const std::string& cell :
         std::vector<std::string>(absl::StrSplit(line, '|'))) {
      cells.emplace_back(absl::StripAsciiWhitespace(cell));
    }
    // One before the first bar, and one after the last.
    if (cells.size() != 7) {
      return absl::InvalidArgumentError(
          absl::StrCat("a row must have 5 cells, got ", line));
    }
    ClaimRow row{.then = cells[4], .conditions = {}};
    for (const std::string& condition : std::vector<std::string>(
             absl::StrSplit(cells[5], ", ", absl::SkipEmpty()))) {
      row.conditions.insert(condition);
    }
    table.emplace(std::tuple(cells[1], cells[2], cells[3]), row);
  }
  if (table.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no table of claims: ", path));
  }
  return table;
}

}  // namespace earmark::takedown
