// earmark-worker: decodes media for `earmark`, which starts it and talks to it
// over a socket (docs/worker.md).
#include <malloc.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/internal/descriptor.h"
#include "fingerprint/internal/worker_protocol.h"
#include "fingerprint/worker/extract.h"
#include "fingerprint/worker/zygote.h"

namespace earmark::fingerprint {
namespace {

constexpr int kWrongUsage = 2;

bool IsControlSocket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof(type);
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
         type == SOCK_SEQPACKET;
}

absl::Status Serve() {
  // Every arena takes 128 MB of address space; with one thread, one serves.
  mallopt(M_ARENA_MAX, 1);
  WarmUp();
  absl::StatusOr<Zygote> zygote =
      Zygote::Create(Descriptor(kControlDescriptor));
  if (!zygote.ok()) return zygote.status();
  return zygote->Run();
}

int Main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    std::puts("earmark-worker " EARMARK_VERSION);
    return EXIT_SUCCESS;
  }
  if (argc != 1 || !IsControlSocket(kControlDescriptor)) {
    std::fputs("earmark-worker: is started by earmark, not by hand\n", stderr);
    return kWrongUsage;
  }
  if (absl::Status status = Serve(); !status.ok()) {
    std::fprintf(stderr, "earmark-worker: %s\n", status.ToString().c_str());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace earmark::fingerprint

int main(int argc, char** argv) {
  return earmark::fingerprint::Main(argc, argv);
}
