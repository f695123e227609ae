// A line that says how far a long command is, on terminals only.
#ifndef EARMARK_CLI_PROGRESS_H_
#define EARMARK_CLI_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "cli/settings.h"

namespace earmark::cli {

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
  ~Progress() { Clear(); }

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void FileDone(uint64_t bytes);

  // Draws the line anew; takes it away, so that something else can be written.
  void Draw();
  void Clear();

 private:
  Console& console_;
  const std::string verb_;
  const uint64_t total_files_;
  const uint64_t total_bytes_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<uint64_t> files_{0};
  std::atomic<uint64_t> bytes_{0};
  bool drawn_ = false;
};

}  // namespace earmark::cli

#endif  // EARMARK_CLI_PROGRESS_H_
