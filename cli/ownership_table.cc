#include "cli/ownership_table.h"

#include <array>
#include <utility>

#include "cli/csv_columns.h"
#include "cli/hold_options.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// The columns; the first kRequiredColumns must be there.
constexpr std::array<std::string_view, 16> kColumns = {
    "work_id", "owner",  "right",     "share",    "territories", "start",
    "end",     "policy", "catalogue", "title",    "file",        "isrc",
    "iswc",    "eidr",   "kind",      "exclusive"};
constexpr size_t kRequiredColumns = 2;

absl::Status FillRow(const CsvRecord& record, const CsvColumns& columns,
                     OwnershipRow& row) {
  const auto field = [&](const char* name) {
    return columns.FieldOf(record, name);
  };
  row.work = ResourceName("works", field("work_id"));
  absl::StatusOr<v1::Ownership> hold =
      ReadHold({.right = field("right"),
                .share = field("share"),
                .territories = field("territories"),
                .start = field("start"),
                .end = field("end"),
                .policy = field("policy"),
                .catalogue = field("catalogue")});
  const absl::Status read = hold.status();
  if (read.ok()) row.hold = *std::move(hold);
  row.hold.set_owner(ResourceName("owners", field("owner")));
  return read;
}

}  // namespace

absl::StatusOr<std::vector<OwnershipRow>> ParseOwnershipTable(
    std::string_view csv) {
  return ReadRows<OwnershipRow>(csv, kColumns, kRequiredColumns, FillRow);
}

}  // namespace earmark::cli
