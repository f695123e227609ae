#include "cli/import_table.h"

#include <array>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/csv_columns.h"
#include "cli/settings.h"
#include "cli/values.h"
#include "google/protobuf/util/message_differencer.h"

namespace earmark::cli {
namespace {

// The columns; the first kRequiredColumns must be there.
constexpr std::array<std::string_view, 12> kColumns = {
    "work_id", "title", "owner",  "file",        "isrc",      "iswc",
    "eidr",    "kind",  "policy", "territories", "catalogue", "exclusive"};
constexpr size_t kRequiredColumns = 4;

absl::Status FillRow(const CsvRecord& record, const CsvColumns& columns,
                     ImportRow& row) {
  const auto field = [&](const char* name) {
    return columns.FieldOf(record, name);
  };
  v1::Work& work = row.work;
  work.set_name(ResourceName("works", field("work_id")));
  work.set_title(field("title"));
  work.set_owner(ResourceName("owners", field("owner")));
  work.set_isrc(field("isrc"));
  work.set_iswc(field("iswc"));
  work.set_eidr(field("eidr"));
  work.set_catalogue(field("catalogue"));
  if (const std::string kind = field("kind"); !kind.empty()) {
    const absl::StatusOr<v1::Work::Kind> parsed = ParseKind(kind);
    if (!parsed.ok()) return parsed.status();
    work.set_kind(*parsed);
  }
  if (const std::string policy = field("policy"); !policy.empty()) {
    work.set_policy(PolicyName(policy));
  }
  for (std::string& territory : ParseTerritories(field("territories"))) {
    work.add_territories(std::move(territory));
  }
  if (const std::string exclusive = field("exclusive"); !exclusive.empty()) {
    const absl::StatusOr<bool> parsed = ParseYesOrNo(exclusive);
    if (!parsed.ok()) return At("exclusive", parsed.status());
    row.not_exclusive = !*parsed;
  }
  // A name of a file may hold any bytes, and spaces.
  row.file = columns.RawFieldOf(record, "file");
  return absl::OkStatus();
}

// Makes `row` bad if `first`, an earlier row, says something else of the work.
void CheckAgreement(const ImportRow& first, ImportRow& row) {
  if (google::protobuf::util::MessageDifferencer::Equals(first.work,
                                                         row.work)) {
    return;
  }
  row.status = absl::InvalidArgumentError(absl::StrCat(
      "line ", first.line, " says something else of ", row.work.name()));
}

}  // namespace

absl::StatusOr<std::vector<ImportRow>> ParseImportTable(std::string_view csv) {
  absl::StatusOr<std::vector<ImportRow>> rows =
      ReadRows<ImportRow>(csv, kColumns, kRequiredColumns, FillRow);
  if (!rows.ok()) return rows;
  std::map<std::string, const ImportRow*> first_of_work;
  for (ImportRow& row : *rows) {
    if (!row.status.ok()) continue;
    const auto [first, is_first] = first_of_work.emplace(row.work.name(), &row);
    if (!is_first) CheckAgreement(*first->second, row);
  }
  return rows;
}

}  // namespace earmark::cli
