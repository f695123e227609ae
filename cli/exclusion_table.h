// The table that `exclusions import` reads: a header with the columns
// reference,start,end in any order, and note; then one row for each part.
#ifndef EARMARK_CLI_EXCLUSION_TABLE_H_
#define EARMARK_CLI_EXCLUSION_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// One row: a part of a reference.
struct ExclusionRow {
  // Where it begins, from 1.
  size_t line = 0;
  // Not OK: the row is bad, and only `line` counts.
  absl::Status status;
  // `works/{work}/references/{reference}`.
  std::string reference;
  v1::Reference::Exclusion exclusion;
};

// Parses the whole table. Returns kInvalidArgument, which names the column,
// when the header lacks one, has one twice, or has one that is not known.
absl::StatusOr<std::vector<ExclusionRow>> ParseExclusionTable(
    std::string_view csv);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EXCLUSION_TABLE_H_
