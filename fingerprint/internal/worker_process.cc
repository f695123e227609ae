#include "fingerprint/internal/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_format.h"
#include "fingerprint/internal/poll.h"

namespace earmark::fingerprint {
namespace {

constexpr char kProgram[] = "earmark-worker";

// posix_spawn's two parameter objects, released at the end of the scope.
class SpawnParameters {
 public:
  SpawnParameters() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~SpawnParameters() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnParameters(const SpawnParameters&) = delete;
  SpawnParameters& operator=(const SpawnParameters&) = delete;

  posix_spawn_file_actions_t* actions() { return &actions_; }
  posix_spawnattr_t* attributes() { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Returns 0 or an errno. The program gets `control` and standard error, the
// default signal handling, and a process group of its own: Ctrl-C is for
// `earmark` alone, which still needs its worker to finish what it has begun.
int SetUp(int control, SpawnParameters& parameters) {
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_t* attributes = parameters.attributes();
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setpgroup(attributes, 0);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
                                           POSIX_SPAWN_SETSIGDEF |
                                           POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t* actions = parameters.actions();
  // The control socket first: its number may be one of those below.
  if (int error = posix_spawn_file_actions_adddup2(actions, control,
                                                   kControlDescriptor)) {
    return error;
  }
  for (int standard : {STDIN_FILENO, STDOUT_FILENO}) {
    if (int error = posix_spawn_file_actions_addopen(actions, standard,
                                                     "/dev/null", O_RDWR, 0)) {
      return error;
    }
  }
  return posix_spawn_file_actions_addclosefrom_np(actions,
                                                  kControlDescriptor + 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(
    const std::string& path) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return absl::UnavailableError(absl::StrFormat(
        "cannot make the worker's control socket: %s", strerror(errno)));
  }
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  SpawnParameters parameters;
  pid_t pid = -1;
  int error = SetUp(theirs.get(), parameters);
  if (error == 0) {
    char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
    error = posix_spawnp(&pid, path.c_str(), parameters.actions(),
                         parameters.attributes(), arguments, environ);
  }
  if (error != 0) {
    const std::string what = absl::StrFormat(
        "cannot start the worker program %s: %s", path, strerror(error));
    return error == ENOENT ? absl::NotFoundError(what)
                           : absl::UnavailableError(what);
  }
  return std::unique_ptr<WorkerProcess>(
      new WorkerProcess(pid, std::move(ours)));
}

WorkerProcess::WorkerProcess(pid_t pid, Descriptor control)
    : pid_(pid), control_(std::move(control)) {}

WorkerProcess::~WorkerProcess() {
  Kill();
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

absl::Status WorkerProcess::WaitUntilReady(absl::Time deadline) {
  pollfd wait{.fd = control_.get(), .events = POLLIN, .revents = 0};
  if (!Poll({&wait, 1}, deadline, nullptr).ok()) {
    return absl::UnavailableError("worker program does not get ready in time");
  }
  absl::StatusOr<ReceivedMessage> greeting = ReceiveMessage(control_.get());
  if (!greeting.ok()) return greeting.status();
  if (greeting->bytes.empty()) {
    return absl::UnavailableError("worker program ended instead of starting");
  }
  if (absl::Status status = CheckReady(greeting->bytes); !status.ok()) {
    return absl::UnavailableError(status.message());
  }
  return absl::OkStatus();
}

absl::Status WorkerProcess::Send(const WorkerRequest& request,
                                 const RequestDescriptors& descriptors) {
  return SendMessage(control_.get(), EncodeRequest(request), &descriptors);
}

void WorkerProcess::Kill() { kill(pid_, SIGKILL); }

std::string FindWorkerProgram() {
  std::error_code error;
  const std::filesystem::path self =
      std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const std::filesystem::path beside = self.parent_path() / kProgram;
    if (access(beside.c_str(), X_OK) == 0) return beside.string();
  }
  return kProgram;
}

}  // namespace earmark::fingerprint
