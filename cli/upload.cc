#include "cli/upload.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "cli/input_file.h"
#include "cli/text.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/screening_service.grpc.pb.h"
#include "grpcpp/support/sync_stream.h"

namespace earmark::cli {
namespace {

// What the API recommends: 64-256 KiB a message.
constexpr size_t kChunkBytes = size_t{256} << 10;
// The API's limit of file_name.
constexpr size_t kMaxFileNameBytes = 255;
// A busy service is asked again for this long.
constexpr std::chrono::minutes kMaxPushback(30);

// How long the service wants to be left alone before the call is tried again;
// nullopt: it does not say.
std::optional<std::chrono::milliseconds> PushbackOf(
    const grpc::ClientContext& context) {
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto found = metadata.find("grpc-retry-pushback-ms");
  int64_t milliseconds = 0;
  if (found == metadata.end() ||
      !absl::SimpleAtoi(
          absl::string_view(found->second.data(), found->second.size()),
          &milliseconds) ||
      milliseconds < 0) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(milliseconds);
}

// Sends `header` and then the file through the stream that `open` makes.
template <typename Request, typename Response>
absl::StatusOr<Response> Upload(
    const Connection& connection, const Request& header,
    const std::string& path,
    absl::FunctionRef<std::unique_ptr<grpc::ClientWriter<Request>>(
        grpc::ClientContext*, Response*)>
        open) {
  std::chrono::milliseconds waited{0};
  while (true) {
    absl::StatusOr<InputFile> file = InputFile::Open(path);
    if (!file.ok()) return file.status();
    grpc::ClientContext context;
    Response response;
    const std::unique_ptr<grpc::ClientWriter<Request>> stream =
        open(&context, &response);
    // A write fails when the service has answered already; Finish tells what.
    bool open_for_more = stream->Write(header);
    Request chunk;
    while (open_for_more) {
      const absl::Status read = file->Read(kChunkBytes, *chunk.mutable_chunk());
      if (!read.ok()) {
        context.TryCancel();
        stream->Finish();
        return read;
      }
      if (chunk.chunk().empty()) break;
      open_for_more = stream->Write(chunk);
    }
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    if (status.ok()) return response;
    const std::optional<std::chrono::milliseconds> pushback =
        PushbackOf(context);
    if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED ||
        !pushback.has_value() || waited >= kMaxPushback) {
      return connection.ToStatus(status);
    }
    // At least a little, so that a service that asks for nothing is not
    // hammered.
    const auto wait = std::max(*pushback, std::chrono::milliseconds(50));
    std::this_thread::sleep_for(wait);
    waited += wait;
  }
}

}  // namespace

absl::StatusOr<v1::Screening> UploadForScreening(Connection& connection,
                                                 v1::UploadHeader header,
                                                 const std::string& path) {
  v1::ScreenUploadRequest first;
  header.set_file_name(FileNameOf(path));
  *first.mutable_header() = std::move(header);
  v1::ScreeningService::Stub stub(connection.channel());
  return Upload<v1::ScreenUploadRequest, v1::Screening>(
      connection, first, path,
      [&](grpc::ClientContext* context, v1::Screening* screening) {
        return stub.ScreenUpload(context, screening);
      });
}

absl::StatusOr<v1::Reference> UploadReference(Connection& connection,
                                              v1::ReferenceHeader header,
                                              const std::string& path) {
  v1::AddReferenceRequest first;
  header.set_file_name(FileNameOf(path));
  *first.mutable_header() = std::move(header);
  v1::CatalogService::Stub stub(connection.channel());
  return Upload<v1::AddReferenceRequest, v1::Reference>(
      connection, first, path,
      [&](grpc::ClientContext* context, v1::Reference* reference) {
        return stub.AddReference(context, reference);
      });
}

absl::StatusOr<v1::MatchFileResponse> UploadForMatching(
    Connection& connection, const std::string& owner, const std::string& path) {
  v1::MatchFileRequest first;
  first.mutable_header()->set_owner(owner);
  v1::ScreeningService::Stub stub(connection.channel());
  return Upload<v1::MatchFileRequest, v1::MatchFileResponse>(
      connection, first, path,
      [&](grpc::ClientContext* context, v1::MatchFileResponse* response) {
        return stub.MatchFile(context, response);
      });
}

std::string FileNameOf(const std::string& path) {
  return Truncated(ToUtf8(std::filesystem::path(path).filename().string()),
                   kMaxFileNameBytes);
}

}  // namespace earmark::cli
