// The client of earmark-worker, the program that decodes media. `earmark`
// itself links no decoder: whatever a hostile file does, it does it to a child
// process without network, privileges or other files.
//
// One worker program is started per pool (posix_spawn) and forks one child per
// extraction; a child gets the file as a descriptor and answers through a pipe.
// The program is started again when it dies. docs/worker.md has the protocol.
#ifndef EARMARK_FINGERPRINT_WORKER_POOL_H_
#define EARMARK_FINGERPRINT_WORKER_POOL_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::fingerprint {

class WorkerProcess;
struct WorkerRequest;

struct WorkerPoolOptions {
  // Path of the program. Empty: `earmark-worker` beside the running program,
  // else on the PATH.
  std::string worker_path;
  // Most extractions at a time; further calls wait. 0: one per core.
  int max_concurrent = 0;
  // Starts the program for the first file, not before: for who may have none.
  bool on_demand = false;
};

// Safe for concurrent use.
class WorkerPool {
 public:
  // Starts the program, unless that is `on_demand`, and waits until it says
  // that it is ready. Returns kNotFound when there is no such program,
  // kUnavailable when it fails to start, kInvalidArgument when `max_concurrent`
  // is negative.
  static absl::StatusOr<std::unique_ptr<WorkerPool>> Create(
      const WorkerPoolOptions& options);
  // Ends the program. No call may be running.
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Extracts the fingerprint of the regular file that `file` is open on for
  // reading; its offset is not used and not moved. Blocks until it is done, the
  // deadline or `options.timeout` (which runs once the file's turn has come)
  // has passed, or `cancellation` (may be null) is raised.
  //
  // A damaged file gives what could be read, with its coverage. Returns
  // kInvalidArgument for what is not media, holds neither audio nor video, or
  // is over a limit; for a file that breaks its decoder (a crash, or over the
  // limits of memory or CPU time) too, with a message that says so, a crash
  // having been tried twice; and for
  // limits in `options` that are not positive. kDeadlineExceeded; kCancelled;
  // kDataLoss when the file cannot be read; kResourceExhausted when this
  // process is out of descriptors, or the machine of processes; kUnavailable
  // when the worker program itself cannot be started, or is gone and cannot be
  // started again.
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
  WorkerPool(std::string worker_path, std::shared_ptr<WorkerProcess> process,
             int free_places);

  // Returns the payload of the child's result.
  absl::StatusOr<std::string> Run(int file, const WorkerRequest& request,
                                  absl::Time deadline,
                                  const Cancellation* cancellation);
  // The process that runs, or a new one. `broken` (may be null) is not it; a
  // new one is waited for until it is ready if nothing was broken.
  absl::StatusOr<std::shared_ptr<WorkerProcess>> Process(
      const WorkerProcess* broken);

  const std::string worker_path_;
  // An eventfd that counts the places that are free, so that waiting for one
  // is waiting for a descriptor, like all waiting here.
  const int free_places_;

  absl::Mutex mutex_;
  std::shared_ptr<WorkerProcess> process_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_POOL_H_
