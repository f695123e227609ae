#include "cli/statement_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/table.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr int kLeastWidth = 30;
constexpr char kIndent[] = "  ";

}  // namespace

std::string RenderStatement(const v1::StatementOfReasons& statement,
                            const Style& style) {
  const auto width =
      static_cast<size_t>(std::max(kLeastWidth, style.width - 2));
  std::string text = absl::StrCat(
      Bold(v1::StatementOfReasons::Measure_Name(statement.measure()), style),
      "  ", ForTerminal(statement.id()), "\n");
  for (const std::string& paragraph : std::vector<std::string>(
           absl::StrSplit(statement.text(), "\n\n", absl::SkipEmpty()))) {
    text += "\n";
    const std::string words(absl::StripAsciiWhitespace(paragraph));
    for (const std::string& line : Wrap(ForTerminal(words), width)) {
      absl::StrAppend(&text, kIndent, line, "\n");
    }
  }
  return text + "\n";
}

}  // namespace earmark::cli
