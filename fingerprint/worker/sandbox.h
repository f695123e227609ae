// What a child of the worker program gives up before it looks at a file.
#ifndef EARMARK_FINGERPRINT_WORKER_SANDBOX_H_
#define EARMARK_FINGERPRINT_WORKER_SANDBOX_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>

#include "absl/status/status.h"

namespace earmark::fingerprint {

struct SandboxLimits {
  // Memory that may be allocated, in bytes, beside what the warm program has.
  int64_t memory_bytes = 0;
  // CPU time.
  std::chrono::seconds cpu{0};
};

// Locks the calling process, a child fresh from fork, into a state in which it
// can compute, read kMediaDescriptor, and write kResultDescriptor, which it
// makes of `media` and `result`:
// - no other descriptor is open (0, 1 and 2 lead to /dev/null), none can be;
// - no file can grow, no core is dumped, no process or thread is made;
// - memory and CPU time end, with an error of malloc and SIGXCPU;
// - root has become nobody, without supplementary groups or capabilities, and
//   exec gives nothing back;
// - no other process of the same user may trace it or read its memory;
// - it dies with `parent`, its parent.
// Nothing of this can be undone. Returns kInternal when a step fails: the
// process must then exit without looking at the file.
absl::Status EnterSandbox(const SandboxLimits& limits, int media, int result,
                          pid_t parent);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_SANDBOX_H_
