// Status of the code and status of the wire: the codes of absl::Status are
// gRPC's own.
#ifndef EARMARK_SERVICE_STATUS_H_
#define EARMARK_SERVICE_STATUS_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/support/status.h"

namespace earmark::service {

// The key of the trailing metadata in which gRPC's clients look for the time
// after which a retry is welcome, in milliseconds (gRFC A6).
inline constexpr char kRetryPushbackKey[] = "grpc-retry-pushback-ms";

grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

// kResourceExhausted that says when a retry is welcome.
absl::Status BusyError(absl::string_view message, absl::Duration retry_after);

// What BusyError was told; nullopt for any other status.
std::optional<absl::Duration> RetryAfter(const absl::Status& status);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_STATUS_H_
