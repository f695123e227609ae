// Aligned tables for people.
#ifndef EARMARK_CLI_TABLE_H_
#define EARMARK_CLI_TABLE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/screening.pb.h"

namespace earmark::cli {

class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
    // Whether its cells are broken at spaces where the table is too wide. For
    // one column at most.
    bool wrap = false;
  };

  explicit Table(std::vector<Column> columns);

  // One cell for each column; they are made fit for a terminal.
  void AddRow(const std::vector<std::string>& cells);

  // One line for the titles, one for each row (more where cells are broken);
  // two spaces between columns.
  std::string Render(const Style& style) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `text` as it looks when it must be seen, and when it is said by the way.
std::string Bold(std::string_view text, const Style& style);
std::string Dim(std::string_view text, const Style& style);

// `key  value` lines, without those that have no value.
std::string RenderFields(
    const std::vector<std::pair<std::string, std::string>>& fields,
    const Style& style);

// The name of the action, in its colour.
std::string RenderAction(v1::Decision::Action action, const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TABLE_H_
