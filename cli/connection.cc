#include "cli/connection.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace earmark::cli {
namespace {

// How long a server may take to be connected to.
constexpr std::chrono::seconds kConnectTime(10);
// When that failed, it is tried again after a tenth of a second, and given up
// after half a one: once may be for reasons that pass, as when the server is
// just being started.
constexpr int kBackoffMs = 100;
constexpr std::chrono::milliseconds kSecondChance(500);

// A channel to `address` that is connected, or failed to connect: that is for
// the first call to tell.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kBackoffMs);
  std::shared_ptr<grpc::Channel> channel = grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments);
  const auto now = [] { return std::chrono::system_clock::now(); };
  auto deadline = now() + kConnectTime;
  bool failed = false;
  grpc_connectivity_state state = channel->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY) {
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE && !failed) {
      failed = true;
      deadline = now() + kSecondChance;
    }
    if (!channel->WaitForStateChange(state, deadline)) break;
    state = channel->GetState(/*try_to_connect=*/true);
  }
  return channel;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(
    const Settings& settings, Missing missing) {
  if (!settings.server.empty()) {
    return std::unique_ptr<Connection>(
        new Connection(nullptr, settings.server, ConnectTo(settings.server)));
  }
  if (missing == Missing::kFail && !DatabaseExists(settings.database)) {
    return NoDatabaseError(settings.database);
  }
  service::ServerOptions options;
  options.store.path = settings.database;
  options.workers.on_demand = true;
  absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start(options);
  if (!server.ok()) return server.status();
  std::shared_ptr<grpc::Channel> channel = (*server)->InProcessChannel();
  return std::unique_ptr<Connection>(
      new Connection(*std::move(server), "", std::move(channel)));
}

Connection::Connection(std::unique_ptr<service::Server> server,
                       std::string address,
                       std::shared_ptr<grpc::Channel> channel)
    : server_(std::move(server)),
      address_(std::move(address)),
      channel_(std::move(channel)) {}

absl::StatusOr<std::optional<service::ScanProgress>> Connection::FinishScans(
    absl::FunctionRef<void(const service::ScanProgress&)> tell) {
  if (server_ == nullptr) return std::nullopt;
  return server_->FinishScans(tell);
}

absl::Status Connection::ToStatus(const grpc::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  std::string message = status.error_message();
  if (!address_.empty() &&
      status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    message = absl::StrCat("no answer from the service at ", address_, " (",
                           message, "): is `earmark serve` running there?");
  }
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      message);
}

bool DatabaseExists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) &&
         !std::filesystem::is_empty(path, error) && !error;
}

absl::Status NoDatabaseError(const std::string& path) {
  return absl::NotFoundError(absl::StrCat(
      "no database there; make one with `earmark works import`, or name "
      "another with --db: ",
      path));
}

}  // namespace earmark::cli
