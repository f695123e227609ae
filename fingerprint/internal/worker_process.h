// The running worker program, from the side of the process that started it.
#ifndef EARMARK_FINGERPRINT_INTERNAL_WORKER_PROCESS_H_
#define EARMARK_FINGERPRINT_INTERNAL_WORKER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/internal/descriptor.h"
#include "fingerprint/internal/worker_protocol.h"

namespace earmark::fingerprint {

// One process of earmark-worker, from its start to its end. Safe for concurrent
// use.
class WorkerProcess {
 public:
  // Starts the program at `path`; without a slash in it, on the PATH. Returns
  // kNotFound when there is none, kUnavailable when it cannot be started. May
  // be called at any time and from any thread: nothing of this process but
  // standard error and the environment is handed down. Does not wait until the
  // program is ready: requests may be sent at once, and wait for it.
  static absl::StatusOr<std::unique_ptr<WorkerProcess>> Start(
      const std::string& path);

  // Kills the program, which ends its children, and waits for its end.
  ~WorkerProcess();

  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // Waits until the program says that it is ready; call once. Returns
  // kUnavailable when it has not by `deadline`, ended instead, or is of another
  // version.
  absl::Status WaitUntilReady(absl::Time deadline);

  // Errors as for SendMessage.
  absl::Status Send(const WorkerRequest& request,
                    const RequestDescriptors& descriptors);

  // Kills the program: for one that does not answer. Idempotent.
  void Kill();

 private:
  WorkerProcess(pid_t pid, Descriptor control);

  // Not waited for before the destructor, so the number stays ours.
  const pid_t pid_;
  Descriptor control_;
};

// Returns the path of `earmark-worker` beside the running program; where there
// is none, just its name, which is looked for on the PATH.
std::string FindWorkerProgram();

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_INTERNAL_WORKER_PROCESS_H_
