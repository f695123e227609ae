#include "fingerprint/worker/child.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/fingerprint_codec.h"
#include "fingerprint/worker/extract.h"
#include "fingerprint/worker/media_source.h"
#include "fingerprint/worker/sandbox.h"

namespace earmark::fingerprint {
namespace {

absl::StatusOr<std::string> Perform(const WorkerRequest& request) {
  absl::StatusOr<MediaSource> source = MediaSource::Create(kMediaDescriptor);
  if (!source.ok()) return source.status();
  if (request.kind == WorkerRequest::Kind::kFpcalc) {
    return PrintAsFpcalc(*source, request.fpcalc, request.options);
  }
  absl::StatusOr<MediaFingerprint> fingerprint =
      Extract(*source, request.options);
  if (!fingerprint.ok()) return fingerprint.status();
  return SerializeFingerprint(*fingerprint);
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

void RunChild(const WorkerRequest& request,
              const RequestDescriptors& descriptors, pid_t parent) {
  // The program itself takes signals by a descriptor.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::set_new_handler([] { _exit(kOutOfMemoryExit); });

  const absl::Status sandbox =
      EnterSandbox({.memory_bytes = request.options.max_memory_bytes,
                    .cpu = request.options.timeout},
                   descriptors.media.get(), descriptors.result.get(), parent);
  const absl::StatusOr<std::string> result =
      sandbox.ok() ? Perform(request) : sandbox;
  // Without the exit handlers of the libraries: they do what a sandboxed
  // process may not.
  _exit(WriteAll(kResultDescriptor, EncodeResult(result)) ? EXIT_SUCCESS
                                                          : EXIT_FAILURE);
}

}  // namespace earmark::fingerprint
