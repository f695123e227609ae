// The table of docs/claims.md that says who may do what with a claim, as tests
// read it.
#ifndef EARMARK_TESTS_TAKEDOWN_CLAIM_TABLE_H_
#define EARMARK_TESTS_TAKEDOWN_CLAIM_TABLE_H_

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"

namespace earmark::takedown {

struct ClaimRow {
  // The state that follows.
  std::string then;
  // All must hold.
  std::set<std::string> conditions;
};

// By state, actor and event, in the words of claim_words.h.
using ClaimTable =
    std::multimap<std::tuple<std::string, std::string, std::string>, ClaimRow>;

// Reads it from the file at `path`. Returns kInvalidArgument for a row that has
// not its five cells, and for a file that has no such table.
absl::StatusOr<ClaimTable> ReadClaimTable(const std::string& path);

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_CLAIM_TABLE_H_
