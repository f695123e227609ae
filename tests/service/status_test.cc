#include "service/status.h"

#include "gtest/gtest.h"

namespace earmark::service {
namespace {

TEST(StatusTest, EveryCodeSurvivesTheWire) {
  for (int code = 0; code <= 16; ++code) {
    const auto absl_code = static_cast<absl::StatusCode>(code);
    const absl::Status status(absl_code, "why");
    const grpc::Status wire = ToGrpc(status);
    EXPECT_EQ(wire.error_code(), static_cast<grpc::StatusCode>(code));
    EXPECT_EQ(wire.error_message(), code == 0 ? "" : "why");
    EXPECT_EQ(FromGrpc(wire), status);
  }
}

TEST(StatusTest, NamesOfCodesAgree) {
  EXPECT_EQ(ToGrpc(absl::CancelledError("")).error_code(),
            grpc::StatusCode::CANCELLED);
  EXPECT_EQ(ToGrpc(absl::InvalidArgumentError("")).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ToGrpc(absl::DeadlineExceededError("")).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(ToGrpc(absl::NotFoundError("")).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ToGrpc(absl::AlreadyExistsError("")).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ToGrpc(absl::PermissionDeniedError("")).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ToGrpc(absl::ResourceExhaustedError("")).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ToGrpc(absl::FailedPreconditionError("")).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ToGrpc(absl::AbortedError("")).error_code(),
            grpc::StatusCode::ABORTED);
  EXPECT_EQ(ToGrpc(absl::UnimplementedError("")).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(ToGrpc(absl::InternalError("")).error_code(),
            grpc::StatusCode::INTERNAL);
  EXPECT_EQ(ToGrpc(absl::UnavailableError("")).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ToGrpc(absl::DataLossError("")).error_code(),
            grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(ToGrpc(absl::UnauthenticatedError("")).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST(StatusTest, BusyErrorSaysWhenToRetry) {
  const absl::Status busy = BusyError("full, got 3", absl::Milliseconds(1500));
  EXPECT_EQ(busy.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(busy.message(), "full, got 3");
  EXPECT_EQ(RetryAfter(busy), absl::Milliseconds(1500));
}

TEST(StatusTest, OtherErrorsSayNothingOfRetries) {
  EXPECT_EQ(RetryAfter(absl::ResourceExhaustedError("")), std::nullopt);
  EXPECT_EQ(RetryAfter(absl::OkStatus()), std::nullopt);
}

}  // namespace
}  // namespace earmark::service
