#include "cli/table_import.h"

#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/catalogue_view.h"
#include "cli/import_table.h"
#include "cli/input_file.h"
#include "cli/json.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "cli/registration.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// Where the file of a row is.
std::string Located(const std::string& csv_path, const std::string& file) {
  return (std::filesystem::path(csv_path).parent_path() / file).string();
}

uint64_t SizeOf(const std::string& path) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

std::string RowJson(const ImportRow& row,
                    const absl::StatusOr<Recording>& recording) {
  JsonObject object;
  object.Add("line", row.line);
  if (recording.ok()) {
    object.Add("work", row.work.name())
        .Add("reference", recording->reference.name())
        .Add("outcome", recording->was_there ? "PRESENT" : "ADDED")
        .AddJson("warnings", ToJsonArray(recording->reference.warnings()))
        .AddJson("overlaps", ToJsonArray(recording->reference.overlaps()));
  } else {
    object.Add("outcome", "FAILED")
        .AddJson("error", ErrorJson(recording.status()));
  }
  return object.Build();
}

struct Counts {
  size_t added = 0;
  size_t present = 0;
  size_t failed = 0;
};

}  // namespace

absl::StatusOr<ExitCode> ImportWorks(Connection& connection,
                                     const std::string& csv_path, bool json,
                                     Console& console) {
  const absl::StatusOr<std::string> text = ReadAll(csv_path, kMaxTableBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<ImportRow>> rows = ParseImportTable(*text);
  if (!rows.ok()) {
    return At(csv_path, rows.status());
  }
  OwnerRegistration owners(connection);
  for (ImportRow& row : *rows) {
    if (row.status.ok()) row.status = owners.Ensure(row.work.owner());
  }

  uint64_t total_bytes = 0;
  for (const ImportRow& row : *rows) {
    if (row.status.ok()) total_bytes += SizeOf(Located(csv_path, row.file));
  }
  Progress progress(console, "registered", rows->size(), total_bytes);
  Counts counts;
  ParallelInOrder<absl::StatusOr<Recording>>(
      rows->size(), StreamCount(),
      [&](size_t i) -> absl::StatusOr<Recording> {
        const ImportRow& row = (*rows)[i];
        if (!row.status.ok()) return row.status;
        const std::string path = Located(csv_path, row.file);
        absl::StatusOr<Recording> recording =
            Register(connection, row.work, path, row.not_exclusive);
        progress.FileDone(SizeOf(path));
        return recording;
      },
      [&](size_t i, absl::StatusOr<Recording> recording) {
        const ImportRow& row = (*rows)[i];
        progress.Clear();
        if (!recording.ok()) {
          ++counts.failed;
          PrintError(console, At(absl::StrCat(csv_path, ":", row.line),
                                 recording.status()));
        } else {
          ++(recording->was_there ? counts.present : counts.added);
          if (!recording->was_there) {
            console.err << RenderWarnings(absl::StrCat(csv_path, ":", row.line),
                                          recording->reference);
          }
        }
        if (json) console.out << RowJson(row, recording) << "\n";
        progress.Draw();
      },
      [&] { progress.Draw(); });
  progress.Clear();
  (json ? console.err : console.out)
      << absl::StrFormat("%d rows: %d added, %d already there, %d failed\n",
                         rows->size(), counts.added, counts.present,
                         counts.failed)
      << RenderNewOwners(owners.made());
  return counts.failed > 0 ? ExitCode::kFailed : ExitCode::kDone;
}

}  // namespace earmark::cli
