#include "cli/earlier_uploads.h"

#include <optional>

#include "absl/strings/str_format.h"
#include "cli/json.h"
#include "cli/progress.h"

namespace earmark::cli {
namespace {

// Returns what was done; nullopt if nothing was revised, or none of it here.
absl::StatusOr<std::optional<service::ScanProgress>> Finish(
    Connection& connection, const char* doing, Console& console) {
  ProgressLine line(console);
  const absl::StatusOr<std::optional<service::ScanProgress>> done =
      connection.FinishScans([&](const service::ScanProgress& progress) {
        line.Draw(absl::StrFormat(
            "searched earlier uploads for %d of %d recordings, found in %d",
            progress.scanned, progress.total, progress.revised));
      });
  line.Clear();
  if (!done.ok()) return At(doing, done.status());
  if (done->has_value() && (*done)->revised == 0) return std::nullopt;
  return *done;
}

}  // namespace

absl::Status SearchEarlierUploads(Connection& connection, bool json,
                                  Console& console) {
  const absl::StatusOr<std::optional<service::ScanProgress>> done =
      Finish(connection, "searching earlier uploads", console);
  if (!done.ok()) return done.status();
  if (!done->has_value()) return absl::OkStatus();
  const service::ScanProgress& progress = **done;
  if (json) {
    console.out << JsonObject()
                       .AddJson("earlierUploads",
                                JsonObject()
                                    .Add("references", progress.scanned)
                                    .Add("revised", progress.revised)
                                    .Build())
                       .Build()
                << "\n";
  } else {
    console.out << absl::StrFormat(
        "earlier uploads: found in %d, whose decisions were revised\n",
        progress.revised);
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> ReviseEarlierUploads(Connection& connection, bool json,
                                              Console& console) {
  const absl::StatusOr<std::optional<service::ScanProgress>> done =
      Finish(connection, "deciding again on earlier uploads", console);
  if (!done.ok()) return done.status();
  if (done->has_value()) {
    (json ? console.err : console.out) << absl::StrFormat(
        "earlier uploads: decisions on %d were revised\n", (*done)->revised);
  }
  return ExitCode::kDone;
}

}  // namespace earmark::cli
