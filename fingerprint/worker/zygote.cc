#include "fingerprint/worker/zygote.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_format.h"
#include "fingerprint/worker/child.h"

namespace earmark::fingerprint {
namespace {

absl::Status Failed(const char* step) {
  return absl::InternalError(absl::StrFormat("%s: %s", step, strerror(errno)));
}

ChildEnd EndOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    return {.how = ChildEnd::How::kSignalled, .value = WTERMSIG(wait_status)};
  }
  return {.how = ChildEnd::How::kExited, .value = WEXITSTATUS(wait_status)};
}

// A client that has gone need not be told.
void Tell(const Descriptor& lifeline, const ChildEnd& end) {
  SendMessage(lifeline.get(), EncodeChildEnd(end)).IgnoreError();
}

}  // namespace

absl::StatusOr<Zygote> Zygote::Create(Descriptor control) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &child, nullptr) != 0) {
    return Failed("sigprocmask");
  }
  Descriptor signals(signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!signals.valid()) return Failed("signalfd");
  return Zygote(std::move(control), std::move(signals));
}

Zygote::Zygote(Descriptor control, Descriptor signals)
    : control_(std::move(control)), signals_(std::move(signals)) {}

absl::Status Zygote::Run() {
  absl::Status status = Serve();
  for (const Child& child : children_) kill(child.pid, SIGKILL);
  for (const Child& child : children_) waitpid(child.pid, nullptr, 0);
  return status;
}

absl::Status Zygote::Serve() {
  if (absl::Status status = SendMessage(control_.get(), EncodeReady());
      !status.ok()) {
    return status;
  }
  std::vector<pollfd> waits;
  while (true) {
    waits = {{.fd = control_.get(), .events = POLLIN, .revents = 0},
             {.fd = signals_.get(), .events = POLLIN, .revents = 0}};
    for (const Child& child : children_) {
      // poll ignores negative descriptors.
      waits.push_back({.fd = child.killed ? -1 : child.lifeline.get(),
                       .events = POLLRDHUP,
                       .revents = 0});
    }
    if (poll(waits.data(), waits.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return Failed("poll");
    }
    for (size_t i = 0; i < children_.size(); ++i) {
      if (waits[i + 2].revents == 0) continue;
      kill(children_[i].pid, SIGKILL);
      children_[i].killed = true;
    }
    if (waits[1].revents != 0) ReapChildren();
    if (waits[0].revents != 0) {
      absl::StatusOr<bool> more = TakeRequest();
      if (!more.ok()) return more.status();
      if (!*more) return absl::OkStatus();
    }
  }
}

absl::StatusOr<bool> Zygote::TakeRequest() {
  absl::StatusOr<ReceivedMessage> message = ReceiveMessage(control_.get());
  if (!message.ok() || message->bytes.empty()) return false;
  // Only a program of another version sends what cannot be served.
  absl::StatusOr<WorkerRequest> request = DecodeRequest(message->bytes);
  if (!request.ok()) return request.status();
  if (!message->descriptors.lifeline.valid()) {
    return absl::InvalidArgumentError("request came without descriptors");
  }
  StartChild(*request, std::move(message->descriptors));
  return true;
}

void Zygote::StartChild(const WorkerRequest& request,
                        RequestDescriptors descriptors) {
  const pid_t self = getpid();
  const pid_t pid = fork();
  if (pid == 0) RunChild(request, descriptors, self);
  if (pid < 0) {
    Tell(descriptors.lifeline,
         {.how = ChildEnd::How::kNotStarted, .value = errno});
    return;
  }
  children_.push_back(
      {.pid = pid, .lifeline = std::move(descriptors.lifeline)});
}

void Zygote::ReapChildren() {
  signalfd_siginfo ignored;
  // One signal may stand for several children, so only waitpid tells which.
  while (read(signals_.get(), &ignored, sizeof(ignored)) > 0) {
  }
  int wait_status;
  pid_t pid;
  while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
    const auto child =
        std::find_if(children_.begin(), children_.end(),
                     [pid](const Child& each) { return each.pid == pid; });
    if (child == children_.end()) continue;
    Tell(child->lifeline, EndOf(wait_status));
    children_.erase(child);
  }
}

}  // namespace earmark::fingerprint
