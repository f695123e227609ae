#include "cli/earlier_uploads.h"

#include <optional>

#include "absl/strings/str_format.h"
#include "cli/json.h"
#include "cli/progress.h"

namespace earmark::cli {

absl::Status SearchEarlierUploads(Connection& connection, bool json,
                                  Console& console) {
  ProgressLine line(console);
  const absl::StatusOr<std::optional<service::ScanProgress>> done =
      connection.FinishScans([&](const service::ScanProgress& progress) {
        line.Draw(absl::StrFormat(
            "searched earlier uploads for %d of %d recordings, found in %d",
            progress.scanned, progress.total, progress.revised));
      });
  line.Clear();
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
