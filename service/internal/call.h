// How calls are answered off gRPC's threads, which must not block.
#ifndef EARMARK_SERVICE_INTERNAL_CALL_H_
#define EARMARK_SERVICE_INTERNAL_CALL_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/access.h"
#include "service/jobs.h"
#include "service/status.h"

namespace earmark::service {

// The status that a call ends with. A busy service says in the trailing
// metadata when a retry is welcome.
inline grpc::Status EndOfCall(grpc::CallbackServerContext& context,
                              const absl::Status& status) {
  if (const std::optional<absl::Duration> after = RetryAfter(status)) {
    context.AddTrailingMetadata(
        kRetryPushbackKey, absl::StrCat(absl::ToInt64Milliseconds(*after)));
  }
  return ToGrpc(status);
}

// What all calls go through.
struct CallParts {
  const AccessGate& gate;
  // For work that is short, but may wait for the disk.
  Jobs& jobs;
};

// Answers a unary call with what `handler` returns on a thread for calls, if
// the caller may call the method for `request`. `context`, `request`,
// `response` and whatever `handler` refers to live until the call ends, as gRPC
// promises for the arguments of a method.
template <typename Response>
grpc::ServerUnaryReactor* Answer(
    const CallParts& calls, grpc::CallbackServerContext* context,
    const google::protobuf::Message* request, Response* response,
    std::function<absl::StatusOr<Response>()> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status taken = calls.jobs.Submit(
      [=, &gate = calls.gate, handler = std::move(handler)]() mutable {
        if (context->IsCancelled()) {
          reactor->Finish(grpc::Status::CANCELLED);
          return;
        }
        absl::Status status = gate.Check(context->client_metadata(), *request);
        if (status.ok()) {
          absl::StatusOr<Response> answer = handler();
          status = answer.status();
          if (status.ok()) *response = *std::move(answer);
        }
        reactor->Finish(EndOfCall(*context, status));
      });
  if (!taken.ok()) reactor->Finish(EndOfCall(*context, taken));
  return reactor;
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_CALL_H_
