#include "cli/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

// `text` between an escape sequence (ECMA-48, SGR) and its end.
std::string Coloured(const char* sequence, std::string_view text,
                     const Style& style) {
  if (!style.colour) return std::string(text);
  return absl::StrCat("\033[", sequence, "m", std::string(text), "\033[0m");
}

const char* ColourOf(v1::Decision::Action action) {
  switch (action) {
    case v1::Decision::ALLOW:
      return "32";  // green
    case v1::Decision::TRACK:
      return "36";  // cyan
    case v1::Decision::LICENSING_REQUIRED:
      return "35";  // magenta
    case v1::Decision::REVIEW:
      return "1;33";  // bold yellow
    default:
      return "1;31";  // bold red
  }
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::AddRow(const std::vector<std::string>& cells) {
  std::vector<std::string> row;
  row.reserve(cells.size());
  for (const std::string& cell : cells) row.push_back(ForTerminal(cell));
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::Render(const Style& style) const {
  std::vector<std::string> titles;
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    size_t width = CharacterCount(columns_[i].title);
    for (const std::vector<std::string>& row : rows_) {
      width = std::max(width, CharacterCount(row[i]));
    }
    widths.push_back(width);
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += "  ";
      text += columns_[i].align == Align::kRight
                  ? PadLeft(cells[i], widths[i])
                  : PadRight(cells[i], widths[i]);
    }
    return std::string(absl::StripTrailingAsciiWhitespace(text));
  };
  std::string table = Dim(line(titles), style) + "\n";
  for (const std::vector<std::string>& row : rows_) table += line(row) + "\n";
  return table;
}

std::string Bold(std::string_view text, const Style& style) {
  return Coloured("1", text, style);
}

std::string Dim(std::string_view text, const Style& style) {
  return Coloured("2", text, style);
}

std::string RenderAction(v1::Decision::Action action, const Style& style) {
  return Coloured(ColourOf(action), v1::Decision::Action_Name(action), style);
}

}  // namespace earmark::cli
