#include "cli/csv.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace earmark::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) {
    rest_.remove_prefix(kByteOrderMark.size());
  }
}

bool CsvReader::AtLineEnd() const {
  return rest_.empty() || rest_.starts_with('\n') || rest_.starts_with("\r\n");
}

void CsvReader::SkipLineEnd() {
  if (rest_.empty()) return;
  rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  ++line_;
}

void CsvReader::SkipLine() {
  rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
  SkipLineEnd();
}

absl::StatusOr<std::optional<CsvRecord>> CsvReader::Next() {
  while (!rest_.empty() && AtLineEnd()) SkipLineEnd();
  if (rest_.empty()) return std::nullopt;
  CsvRecord record;
  record.line = line_;
  while (true) {
    absl::StatusOr<std::string> field =
        rest_.starts_with('"') ? QuotedField() : PlainField();
    if (!field.ok()) {
      SkipLine();
      return field.status();
    }
    record.fields.push_back(*std::move(field));
    if (AtLineEnd()) break;
    rest_.remove_prefix(1);  // the comma
  }
  SkipLineEnd();
  return record;
}

absl::StatusOr<std::string> CsvReader::QuotedField() {
  const size_t first_line = line_;
  rest_.remove_prefix(1);
  std::string field;
  while (true) {
    const size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) {
      rest_ = {};
      return absl::InvalidArgumentError(absl::StrCat(
          "a quoted field is not closed; it begins on line ", first_line));
    }
    const std::string_view piece = rest_.substr(0, quote);
    for (const char c : piece) line_ += c == '\n' ? 1 : 0;
    field += piece;
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    field += '"';
    rest_.remove_prefix(1);
  }
  if (!AtLineEnd() && !rest_.starts_with(',')) {
    return absl::InvalidArgumentError(
        absl::StrCat("text follows a closing quote on line ", line_,
                     " (quotes inside of a quoted field are doubled)"));
  }
  return field;
}

absl::StatusOr<std::string> CsvReader::PlainField() {
  size_t length = 0;
  while (length < rest_.size() && rest_[length] != ',' &&
         rest_[length] != '\n' && !rest_.substr(length).starts_with("\r\n")) {
    if (rest_[length] == '"') {
      return absl::InvalidArgumentError(absl::StrCat(
          "a quote stands inside of a field without quotes on line ", line_));
    }
    ++length;
  }
  std::string field(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return field;
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    // Spaces around a field would get lost where others read it.
    if (field.find_first_of(",\"\r\n") == std::string::npos &&
        !field.starts_with(' ') && !field.ends_with(' ')) {
      line += field;
    } else {
      absl::StrAppend(&line, "\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}),
                      "\"");
    }
  }
  return line + "\n";
}

}  // namespace earmark::cli
