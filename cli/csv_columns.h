// The columns that a table of ours has: which of those that it may have, and
// where.
#ifndef EARMARK_CLI_CSV_COLUMNS_H_
#define EARMARK_CLI_CSV_COLUMNS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/csv.h"

namespace earmark::cli {

class CsvColumns {
 public:
  // Reads the header of a table, which may have the columns `known`, and must
  // have the first `required` of them. Returns kInvalidArgument, which names
  // the column, when it lacks one, has one twice, or has one that is not known.
  static absl::StatusOr<CsvColumns> Parse(
      const CsvRecord& header, std::span<const std::string_view> known,
      size_t required);

  // The same of the first record of `reader`; kInvalidArgument if it has none.
  static absl::StatusOr<CsvColumns> ReadHeader(
      CsvReader& reader, std::span<const std::string_view> known,
      size_t required);

  // OK if `record` has as many fields as the header, and something in each of
  // those that are required; else kInvalidArgument.
  absl::Status Check(const CsvRecord& record) const;

  // The field of a column, as UTF-8 and without the spaces around it; empty
  // when the table has no such column. `record` passes Check.
  std::string FieldOf(const CsvRecord& record, const std::string& column) const;

  // The same field as it is written.
  std::string RawFieldOf(const CsvRecord& record,
                         const std::string& column) const;

 private:
  // From the name of a column to its field.
  std::map<std::string, size_t> fields_;
  std::span<const std::string_view> required_;
};

// Reads the table `csv`: a Row for each line below the header, with `line`
// where it begins and, as `status`, what `fill` says of it, or the error when
// it does not pass CsvColumns::Check. Returns the errors of CsvColumns::Parse,
// and kInvalidArgument for an empty table.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadRows(
    std::string_view csv, std::span<const std::string_view> known,
    size_t required,
    absl::FunctionRef<absl::Status(const CsvRecord& record,
                                   const CsvColumns& columns, Row& row)>
        fill) {
  CsvReader reader(csv);
  const absl::StatusOr<CsvColumns> columns =
      CsvColumns::ReadHeader(reader, known, required);
  if (!columns.ok()) return columns.status();
  std::vector<Row> rows;
  while (true) {
    const size_t line = reader.line();
    const absl::StatusOr<std::optional<CsvRecord>> record = reader.Next();
    if (record.ok() && !record->has_value()) return rows;
    Row& row = rows.emplace_back();
    row.line = record.ok() ? (*record)->line : line;
    row.status = record.ok() ? columns->Check(**record) : record.status();
    if (row.status.ok()) row.status = fill(**record, *columns, row);
  }
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CSV_COLUMNS_H_
