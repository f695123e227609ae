// Reads and writes comma-separated values as RFC 4180 describes them: fields in
// double quotes may hold commas, line ends and doubled quotes. Lines end in
// CRLF or LF; a byte order mark before the first field is dropped.
#ifndef EARMARK_CLI_CSV_H_
#define EARMARK_CLI_CSV_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace earmark::cli {

struct CsvRecord {
  // Where the record begins, from 1.
  size_t line = 0;
  std::vector<std::string> fields;
};

// Not safe for concurrent use.
class CsvReader {
 public:
  // `text` must outlive this object.
  explicit CsvReader(std::string_view text);

  // Returns the next record, nullopt at the end. Empty lines are left out.
  // Returns kInvalidArgument, which names the line, for a quote that is not
  // closed, or that stands inside of a field without quotes. The reader goes on
  // with the next line then (after the end of the text, with nothing).
  absl::StatusOr<std::optional<CsvRecord>> Next();

  // Where the next record begins.
  size_t line() const { return line_; }

 private:
  bool AtLineEnd() const;
  void SkipLineEnd();
  void SkipLine();
  absl::StatusOr<std::string> QuotedField();
  absl::StatusOr<std::string> PlainField();

  std::string_view rest_;
  size_t line_ = 1;
};

// The fields as one line that ends in \n, each in quotes if it needs them.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CSV_H_
