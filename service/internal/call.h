// How calls are answered off gRPC's threads, which must not block.
#ifndef EARMARK_SERVICE_INTERNAL_CALL_H_
#define EARMARK_SERVICE_INTERNAL_CALL_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
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

// Answers a unary call with what `handler` returns on a thread of `jobs`.
// `context`, `response` and whatever `handler` refers to live until the call
// ends, as gRPC promises for the arguments of a method.
template <typename Response>
grpc::ServerUnaryReactor* Answer(
    Jobs& jobs, grpc::CallbackServerContext* context, Response* response,
    std::function<absl::StatusOr<Response>()> handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status taken =
      jobs.Submit([=, handler = std::move(handler)]() mutable {
        if (context->IsCancelled()) {
          reactor->Finish(grpc::Status::CANCELLED);
          return;
        }
        absl::StatusOr<Response> answer = handler();
        const absl::Status status = answer.status();
        if (status.ok()) *response = *std::move(answer);
        reactor->Finish(EndOfCall(*context, status));
      });
  if (!taken.ok()) reactor->Finish(EndOfCall(*context, taken));
  return reactor;
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_CALL_H_
