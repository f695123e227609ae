#include "cli/earlier_uploads.h"

#include <optional>

#include "absl/strings/str_format.h"
#include "cli/json.h"

namespace earmark::cli {
namespace {

constexpr char kClearLine[] = "\r\033[K";

}  // namespace

absl::Status SearchEarlierUploads(Connection& connection, bool json,
                                  Console& console) {
  const absl::StatusOr<std::optional<service::ScanProgress>> done =
      connection.FinishScans([&](const service::ScanProgress& progress) {
        if (!console.show_progress) return;
        console.err << kClearLine
                    << absl::StrFormat(
                           "searched earlier uploads for %d of %d recordings, "
                           "found in %d",
                           progress.scanned, progress.total, progress.revised)
                    << std::flush;
      });
  if (console.show_progress) console.err << kClearLine << std::flush;
  if (!done.ok()) return At("searching earlier uploads", done.status());
  if (!*done || (*done)->revised == 0) return absl::OkStatus();
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

}  // namespace earmark::cli
