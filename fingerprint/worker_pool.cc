#include "fingerprint/worker_pool.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "fingerprint/fingerprint_codec.h"
#include "fingerprint/internal/descriptor.h"
#include "fingerprint/internal/poll.h"
#include "fingerprint/internal/worker_process.h"
#include "fingerprint/internal/worker_protocol.h"

namespace earmark::fingerprint {
namespace {

// The program gets ready in 0.03 to 0.2 s; 0.9 s was seen under a load of 15.
constexpr absl::Duration kStartTimeout = absl::Seconds(20);
// A killed child is gone within milliseconds. A worker program that does not
// say so in this time is killed itself.
constexpr absl::Duration kKillTimeout = absl::Seconds(5);
// What a pipe holds.
constexpr size_t kReadBytes = 64 * 1024;

absl::Status Errno(const char* what) {
  const std::string message = absl::StrFormat("%s: %s", what, strerror(errno));
  return errno == EMFILE || errno == ENFILE || errno == ENOMEM
             ? absl::ResourceExhaustedError(message)
             : absl::InternalError(message);
}

absl::Status CheckPositive(const char* name, int64_t value) {
  if (value > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("%s must be positive, got %d", name, value));
}

absl::Status CheckOptions(const ExtractOptions& options) {
  for (const auto& [name, value] : {
           std::pair<const char*, int64_t>{"max_bytes", options.max_bytes},
           {"max_duration", options.max_duration.count()},
           {"max_pixels", options.max_pixels},
           {"max_streams", options.max_streams},
           {"max_memory_bytes", options.max_memory_bytes},
           {"timeout", options.timeout.count()},
       }) {
    if (absl::Status status = CheckPositive(name, value); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

// One of the pool's places, held until the end of the scope.
class Place {
 public:
  static absl::StatusOr<Place> Take(int free_places, absl::Time deadline,
                                    const Cancellation* cancellation) {
    while (true) {
      pollfd wait{.fd = free_places, .events = POLLIN, .revents = 0};
      if (absl::Status status = Poll({&wait, 1}, deadline, cancellation);
          !status.ok()) {
        return status;
      }
      // Another thread may have been faster.
      eventfd_t one;
      if (eventfd_read(free_places, &one) == 0) return Place(free_places);
    }
  }
  Place(Place&& other) noexcept
      : free_places_(std::exchange(other.free_places_, -1)) {}
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (free_places_ >= 0) eventfd_write(free_places_, 1);
  }

 private:
  explicit Place(int free_places) : free_places_(free_places) {}
  int free_places_;
};

// Opens the file anew, for reading alone and with an offset of its own: what a
// child does with its descriptor must not reach the caller's.
absl::StatusOr<Descriptor> Reopen(int file) {
  struct stat facts;
  if (fstat(file, &facts) != 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("no open file: %s", strerror(errno)));
  }
  if (!S_ISREG(facts.st_mode)) {
    return absl::InvalidArgumentError("not a regular file");
  }
  Descriptor media(open(absl::StrFormat("/proc/self/fd/%d", file).c_str(),
                        O_RDONLY | O_CLOEXEC));
  if (!media.valid()) return Errno("cannot open the file for the worker");
  return media;
}

// The client's ends of what one request is given.
struct Conversation {
  Descriptor result;
  Descriptor lifeline;
};

absl::StatusOr<std::pair<Conversation, RequestDescriptors>> MakeConversation(
    int file) {
  absl::StatusOr<Descriptor> media = Reopen(file);
  if (!media.ok()) return media.status();
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return Errno("cannot make a pipe");
  Descriptor result(pipe_ends[0]);
  Descriptor result_writer(pipe_ends[1]);
  if (fcntl(result.get(), F_SETFL, O_NONBLOCK) != 0) {
    return Errno("cannot set up a pipe");
  }
  int socket_ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socket_ends) != 0) {
    return Errno("cannot make a socket");
  }
  Descriptor lifeline(socket_ends[0]);
  Descriptor worker_lifeline(socket_ends[1]);
  return std::pair(Conversation{.result = std::move(result),
                                .lifeline = std::move(lifeline)},
                   RequestDescriptors{.media = *std::move(media),
                                      .result = std::move(result_writer),
                                      .lifeline = std::move(worker_lifeline)});
}

// Takes what the pipe holds, until nothing more is there for now. Returns
// kInvalidArgument once it is more than a result may be. At the end of the
// pipe closes it.
absl::Status Drain(Descriptor& pipe, std::string& bytes) {
  char buffer[kReadBytes];
  while (pipe.valid()) {
    const ssize_t size = read(pipe.get(), buffer, sizeof(buffer));
    if (size > 0) {
      bytes.append(buffer, static_cast<size_t>(size));
      if (bytes.size() > kResultHeaderBytes + kMaxResultBytes) {
        return absl::InvalidArgumentError(absl::StrFormat(
            "the file broke its decoder: the result must have at most %d "
            "bytes, got more",
            kMaxResultBytes));
      }
    } else if (size == 0) {
      pipe.Close();
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      return Errno("cannot read the worker's result");
    }
  }
  return absl::OkStatus();
}

absl::Status WorkerGone() {
  return absl::UnavailableError("the worker program ended during the call");
}

// What the worker program says about its child, which is there to be received.
// Returns kUnavailable when it died instead.
absl::StatusOr<ChildEnd> ReceiveEnd(const Descriptor& lifeline) {
  absl::StatusOr<ReceivedMessage> message = ReceiveMessage(lifeline.get());
  if (!message.ok() || message->bytes.empty()) return WorkerGone();
  absl::StatusOr<ChildEnd> end = DecodeChildEnd(message->bytes);
  if (!end.ok()) return WorkerGone();
  return end;
}

// How the call stands once its child has ended.
struct Outcome {
  ChildEnd end;
  std::string bytes;
};

// Reads until the child has ended. Everything that it has written is in the
// pipe by then, so the end of the pipe itself (which a descendant of the child
// could hold open) need not be waited for.
absl::StatusOr<Outcome> ReadToEnd(Conversation& conversation,
                                  absl::Time deadline,
                                  const Cancellation* cancellation) {
  std::string bytes;
  while (true) {
    std::array<pollfd, 2> waits = {
        pollfd{
            .fd = conversation.lifeline.get(), .events = POLLIN, .revents = 0},
        pollfd{
            .fd = conversation.result.get(), .events = POLLIN, .revents = 0}};
    if (absl::Status status = Poll(waits, deadline, cancellation);
        !status.ok()) {
      return status;
    }
    if (waits[0].revents != 0) {
      absl::StatusOr<ChildEnd> end = ReceiveEnd(conversation.lifeline);
      if (!end.ok()) return end.status();
      if (absl::Status status = Drain(conversation.result, bytes);
          !status.ok()) {
        return status;
      }
      return Outcome{.end = *end, .bytes = std::move(bytes)};
    }
    if (absl::Status status = Drain(conversation.result, bytes); !status.ok()) {
      return status;
    }
  }
}

// Has the child killed, and waits until it is gone.
void KillChild(WorkerProcess& process, Conversation& conversation) {
  shutdown(conversation.lifeline.get(), SHUT_WR);
  pollfd wait{
      .fd = conversation.lifeline.get(), .events = POLLIN, .revents = 0};
  if (!Poll({&wait, 1}, absl::Now() + kKillTimeout, nullptr).ok()) {
    process.Kill();
  }
}

absl::Status Broken(absl::string_view how) {
  return absl::InvalidArgumentError(
      absl::StrFormat("the file broke its decoder: %s", how));
}

absl::Status OutOfMemory(const ExtractOptions& options) {
  return Broken(absl::StrFormat("it needs more than %d bytes of memory",
                                options.max_memory_bytes));
}

// What the caller is told of a child that did not write a result and exit.
absl::Status Explain(const ChildEnd& end, const ExtractOptions& options) {
  switch (end.how) {
    case ChildEnd::How::kNotStarted:
      return absl::ResourceExhaustedError(absl::StrFormat(
          "the worker program cannot fork: %s", strerror(end.value)));
    case ChildEnd::How::kExited:
      if (end.value == kOutOfMemoryExit) return OutOfMemory(options);
      return Broken(absl::StrFormat("exit status %d", end.value));
    case ChildEnd::How::kSignalled:
      if (end.value == SIGXCPU) {
        return Broken(absl::StrFormat("it needs more than %d s of CPU time",
                                      options.timeout.count()));
      }
      const char* name = sigabbrev_np(end.value);
      return Broken(absl::StrFormat("signal %s%s", name == nullptr ? "" : "SIG",
                                    name == nullptr ? "unknown" : name));
  }
  return absl::InternalError("child's end unknown");
}

// Whether the child ended by something that another try may be spared.
bool IsCrash(const ChildEnd& end) {
  return end.how == ChildEnd::How::kSignalled && end.value != SIGXCPU;
}

absl::StatusOr<std::string> Interpret(const Outcome& outcome,
                                      const ExtractOptions& options) {
  if (outcome.end != ChildEnd{.how = ChildEnd::How::kExited, .value = 0}) {
    return Explain(outcome.end, options);
  }
  absl::StatusOr<WorkerResult> result = DecodeResult(outcome.bytes);
  if (!result.ok()) return Broken(result.status().message());
  if (absl::IsResourceExhausted(result->status)) return OutOfMemory(options);
  if (!result->status.ok()) return result->status;
  return std::move(result->payload);
}

absl::StatusOr<std::unique_ptr<WorkerProcess>> StartReady(
    const std::string& path) {
  absl::StatusOr<std::unique_ptr<WorkerProcess>> process =
      WorkerProcess::Start(path);
  if (!process.ok()) return process.status();
  const absl::Status ready =
      (*process)->WaitUntilReady(absl::Now() + kStartTimeout);
  if (!ready.ok()) {
    return absl::UnavailableError(
        absl::StrFormat("%s: %s", path, ready.message()));
  }
  return process;
}

bool IsPlainText(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\n' || (c >= 0x20 && c < 0x7f);
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<WorkerPool>> WorkerPool::Create(
    const WorkerPoolOptions& options) {
  if (options.max_concurrent < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "max_concurrent must not be negative, got %d", options.max_concurrent));
  }
  const unsigned places =
      options.max_concurrent > 0
          ? static_cast<unsigned>(options.max_concurrent)
          : std::max(1u, std::thread::hardware_concurrency());
  std::string path =
      options.worker_path.empty() ? FindWorkerProgram() : options.worker_path;
  std::unique_ptr<WorkerProcess> process;
  if (!options.on_demand) {
    absl::StatusOr<std::unique_ptr<WorkerProcess>> started = StartReady(path);
    if (!started.ok()) return started.status();
    process = *std::move(started);
  }
  const int free_places =
      eventfd(places, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
  if (free_places < 0) return Errno("cannot make an eventfd");
  return std::unique_ptr<WorkerPool>(
      new WorkerPool(std::move(path), std::move(process), free_places));
}

WorkerPool::WorkerPool(std::string worker_path,
                       std::shared_ptr<WorkerProcess> process, int free_places)
    : worker_path_(std::move(worker_path)),
      free_places_(free_places),
      process_(std::move(process)) {}

WorkerPool::~WorkerPool() { close(free_places_); }

absl::StatusOr<MediaFingerprint> WorkerPool::Extract(
    int file, const ExtractOptions& options, absl::Time deadline,
    const Cancellation* cancellation) {
  absl::StatusOr<std::string> bytes = Run(
      file,
      {.kind = WorkerRequest::Kind::kExtract, .options = options, .fpcalc = {}},
      deadline, cancellation);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<MediaFingerprint> fingerprint = ParseFingerprint(*bytes);
  if (!fingerprint.ok()) {
    return Broken(fingerprint.status().message());
  }
  return fingerprint;
}

absl::StatusOr<std::string> WorkerPool::Fpcalc(
    int file, const FpcalcOptions& fpcalc, const ExtractOptions& limits,
    absl::Time deadline, const Cancellation* cancellation) {
  absl::StatusOr<std::string> lines = Run(file,
                                          {.kind = WorkerRequest::Kind::kFpcalc,
                                           .options = limits,
                                           .fpcalc = fpcalc},
                                          deadline, cancellation);
  if (lines.ok() && !IsPlainText(*lines)) {
    return Broken("its lines are not plain text");
  }
  return lines;
}

absl::StatusOr<std::string> WorkerPool::Run(int file,
                                            const WorkerRequest& request,
                                            absl::Time deadline,
                                            const Cancellation* cancellation) {
  if (absl::Status status = CheckOptions(request.options); !status.ok()) {
    return status;
  }
  if (cancellation != nullptr && cancellation->descriptor() < 0) {
    return absl::ResourceExhaustedError(
        "there was no descriptor left for the cancellation");
  }
  absl::StatusOr<Place> place =
      Place::Take(free_places_, deadline, cancellation);
  if (!place.ok()) return place.status();
  const absl::Time timeout =
      absl::Now() + absl::FromChrono(request.options.timeout);

  std::shared_ptr<WorkerProcess> process;
  const WorkerProcess* dead = nullptr;
  // A second try is for a worker program that died under the call, or had died
  // before and was not missed, and for a child that crashed: that may be the
  // machine's fault, like too little memory, until it happens again.
  std::optional<Outcome> crash;
  for (int deaths = 0; deaths < 2;) {
    absl::StatusOr<std::shared_ptr<WorkerProcess>> current = Process(dead);
    if (!current.ok()) return current.status();
    process = *std::move(current);

    auto made = MakeConversation(file);
    if (!made.ok()) return made.status();
    auto& [ours, theirs] = *made;
    const absl::Status sent = process->Send(request, theirs);
    theirs = {};
    absl::StatusOr<Outcome> outcome =
        sent.ok() ? ReadToEnd(ours, std::min(deadline, timeout), cancellation)
                  : sent;
    dead = absl::IsUnavailable(outcome.status()) ? process.get() : nullptr;
    if (dead != nullptr) {
      ++deaths;
      continue;
    }
    if (!sent.ok()) return sent;
    if (outcome.ok()) {
      if (!IsCrash(outcome->end) || crash) {
        return Interpret(*outcome, request.options);
      }
      crash = *std::move(outcome);
      continue;
    }
    KillChild(*process, ours);
    // There was no time to see whether it would crash again.
    if (absl::IsDeadlineExceeded(outcome.status()) && crash) {
      return Interpret(*crash, request.options);
    }
    if (absl::IsDeadlineExceeded(outcome.status()) && timeout < deadline) {
      return absl::DeadlineExceededError(
          absl::StrFormat("the extraction took longer than its timeout of %d s",
                          request.options.timeout.count()));
    }
    return outcome.status();
  }
  return absl::UnavailableError(
      "the worker program ended during the call, twice");
}

absl::StatusOr<std::shared_ptr<WorkerProcess>> WorkerPool::Process(
    const WorkerProcess* broken) {
  absl::MutexLock lock(&mutex_);
  if (process_ == nullptr || process_.get() == broken) {
    process_ = nullptr;
    absl::StatusOr<std::unique_ptr<WorkerProcess>> started =
        broken == nullptr ? StartReady(worker_path_)
                          : WorkerProcess::Start(worker_path_);
    if (!started.ok())
      return absl::UnavailableError(started.status().message());
    process_ = *std::move(started);
  }
  return process_;
}

}  // namespace earmark::fingerprint
