#include "cli/file_screening.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/content_digest.h"
#include "cli/json.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "cli/screening_view.h"
#include "cli/text.h"
#include "cli/titles.h"
#include "cli/upload.h"
#include "cli/upload_id.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

bool IsHidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

// The regular files below `folder`, by path; hidden ones are left out.
absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (IsHidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back(entry->path().string());
    }
  }
  if (error) {
    return absl::UnknownError(
        absl::StrCat("cannot read the folder ", folder, ": ", error.message()));
  }
  if (files.empty()) {
    return absl::NotFoundError(absl::StrCat("no files in ", folder));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The files that `paths` stand for. What is not there stays: it fails on its
// own, later.
absl::StatusOr<std::vector<std::string>> ExpandPaths(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const absl::StatusOr<std::vector<std::string>> below = FilesIn(path);
    if (!below.ok()) return below.status();
    files.insert(files.end(), below->begin(), below->end());
  }
  return files;
}

absl::StatusOr<v1::Screening> ScreenOne(Connection& connection,
                                        const ScreenOptions& options,
                                        const std::string& path) {
  v1::UploadHeader header = options.header;
  if (options.again) {
    header.set_upload_id(FreshUploadId());
  } else if (header.upload_id().empty()) {
    const absl::StatusOr<std::string> digest = DigestOfFile(path);
    if (!digest.ok()) return digest.status();
    header.set_upload_id(DerivedUploadId(*digest, header));
  }
  return UploadForScreening(connection, std::move(header), path);
}

std::string AnswerJson(const std::string& file,
                       const absl::StatusOr<v1::Screening>& screening) {
  JsonObject object;
  object.Add("file", ToUtf8(file));
  if (!screening.ok()) {
    // Not screened is not clear.
    return object
        .AddJson("decision", JsonObject().Add("action", "REVIEW").Build())
        .AddJson("error", ErrorJson(screening.status()))
        .Build();
  }
  return object.Add("screening", screening->name())
      .AddJson("decision", ToJson(screening->decision()))
      .AddJson("matches", ToJsonArray(screening->matches()))
      .AddJson("candidates", ToJsonArray(screening->candidates()))
      .Build();
}

// How many uploads got which answer.
struct Counts {
  std::map<v1::Decision::Action, size_t> actions;
  size_t failed = 0;
  // Answered with a screening that was made before this command began.
  size_t repeated = 0;

  bool needs_action() const {
    return !actions.empty() && actions.rbegin()->first > v1::Decision::TRACK;
  }
};

std::string Summary(const Counts& counts, absl::Duration took) {
  size_t total = counts.failed;
  std::vector<std::string> parts;
  for (auto entry = counts.actions.rbegin(); entry != counts.actions.rend();
       ++entry) {
    total += entry->second;
    parts.push_back(absl::StrCat(entry->second, " ",
                                 v1::Decision::Action_Name(entry->first)));
  }
  if (counts.failed > 0) {
    parts.push_back(absl::StrCat(counts.failed,
                                 " not screened (review them: not seen is not "
                                 "clear)"));
  }
  std::string summary =
      absl::StrFormat("%d uploads in %.1f s: %s\n", total,
                      absl::ToDoubleSeconds(took), absl::StrJoin(parts, ", "));
  if (counts.repeated > 0) {
    absl::StrAppend(&summary, counts.repeated,
                    " of them had been screened before, and got the same "
                    "answer (--again screens anew)\n");
  }
  return summary;
}

uint64_t SizeOf(const std::string& path) {
  std::error_code error;
  const uint64_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace

absl::StatusOr<ExitCode> ScreenFiles(Connection& connection,
                                     const ScreenOptions& options,
                                     Console& console) {
  const absl::StatusOr<std::vector<std::string>> files =
      ExpandPaths(options.paths);
  if (!files.ok()) return files.status();
  uint64_t total_bytes = 0;
  for (const std::string& file : *files) total_bytes += SizeOf(file);

  const absl::Time start = absl::Now();
  Progress progress(console, "screened", files->size(), total_bytes);
  Titles titles;
  Counts counts;
  ParallelInOrder<absl::StatusOr<v1::Screening>>(
      files->size(), StreamCount(),
      [&](size_t i) {
        const std::string& file = (*files)[i];
        absl::StatusOr<v1::Screening> screening =
            ScreenOne(connection, options, file);
        progress.FileDone(SizeOf(file));
        return screening;
      },
      [&](size_t i, absl::StatusOr<v1::Screening> screening) {
        const std::string& file = (*files)[i];
        progress.Clear();
        if (screening.ok()) {
          ++counts.actions[screening->decision().action()];
          if (screening->create_time().seconds() < absl::ToUnixSeconds(start)) {
            ++counts.repeated;
          }
        } else {
          ++counts.failed;
          PrintError(console, At(file, screening.status()));
        }
        if (options.json) {
          console.out << AnswerJson(file, screening) << std::endl;
        } else if (screening.ok()) {
          AddTitles(connection, *screening, titles);
          console.out << RenderScreening(file, *screening, titles,
                                         console.style)
                      << std::endl;
        }
        progress.Draw();
      },
      [&] { progress.Draw(); });
  progress.Clear();
  console.err << Summary(counts, absl::Now() - start);
  if (counts.failed > 0) return ExitCode::kFailed;
  return options.exit_code && counts.needs_action() ? ExitCode::kNeedsAction
                                                    : ExitCode::kDone;
}

}  // namespace earmark::cli
