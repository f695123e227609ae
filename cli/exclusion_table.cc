#include "cli/exclusion_table.h"

#include <array>
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
  return ReadRows<ExclusionRow>(csv, kColumns, kRequiredColumns, FillRow);
}

}  // namespace earmark::cli
