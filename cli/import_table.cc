#include "cli/import_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/text.h"
#include "cli/values.h"
#include "google/protobuf/util/message_differencer.h"

namespace earmark::cli {
namespace {

// The columns; the first kRequiredColumns must be there.
constexpr std::array<std::string_view, 10> kColumns = {
    "work_id", "title", "owner", "file",   "isrc",
    "iswc",    "eidr",  "kind",  "policy", "territories"};
constexpr size_t kRequiredColumns = 4;

// From the name of a column to its field.
using Columns = std::map<std::string, size_t>;

absl::StatusOr<Columns> ParseHeader(const CsvRecord& header) {
  Columns columns;
  for (size_t i = 0; i < header.fields.size(); ++i) {
    const std::string name(absl::StripAsciiWhitespace(header.fields[i]));
    if (std::find(kColumns.begin(), kColumns.end(), name) == kColumns.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the columns may be ",
          absl::StrJoin(kColumns, ", ",
                        [](std::string* out, std::string_view column) {
                          out->append(column);
                        }),
          "; the header has ", ToUtf8(name)));
    }
    if (!columns.emplace(name, i).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("the header has a column twice: ", name));
    }
  }
  for (size_t i = 0; i < kRequiredColumns; ++i) {
    const std::string name(kColumns[i]);
    if (!columns.contains(name)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the header (line ", header.line, ") lacks the column ", name));
    }
  }
  return columns;
}

// The field of a column without the spaces around it; empty when the table has
// no such column.
std::string FieldOf(const CsvRecord& record, const Columns& columns,
                    const std::string& name) {
  const auto column = columns.find(name);
  if (column == columns.end()) return "";
  return ToUtf8(
      std::string(absl::StripAsciiWhitespace(record.fields[column->second])));
}

absl::Status FillWork(const CsvRecord& record, const Columns& columns,
                      v1::Work& work) {
  const auto field = [&](const char* name) {
    return FieldOf(record, columns, name);
  };
  for (size_t i = 0; i < kRequiredColumns; ++i) {
    const std::string name(kColumns[i]);
    if (field(name.c_str()).empty()) {
      return absl::InvalidArgumentError(absl::StrCat("nothing in ", name));
    }
  }
  work.set_name(ResourceName("works", field("work_id")));
  work.set_title(field("title"));
  work.set_owner(ResourceName("owners", field("owner")));
  work.set_isrc(field("isrc"));
  work.set_iswc(field("iswc"));
  work.set_eidr(field("eidr"));
  if (const std::string kind = field("kind"); !kind.empty()) {
    const absl::StatusOr<v1::Work::Kind> parsed = ParseKind(kind);
    if (!parsed.ok()) return parsed.status();
    work.set_kind(*parsed);
  }
  if (const std::string policy = field("policy"); !policy.empty()) {
    const absl::StatusOr<v1::Decision::Action> parsed = ParseAction(policy);
    if (!parsed.ok()) return parsed.status();
    work.set_policy_action(*parsed);
  }
  for (std::string& territory : ParseTerritories(field("territories"))) {
    work.add_territories(std::move(territory));
  }
  return absl::OkStatus();
}

ImportRow ParseRow(const CsvRecord& record, const Columns& columns) {
  ImportRow row;
  row.line = record.line;
  if (record.fields.size() != columns.size()) {
    row.status = absl::InvalidArgumentError(
        absl::StrCat("the header has ", columns.size(), " columns, this row ",
                     record.fields.size()));
    return row;
  }
  row.status = FillWork(record, columns, row.work);
  // A name of a file may hold any bytes, and spaces.
  row.file = record.fields[columns.at("file")];
  return row;
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
  CsvReader reader(csv);
  const absl::StatusOr<std::optional<CsvRecord>> header = reader.Next();
  if (!header.ok()) return header.status();
  if (!header->has_value()) {
    return absl::InvalidArgumentError(
        "the table is empty; its first line must name the columns "
        "work_id,title,owner,file");
  }
  const absl::StatusOr<Columns> columns = ParseHeader(**header);
  if (!columns.ok()) return columns.status();

  std::vector<ImportRow> rows;
  std::map<std::string, size_t> first_row_of_work;
  while (true) {
    const size_t line = reader.line();
    const absl::StatusOr<std::optional<CsvRecord>> record = reader.Next();
    if (!record.ok()) {
      ImportRow& bad = rows.emplace_back();
      bad.line = line;
      bad.status = record.status();
      continue;
    }
    if (!record->has_value()) return rows;
    ImportRow row = ParseRow(**record, *columns);
    if (row.status.ok()) {
      const auto [first, is_first] =
          first_row_of_work.emplace(row.work.name(), rows.size());
      if (!is_first) CheckAgreement(rows[first->second], row);
    }
    rows.push_back(std::move(row));
  }
}

}  // namespace earmark::cli
