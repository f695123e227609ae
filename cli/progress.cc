#include "cli/progress.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr char kClearLine[] = "\r\033[K";

}  // namespace

void ProgressLine::Draw(const std::string& text) {
  if (!console_.show_progress) return;
  console_.err << kClearLine << text << std::flush;
  drawn_ = true;
}

void ProgressLine::Clear() {
  if (!drawn_) return;
  console_.err << kClearLine << std::flush;
  drawn_ = false;
}

std::string RenderProgress(const std::string& verb,
                           const ProgressCounts& counts,
                           std::chrono::duration<double> elapsed) {
  std::string line = absl::StrFormat("%s %d of %d files", verb, counts.files,
                                     counts.total_files);
  if (counts.files == 0 || elapsed.count() <= 0) return line;
  absl::StrAppendFormat(&line, ", %.1f files/s",
                        static_cast<double>(counts.files) / elapsed.count());
  if (counts.bytes == 0) return line;
  const double rate = static_cast<double>(counts.bytes) / elapsed.count();
  const double left =
      static_cast<double>(counts.total_bytes - counts.bytes) / rate;
  absl::StrAppend(
      &line, ", ", FormatBytes(static_cast<uint64_t>(rate)), "/s, ",
      FormatTimeLeft(std::chrono::seconds(static_cast<int64_t>(left))),
      " left");
  return line;
}

Progress::Progress(Console& console, std::string verb, uint64_t total_files,
                   uint64_t total_bytes)
    : line_(console),
      verb_(std::move(verb)),
      total_files_(total_files),
      total_bytes_(total_bytes),
      start_(std::chrono::steady_clock::now()) {}

void Progress::FileDone(uint64_t bytes) {
  ++files_;
  bytes_ += bytes;
}

void Progress::Draw() {
  line_.Draw(RenderProgress(verb_, {files_, total_files_, bytes_, total_bytes_},
                            std::chrono::steady_clock::now() - start_));
}

}  // namespace earmark::cli
