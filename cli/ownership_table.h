// The table that `ownerships import` reads: a header with the columns
// work_id,owner in any order, and any of
// right,share,territories,start,end,policy,catalogue; then one row for each
// hold. The other columns of `owners export` may be there, and are not read.
#ifndef EARMARK_CLI_OWNERSHIP_TABLE_H_
#define EARMARK_CLI_OWNERSHIP_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "earmark/v1/ownership.pb.h"

namespace earmark::cli {

// One row: a hold of an owner on a work.
struct OwnershipRow {
  // Where it begins, from 1.
  size_t line = 0;
  // Not OK: the row is bad, and `hold` does not count.
  absl::Status status;
  // `works/{work}`; empty when the row is so bad that it is not known.
  std::string work;
  // With its owner, which is empty when the work is.
  v1::Ownership hold;
};

// Parses the whole table. Returns kInvalidArgument, which names the column,
// when the header lacks one, has one twice, or has one that is not known.
absl::StatusOr<std::vector<OwnershipRow>> ParseOwnershipTable(
    std::string_view csv);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_OWNERSHIP_TABLE_H_
