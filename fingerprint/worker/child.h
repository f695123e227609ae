// The life of a child of the worker program: one file, one result.
#ifndef EARMARK_FINGERPRINT_WORKER_CHILD_H_
#define EARMARK_FINGERPRINT_WORKER_CHILD_H_

#include <sys/types.h>

#include "fingerprint/internal/worker_protocol.h"

namespace earmark::fingerprint {

// Runs in a process fresh from fork: enters the sandbox, does what `request`
// asks for, writes the result and exits. `parent` is the worker program.
[[noreturn]] void RunChild(const WorkerRequest& request,
                           const RequestDescriptors& descriptors, pid_t parent);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_CHILD_H_
