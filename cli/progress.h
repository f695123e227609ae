// Lines that say how far a long command is, on terminals only.
#ifndef EARMARK_CLI_PROGRESS_H_
#define EARMARK_CLI_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "cli/settings.h"

namespace earmark::cli {

// One line of the console's errors that is drawn anew again and again. Draws
// nothing when progress is not to be shown.
class ProgressLine {
 public:
  // `console` must outlive this object.
  explicit ProgressLine(Console& console) : console_(console) {}
  ~ProgressLine() { Clear(); }

  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Draw(const std::string& text);
  // Takes the line away, so that something else can be written.
  void Clear();

 private:
  Console& console_;
  bool drawn_ = false;
};

struct ProgressCounts {
  uint64_t files = 0;
  uint64_t total_files = 0;
  uint64_t bytes = 0;
  uint64_t total_bytes = 0;
};

// `screening 12 of 240 files, 3.1 files/s, 8.2 MB/s, 1:12 left`. The time left
// is that of the bytes left at the rate so far.
std::string RenderProgress(const std::string& verb,
                           const ProgressCounts& counts,
                           std::chrono::duration<double> elapsed);

// FileDone is safe for concurrent use; the rest belongs to one thread.
class Progress {
 public:
  // `console` must outlive this object.
  Progress(Console& console, std::string verb, uint64_t total_files,
           uint64_t total_bytes);

  void FileDone(uint64_t bytes);

  // Draws the line anew; takes it away, so that something else can be written.
  void Draw();
  void Clear() { line_.Clear(); }

 private:
  ProgressLine line_;
  const std::string verb_;
  const uint64_t total_files_;
  const uint64_t total_bytes_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<uint64_t> files_{0};
  std::atomic<uint64_t> bytes_{0};
};

}  // namespace earmark::cli

#endif  // EARMARK_CLI_PROGRESS_H_
