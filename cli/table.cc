#include "cli/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

// A column is not broken to less than this.
constexpr size_t kLeastWrapped = 20;
constexpr size_t kKeyWidth = 12;

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
  size_t total = 2 * (widths.size() - std::min<size_t>(widths.size(), 1));
  for (const size_t width : widths) total += width;
  const auto available = static_cast<size_t>(std::max(style.width, 0));
  const auto wrapped =
      std::find_if(columns_.begin(), columns_.end(),
                   [](const Column& column) { return column.wrap; });
  const auto broken = static_cast<size_t>(wrapped - columns_.begin());
  if (wrapped != columns_.end() && total > available) {
    const size_t excess = total - available;
    widths[broken] =
        std::min(widths[broken],
                 std::max(widths[broken] - std::min(widths[broken], excess),
                          kLeastWrapped));
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
  for (std::vector<std::string> row : rows_) {
    std::vector<std::string> rest;
    if (broken < row.size() && CharacterCount(row[broken]) > widths[broken]) {
      rest = Wrap(row[broken], widths[broken]);
      row[broken] = rest.empty() ? "" : rest.front();
    }
    table += line(row) + "\n";
    for (size_t i = 1; i < rest.size(); ++i) {
      std::vector<std::string> more(row.size());
      more[broken] = rest[i];
      table += line(more) + "\n";
    }
  }
  return table;
}

std::string Bold(std::string_view text, const Style& style) {
  return Coloured("1", text, style);
}

std::string Dim(std::string_view text, const Style& style) {
  return Coloured("2", text, style);
}

std::string RenderFields(
    const std::vector<std::pair<std::string, std::string>>& fields,
    const Style& style) {
  std::string text;
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    absl::StrAppend(&text, "  ", Dim(PadRight(key, kKeyWidth), style),
                    ForTerminal(value), "\n");
  }
  return text;
}

std::string RenderAction(v1::Decision::Action action, const Style& style) {
  return Coloured(ColourOf(action), v1::Decision::Action_Name(action), style);
}

}  // namespace earmark::cli
