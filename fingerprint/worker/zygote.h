// The worker program's own loop: takes requests, forks a child for each, and
// says how each ended.
#ifndef EARMARK_FINGERPRINT_WORKER_ZYGOTE_H_
#define EARMARK_FINGERPRINT_WORKER_ZYGOTE_H_

#include <sys/types.h>

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/internal/descriptor.h"
#include "fingerprint/internal/worker_protocol.h"

namespace earmark::fingerprint {

// Holds everything loaded and initialised, so that a forked child starts warm.
// Never has a second thread, as fork copies one only, with whatever locks the
// others held; never waits for one child alone; never looks at a file.
class Zygote {
 public:
  // Serves the requests that come over `control`. Returns kInternal when the
  // signals of ending children cannot be had.
  static absl::StatusOr<Zygote> Create(Descriptor control);

  // Says that it is ready, and serves until the client closes the control
  // socket; then kills the children that are left. Returns why it could not go
  // on, if so.
  absl::Status Run();

 private:
  struct Child {
    pid_t pid;
    Descriptor lifeline;
    // A kill was asked for and done; the end is yet to come.
    bool killed = false;
  };

  Zygote(Descriptor control, Descriptor signals);

  absl::Status Serve();
  // Returns false when the client has gone.
  absl::StatusOr<bool> TakeRequest();
  void StartChild(const WorkerRequest& request, RequestDescriptors descriptors);
  // Tells of all children that have ended.
  void ReapChildren();

  Descriptor control_;
  // A signalfd for SIGCHLD.
  Descriptor signals_;
  std::vector<Child> children_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_ZYGOTE_H_
