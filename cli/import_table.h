// The table that `works import` reads: a header with the columns
// work_id,title,owner,file in any order, and any of
// isrc,iswc,eidr,kind,policy,territories,catalogue,exclusive; then one row for
// each recording.
#ifndef EARMARK_CLI_IMPORT_TABLE_H_
#define EARMARK_CLI_IMPORT_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// One row: a work, and one recording of it.
struct ImportRow {
  // Where it begins, from 1.
  size_t line = 0;
  // Not OK: the row is bad, and only `line` counts.
  absl::Status status;
  // With its name and its owner's.
  v1::Work work;
  // As written.
  std::string file;
  // As ReferenceHeader has it.
  bool not_exclusive = false;
};

// Parses the whole table. Rows that say different things of one work are bad
// from the second on. Returns kInvalidArgument, which names the column, when
// the header lacks one, has one twice, or has one that is not known.
absl::StatusOr<std::vector<ImportRow>> ParseImportTable(std::string_view csv);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_IMPORT_TABLE_H_
