// A real service for a journey: RocksDB in a folder of its own, the real
// worker, a TCP port on the loopback, and callers of it.
#ifndef EARMARK_TESTS_SERVICE_RUNNING_SERVICE_H_
#define EARMARK_TESTS_SERVICE_RUNNING_SERVICE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/screening_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "service/server.h"
#include "service/status.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {

using index::TemporaryFolder;

// The options of a service in `folder`, on a port that is free.
ServerOptions OptionsIn(const TemporaryFolder& folder);

class RunningService {
 public:
  explicit RunningService(const ServerOptions& options);

  Server& server() { return *server_; }
  v1::ScreeningService::Stub& screenings() { return *screenings_; }
  v1::CatalogService::Stub& catalog() { return *catalog_; }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }

  // Sends `bytes` in chunks of `chunk_bytes`. `context` may be null.
  absl::StatusOr<v1::Screening> Screen(const v1::UploadHeader& header,
                                       const std::string& bytes,
                                       grpc::ClientContext* context = nullptr,
                                       size_t chunk_bytes = 64 << 10);
  absl::StatusOr<v1::Reference> AddReference(
      const std::string& work, const std::string& bytes,
      const std::string& request_id = "");

  // Registers owners/o, trusted, who wants uses taken down, and works/{work}.
  void RegisterWork(const std::string& work);

 private:
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::ScreeningService::Stub> screenings_;
  std::unique_ptr<v1::CatalogService::Stub> catalog_;
};

v1::UploadHeader HeaderOf(const std::string& upload_id);

// Calls a unary method of a stub: `Call(&Stub::GetOwner, stub, request)`.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              Stub& stub, const Request& request) {
  grpc::ClientContext context;
  Response response;
  const absl::Status status =
      FromGrpc((stub.*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

// How many processes called `name` descend from this one. Zombies do not count.
int CountDescendants(const std::string& name);

// How many descriptors this process has open.
int CountDescriptors();

// Waits until `condition` holds, at most `limit`; returns whether it did.
bool Eventually(const std::function<bool()>& condition,
                absl::Duration limit = absl::Seconds(20));

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_RUNNING_SERVICE_H_
