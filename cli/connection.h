// The way to the service: one that runs elsewhere, or one started here on the
// database. Both are spoken to through a gRPC channel: one path, not two.
#ifndef EARMARK_CLI_CONNECTION_H_
#define EARMARK_CLI_CONNECTION_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "cli/settings.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "service/server.h"

namespace earmark::cli {

// Safe for concurrent use.
class Connection {
 public:
  // What becomes of a database that is not there. A mistyped folder must not
  // become an empty catalogue that allows everything.
  enum class Missing { kCreate, kFail };

  // Connects to `settings.server`, or opens `settings.database`. Returns
  // kNotFound for a missing database, and the errors of service::Server::Start.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(
      const Settings& settings, Missing missing);

  // Makes one call. `method` is a member of a service's stub, as in
  // `Call(&v1::CatalogService::Stub::GetWork, request)`.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) const {
    Stub stub(channel_);
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return ToStatus(status);
    return response;
  }

  // Searches earlier uploads for the works that are new, and tells after each;
  // then decides again on those whose rights have changed.
  // A service that runs elsewhere does that by itself: then nullopt is returned
  // at once. Returns the errors of service::Server::FinishScans.
  absl::StatusOr<std::optional<service::ScanProgress>> FinishScans(
      absl::FunctionRef<void(const service::ScanProgress&)> tell);

  // For stubs of other calls than Call() makes.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // The status of a call, with what to do when the service is not reached.
  absl::Status ToStatus(const grpc::Status& status) const;

 private:
  Connection(std::unique_ptr<service::Server> server, std::string address,
             std::shared_ptr<grpc::Channel> channel);

  std::unique_ptr<service::Server> server_;  // null: it runs elsewhere
  const std::string address_;                // empty: it runs here
  const std::shared_ptr<grpc::Channel> channel_;
};

// Whether a database can be at `path`: a folder with something in it.
bool DatabaseExists(const std::string& path);

// The error for a database that is not there, with what to do.
absl::Status NoDatabaseError(const std::string& path);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CONNECTION_H_
