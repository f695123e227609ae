#include "fingerprint/worker/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>

#include "absl/strings/str_format.h"
#include "fingerprint/internal/worker_protocol.h"

namespace earmark::fingerprint {
namespace {

// The user and the group that own nothing, on every Linux system.
constexpr uid_t kNobody = 65534;
constexpr gid_t kNoGroup = 65534;

// Private writable memory of the warm program with its libraries: 39 MB
// (VmData), nearly all of it relocated tables.
constexpr int64_t kBaseDataBytes = int64_t{40} << 20;
// Address space counts the libraries' code too (220 MB mapped by the warm
// program); a second, loose limit, for what RLIMIT_DATA does not count.
constexpr int64_t kBaseAddressBytes = int64_t{1} << 30;
// From SIGXCPU to SIGKILL. Equal limits would give SIGKILL at once, which says
// nothing.
constexpr rlim_t kCpuGraceSeconds = 2;
// The first descriptor that a child does not have.
constexpr int kFirstClosed = kResultDescriptor + 1;

// The sanitizers map terabytes of shadow memory, look at memory through pipes
// of their own, and say what they found on standard error, which may be a file.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

absl::Status Failed(const char* step) {
  return absl::InternalError(
      absl::StrFormat("sandbox: %s: %s", step, strerror(errno)));
}

int64_t SaturatedSum(int64_t a, int64_t b) {
  const int64_t max = std::numeric_limits<int64_t>::max();
  return a > max - b ? max : a + b;
}

bool Limit(int resource, rlim_t soft, rlim_t hard) {
  const rlimit limit{.rlim_cur = soft, .rlim_max = hard};
  return setrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0;
}

// Neither may be one of the numbers that they are moved to.
absl::Status KeepDescriptors(int media, int result) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return Failed("open /dev/null");
  const int high_media = fcntl(media, F_DUPFD_CLOEXEC, kFirstClosed);
  const int high_result = fcntl(result, F_DUPFD_CLOEXEC, kFirstClosed);
  if (high_media < 0 || high_result < 0) return Failed("fcntl");
  for (int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (standard == STDERR_FILENO && kSanitized) continue;
    if (dup2(null, standard) < 0) return Failed("dup2");
  }
  if (dup2(high_media, kMediaDescriptor) < 0 ||
      dup2(high_result, kResultDescriptor) < 0) {
    return Failed("dup2");
  }
  closefrom(kFirstClosed);
  return absl::OkStatus();
}

absl::Status LimitResources(const SandboxLimits& limits) {
  if (!kSanitized) {
    const int64_t data = SaturatedSum(limits.memory_bytes, kBaseDataBytes);
    const int64_t address = SaturatedSum(data, kBaseAddressBytes);
    if (!Limit(RLIMIT_DATA, data, data)) return Failed("RLIMIT_DATA");
    if (!Limit(RLIMIT_AS, address, address)) return Failed("RLIMIT_AS");
    if (!Limit(RLIMIT_FSIZE, 0, 0)) return Failed("RLIMIT_FSIZE");
    if (!Limit(RLIMIT_NOFILE, 0, 0)) return Failed("RLIMIT_NOFILE");
  }
  const auto cpu = static_cast<rlim_t>(limits.cpu.count());
  if (!Limit(RLIMIT_CPU, cpu, cpu + kCpuGraceSeconds)) {
    return Failed("RLIMIT_CPU");
  }
  if (!Limit(RLIMIT_CORE, 0, 0)) return Failed("RLIMIT_CORE");
  if (!Limit(RLIMIT_NPROC, 0, 0)) return Failed("RLIMIT_NPROC");
  return absl::OkStatus();
}

absl::Status DropPrivileges() {
  if (geteuid() != 0) return absl::OkStatus();
  if (setgroups(0, nullptr) != 0) return Failed("setgroups");
  if (setresgid(kNoGroup, kNoGroup, kNoGroup) != 0) return Failed("setresgid");
  // Takes the capabilities too, as it leaves no user id of root.
  if (setresuid(kNobody, kNobody, kNobody) != 0) return Failed("setresuid");
  return absl::OkStatus();
}

}  // namespace

absl::Status EnterSandbox(const SandboxLimits& limits, int media, int result,
                          pid_t parent) {
  if (absl::Status status = KeepDescriptors(media, result); !status.ok()) {
    return status;
  }
  if (absl::Status status = LimitResources(limits); !status.ok()) {
    return status;
  }
  if (absl::Status status = DropPrivileges(); !status.ok()) return status;
  // After the change of user, which resets these two.
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return Failed("PR_SET_DUMPABLE");
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) {
    return Failed("PR_SET_PDEATHSIG");
  }
  // A parent that died before the signal was asked for sends none.
  if (getppid() != parent) {
    return absl::InternalError("sandbox: the worker program is gone");
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return Failed("PR_SET_NO_NEW_PRIVS");
  }
  return absl::OkStatus();
}

}  // namespace earmark::fingerprint
