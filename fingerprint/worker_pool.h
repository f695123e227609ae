// The client of earmark-worker, the program that decodes media. `earmark`
// itself links no decoder: whatever a hostile file does, it does it to a child
// process without network, privileges or other files.
//
// One worker program is started per pool (posix_spawn) and forks one child per
// extraction; a child gets the file as a descriptor and answers through a pipe.
// The program is started again when it dies. docs/worker.md has the protocol.
#ifndef EARMARK_FINGERPRINT_WORKER_POOL_H_
#define EARMARK_FINGERPRINT_WORKER_POOL_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

struct WorkerPoolOptions {
  // Path of the program. Empty: `earmark-worker` beside the running program,
  // else on the PATH.
  std::string worker_path;
  // Most extractions at a time; further calls wait. 0: one per core.
  int max_concurrent = 0;
};

// A flag that one thread raises to stop the work of another. Safe for
// concurrent use.
class Cancellation {
 public:
  void Cancel();
  bool cancelled() const { return cancelled_.load(); }
  // Readable once cancelled; for poll(). Owned by this object.
  int descriptor() const { return descriptor_; }

  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

 private:
  std::atomic<bool> cancelled_{false};
  int descriptor_;
};

// Safe for concurrent use.
class WorkerPool {
 public:
  // Starts the program, and waits until it says that it is ready. Returns
  // kNotFound when there is no such program, kUnavailable when it fails to
  // start.
  static absl::StatusOr<std::unique_ptr<WorkerPool>> Create(
      const WorkerPoolOptions& options);
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Extracts the fingerprint of the regular file that `file` is open on for
  // reading; its offset is not used and not moved. Blocks until it is done, the
  // deadline passes, or `cancellation` (may be null) is raised.
  //
  // A damaged file gives what could be read, with its coverage. Returns
  // kInvalidArgument for what is not media, holds neither audio nor video, or
  // is over a limit; for a file that breaks its decoder (a crash, or over the
  // limits of memory or CPU time) too, with a message that says so;
  // kDeadlineExceeded; kCancelled; kUnavailable when the worker program itself
  // is gone and cannot be started again.
  absl::StatusOr<MediaFingerprint> Extract(int file,
                                           const ExtractOptions& options,
                                           absl::Time deadline,
                                           const Cancellation* cancellation);

  // Returns what Chromaprint's own `fpcalc` prints for the file, to the byte.
  // Errors as for Extract.
  absl::StatusOr<std::string> Fpcalc(int file, const FpcalcOptions& fpcalc,
                                     const ExtractOptions& limits,
                                     absl::Time deadline,
                                     const Cancellation* cancellation);

 private:
  class Connection;

  explicit WorkerPool(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_POOL_H_
