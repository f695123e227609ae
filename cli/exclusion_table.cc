#include "cli/exclusion_table.h"

#include <array>
#include <optional>
#include <utility>

#include "cli/csv.h"
#include "cli/csv_columns.h"
#include "cli/exclusions.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// The columns; the first kRequiredColumns must be there.
constexpr std::array<std::string_view, 4> kColumns = {"reference", "start",
                                                      "end", "note"};
constexpr size_t kRequiredColumns = 3;

absl::Status FillRow(const CsvRecord& record, const CsvColumns& columns,
                     ExclusionRow& row) {
  const absl::Status whole = columns.Check(record);
  if (!whole.ok()) return whole;
  absl::StatusOr<std::string> reference =
      ReferenceName(columns.FieldOf(record, "reference"));
  if (!reference.ok()) return reference.status();
  absl::StatusOr<v1::Reference::Exclusion> exclusion = ParseExclusion(
      columns.FieldOf(record, "start"), columns.FieldOf(record, "end"),
      columns.FieldOf(record, "note"));
  if (!exclusion.ok()) return exclusion.status();
  row.reference = *std::move(reference);
  row.exclusion = *std::move(exclusion);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ExclusionRow>> ParseExclusionTable(
    std::string_view csv) {
  CsvReader reader(csv);
  const absl::StatusOr<std::optional<CsvRecord>> header = reader.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) {
    return absl::InvalidArgumentError(
        "the table is empty; its first line must name the columns "
        "reference,start,end");
  }
  const absl::StatusOr<CsvColumns> columns =
      CsvColumns::Parse(**header, kColumns, kRequiredColumns);
  if (!columns.ok()) return columns.status();

  std::vector<ExclusionRow> rows;
  while (true) {
    const size_t line = reader.line();
    const absl::StatusOr<std::optional<CsvRecord>> record = reader.Next();
    if (record.ok() && !record->has_value()) return rows;
    ExclusionRow& row = rows.emplace_back();
    row.line = record.ok() ? (*record)->line : line;
    row.status =
        record.ok() ? FillRow(**record, *columns, row) : record.status();
  }
}

}  // namespace earmark::cli
