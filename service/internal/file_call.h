// A call that takes one file as a client stream: a header, then chunks. The
// caller and the header are checked before any bytes are taken; the bytes go to
// an UploadSpool; the work on the whole file is a job.
//
//   reading --header--> checking --ok--> reading --half-close--> working -->
//   end
//
// In each state exactly one thing is under way (a read, or a job), and what is
// under way ends the call or starts the next. A cancelled call raises the
// cancellation, which ends the work; it is answered by whatever is under way.
#ifndef EARMARK_SERVICE_INTERNAL_FILE_CALL_H_
#define EARMARK_SERVICE_INTERNAL_FILE_CALL_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "fingerprint/worker_pool.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "service/from_proto.h"
#include "service/internal/call.h"
#include "service/jobs.h"
#include "service/upload_spool.h"

namespace earmark::service {

// Where calls that take a file get their threads and their room.
struct FileCallParts {
  const CallParts& calls;
  // For extractions.
  Jobs& extractions;
  std::string spool_folder;
  int64_t max_bytes;
};

// What a method makes of one file. The functions are called one after the
// other, on threads that may block.
template <typename Header, typename Response>
class FileHandler {
 public:
  virtual ~FileHandler() = default;

  // Takes the header, before any bytes.
  virtual absl::Status TakeHeader(const Header& header) = 0;
  // The answer for this file, if it is there already.
  virtual absl::StatusOr<std::optional<Response>> FindAnswer(
      const UploadSpool& file) = 0;
  // Works out the answer. Blocks until `deadline` at most, and ends soon once
  // `cancellation` is raised.
  virtual absl::StatusOr<Response> MakeAnswer(
      const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation) = 0;
};

// `Request` is a message of the stream, `Header` its header. Deletes itself
// when the call is over.
template <typename Request, typename Header, typename Response>
class FileCall final : public grpc::ServerReadReactor<Request> {
 public:
  // Begins to read. `parts` must outlive the call.
  FileCall(const FileCallParts& parts, grpc::CallbackServerContext* context,
           Response* response,
           std::unique_ptr<FileHandler<Header, Response>> handler)
      : parts_(parts),
        context_(context),
        response_(response),
        handler_(std::move(handler)),
        deadline_(std::min(absl::FromChrono(context->deadline()),
                           absl::Now() + kLongestCall)) {
    this->StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    const absl::Status status = ok ? TakePart() : EndStream();
    if (!status.ok()) End(status);
  }

  void OnCancel() override { cancellation_.Cancel(); }

  void OnDone() override { delete this; }

 private:
  // Calls without a deadline, or with a very late one, get this one: time to
  // send a large file over a slow line, and to work on it.
  static constexpr absl::Duration kLongestCall = absl::Hours(2);

  void End(const absl::Status& status) {
    this->Finish(EndOfCall(*context_, status));
  }

  // Runs `step` as a job, which ends the call if it fails.
  absl::Status Submit(Jobs& jobs, absl::Status (FileCall::*step)()) {
    return jobs.Submit([this, step] {
      absl::Status status = StopIfOver();
      if (status.ok()) status = (this->*step)();
      if (!status.ok()) End(status);
    });
  }

  absl::Status StopIfOver() const {
    if (cancellation_.cancelled() || context_->IsCancelled()) {
      return absl::CancelledError("the caller cancelled the call");
    }
    if (absl::Now() >= deadline_) {
      return absl::DeadlineExceededError(absl::StrCat(
          "the call must end before ", absl::FormatTime(deadline_)));
    }
    return absl::OkStatus();
  }

  absl::Status TakePart() {
    switch (request_.part_case()) {
      case Request::kHeader:
        if (has_header_) {
          return absl::InvalidArgumentError(
              "header must come once, got a second one");
        }
        has_header_ = true;
        return Submit(parts_.calls.jobs, &FileCall::CheckHeader);
      case Request::kChunk:
        return TakeChunk(request_.chunk());
      default:
        return absl::InvalidArgumentError(
            "each message must be a header or a chunk, got neither");
    }
  }

  absl::Status CheckHeader() {
    const Header& header = request_.header();
    size_bytes_ = header.size_bytes();
    absl::Status status =
        parts_.calls.gate.Check(context_->client_metadata(), request_);
    if (!status.ok()) return status;
    status = handler_->TakeHeader(header);
    if (!status.ok()) return status;
    if (size_bytes_ > parts_.max_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("header.size_bytes must be at most ", parts_.max_bytes,
                       ", got ", size_bytes_));
    }
    absl::StatusOr<UploadSpool> spool =
        UploadSpool::Create(parts_.spool_folder, parts_.max_bytes);
    if (!spool.ok()) return spool.status();
    spool_ = *std::move(spool);
    this->StartRead(&request_);
    return absl::OkStatus();
  }

  absl::Status TakeChunk(const std::string& chunk) {
    if (!has_header_) {
      return absl::InvalidArgumentError(
          "the first message must be a header, got a chunk");
    }
    if (chunk.size() > kMaxChunkBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("chunk must have at most ", kMaxChunkBytes,
                       " bytes, got ", chunk.size()));
    }
    absl::Status status = StopIfOver();
    if (status.ok()) status = spool_->Append(chunk);
    if (status.ok()) this->StartRead(&request_);
    return status;
  }

  // No more messages: the caller closed its side, or is gone.
  absl::Status EndStream() {
    absl::Status status = StopIfOver();
    if (!status.ok()) return status;
    if (!has_header_) {
      return absl::InvalidArgumentError(
          "the stream must begin with a header, got no message");
    }
    status = spool_->Finish();
    if (!status.ok()) return status;
    if (size_bytes_ > 0 && spool_->size_bytes() != size_bytes_) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the chunks must have ", size_bytes_,
          " bytes, as header.size_bytes says, got ", spool_->size_bytes()));
    }
    return Submit(parts_.calls.jobs, &FileCall::Look);
  }

  absl::Status Look() {
    absl::StatusOr<std::optional<Response>> answer =
        handler_->FindAnswer(*spool_);
    if (!answer.ok()) return answer.status();
    if (!*answer) return Submit(parts_.extractions, &FileCall::Work);
    *response_ = **std::move(answer);
    End(absl::OkStatus());
    return absl::OkStatus();
  }

  absl::Status Work() {
    absl::StatusOr<Response> answer =
        handler_->MakeAnswer(*spool_, deadline_, cancellation_);
    if (!answer.ok()) return answer.status();
    *response_ = *std::move(answer);
    End(absl::OkStatus());
    return absl::OkStatus();
  }

  const FileCallParts& parts_;
  grpc::CallbackServerContext* const context_;
  Response* const response_;
  const std::unique_ptr<FileHandler<Header, Response>> handler_;
  const absl::Time deadline_;
  fingerprint::Cancellation cancellation_;
  Request request_;
  bool has_header_ = false;
  // As the header says; 0: not known.
  int64_t size_bytes_ = 0;
  std::optional<UploadSpool> spool_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_FILE_CALL_H_
