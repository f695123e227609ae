#include "cli/csv_columns.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/text.h"

namespace earmark::cli {

namespace {

std::string ListOf(std::span<const std::string_view> columns,
                   const char* separator) {
  return absl::StrJoin(
      columns, separator,
      [](std::string* out, std::string_view column) { out->append(column); });
}

}  // namespace

absl::StatusOr<CsvColumns> CsvColumns::Parse(
    const CsvRecord& header, std::span<const std::string_view> known,
    size_t required) {
  CsvColumns columns;
  columns.required_ = known.first(required);
  for (size_t i = 0; i < header.fields.size(); ++i) {
    const std::string name(absl::StripAsciiWhitespace(header.fields[i]));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the columns may be ", ListOf(known, ", "),
                       "; the header has ", ToUtf8(name)));
    }
    if (!columns.fields_.emplace(name, i).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("the header has a column twice: ", name));
    }
  }
  for (const std::string_view column : columns.required_) {
    const std::string name(column);
    if (!columns.fields_.contains(name)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the header (line ", header.line, ") lacks the column ", name));
    }
  }
  return columns;
}

absl::StatusOr<CsvColumns> CsvColumns::ReadHeader(
    CsvReader& reader, std::span<const std::string_view> known,
    size_t required) {
  const absl::StatusOr<std::optional<CsvRecord>> header = reader.Next();
  if (!header.ok()) return header.status();
  if (header->has_value()) return Parse(**header, known, required);
  return absl::InvalidArgumentError(
      absl::StrCat("the table is empty; its first line must name the columns ",
                   ListOf(known.first(required), ",")));
}

absl::Status CsvColumns::Check(const CsvRecord& record) const {
  if (record.fields.size() != fields_.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the header has ", fields_.size(), " columns, this row ",
                     record.fields.size()));
  }
  for (const std::string_view column : required_) {
    const std::string name(column);
    if (FieldOf(record, name).empty()) {
      return absl::InvalidArgumentError(absl::StrCat("nothing in ", name));
    }
  }
  return absl::OkStatus();
}

std::string CsvColumns::FieldOf(const CsvRecord& record,
                                const std::string& column) const {
  return ToUtf8(
      std::string(absl::StripAsciiWhitespace(RawFieldOf(record, column))));
}

std::string CsvColumns::RawFieldOf(const CsvRecord& record,
                                   const std::string& column) const {
  const auto field = fields_.find(column);
  return field == fields_.end() ? "" : record.fields[field->second];
}

}  // namespace earmark::cli
