#include "cli/exclusion_import.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/exclusion_table.h"
#include "cli/exclusions.h"
#include "cli/input_file.h"
#include "cli/json.h"
#include "cli/progress.h"

namespace earmark::cli {
namespace {

absl::StatusOr<ChangedReference> Add(Connection& connection,
                                     const ExclusionRow& row) {
  if (!row.status.ok()) return row.status;
  return ChangeExclusions(connection, row.reference,
                          [&](Exclusions& exclusions) {
                            return AddExclusion(row.exclusion, exclusions);
                          });
}

std::string RowJson(const ExclusionRow& row,
                    const absl::StatusOr<ChangedReference>& added) {
  JsonObject object;
  object.Add("line", row.line);
  if (added.ok()) {
    object.Add("reference", row.reference)
        .Add("outcome", added->changed ? "ADDED" : "PRESENT");
  } else {
    object.Add("outcome", "FAILED").AddJson("error", ErrorJson(added.status()));
  }
  return object.Build();
}

}  // namespace

absl::StatusOr<ExitCode> ImportExclusions(Connection& connection,
                                          const std::string& csv_path,
                                          bool json, Console& console) {
  const absl::StatusOr<std::string> text = ReadAll(csv_path, kMaxTableBytes);
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::vector<ExclusionRow>> rows =
      ParseExclusionTable(*text);
  if (!rows.ok()) return At(csv_path, rows.status());
  size_t added = 0;
  size_t present = 0;
  size_t failed = 0;
  ProgressLine progress(console);
  for (const ExclusionRow& row : *rows) {
    const absl::StatusOr<ChangedReference> outcome = Add(connection, row);
    if (!outcome.ok()) {
      ++failed;
      progress.Clear();
      PrintError(console,
                 At(absl::StrCat(csv_path, ":", row.line), outcome.status()));
    } else {
      ++(outcome->changed ? added : present);
    }
    if (json) {
      progress.Clear();
      console.out << RowJson(row, outcome) << "\n";
    }
    progress.Draw(absl::StrFormat("excluded %d of %d parts",
                                  added + present + failed, rows->size()));
  }
  progress.Clear();
  (json ? console.err : console.out)
      << absl::StrFormat("%d rows: %d added, %d already there, %d failed\n",
                         rows->size(), added, present, failed);
  return failed > 0 ? ExitCode::kFailed : ExitCode::kDone;
}

}  // namespace earmark::cli
