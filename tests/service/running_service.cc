#include "tests/service/running_service.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

namespace earmark::service {
namespace {

// Writes header and chunks, and returns the answer.
template <typename Request, typename Writer>
void Send(Writer& writer, const Request& header, std::string_view bytes,
          size_t chunk_bytes) {
  bool open = writer.Write(header);
  while (open && !bytes.empty()) {
    Request part;
    part.set_chunk(std::string(bytes.substr(0, chunk_bytes)));
    bytes.remove_prefix(std::min(chunk_bytes, bytes.size()));
    open = writer.Write(part);
  }
  writer.WritesDone();
}

}  // namespace

ServerOptions OptionsIn(const TemporaryFolder& folder) {
  ServerOptions options;
  options.store.path = folder / "db";
  options.workers.worker_path = EARMARK_BINARY_DIR "/earmark-worker";
  options.workers.max_concurrent = 2;
  options.listen_address = "127.0.0.1:0";
  return options;
}

RunningService::RunningService(const ServerOptions& options) {
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options);
  EXPECT_TRUE(server.ok()) << server.status();
  if (!server.ok()) abort();
  server_ = *std::move(server);
  channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                 grpc::InsecureChannelCredentials());
  screenings_ = v1::ScreeningService::NewStub(channel_);
  catalog_ = v1::CatalogService::NewStub(channel_);
}

absl::StatusOr<v1::Screening> RunningService::Screen(
    const v1::UploadHeader& header, const std::string& bytes,
    grpc::ClientContext* context, size_t chunk_bytes) {
  grpc::ClientContext own_context;
  v1::Screening screening;
  const auto writer = screenings_->ScreenUpload(
      context == nullptr ? &own_context : context, &screening);
  v1::ScreenUploadRequest first;
  *first.mutable_header() = header;
  Send(*writer, first, bytes, chunk_bytes);
  const absl::Status status = FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return screening;
}

absl::StatusOr<v1::Reference> RunningService::AddReference(
    const std::string& work, const std::string& bytes,
    const std::string& request_id) {
  grpc::ClientContext context;
  v1::Reference reference;
  const auto writer = catalog_->AddReference(&context, &reference);
  v1::AddReferenceRequest first;
  first.mutable_header()->set_parent(absl::StrCat("works/", work));
  first.mutable_header()->set_file_name("file");
  first.mutable_header()->set_request_id(request_id);
  first.mutable_header()->set_size_bytes(static_cast<int64_t>(bytes.size()));
  Send(*writer, first, bytes, 64 << 10);
  const absl::Status status = FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return reference;
}

void RunningService::RegisterWork(const std::string& work) {
  v1::CreateOwnerRequest owner;
  owner.set_owner_id("o");
  owner.mutable_owner()->set_policy("policies/takedown");
  const absl::StatusOr<v1::Owner> created =
      Call(&v1::CatalogService::Stub::CreateOwner, *catalog_, owner);
  ASSERT_TRUE(created.ok()) << created.status();
  v1::TrustOwnerRequest trust;
  trust.set_name("owners/o");
  const absl::StatusOr<v1::Owner> trusted =
      Call(&v1::CatalogService::Stub::TrustOwner, *catalog_, trust);
  ASSERT_TRUE(trusted.ok()) << trusted.status();
  v1::CreateWorkRequest request;
  request.set_work_id(work);
  request.mutable_work()->set_title(work);
  request.mutable_work()->set_owner("owners/o");
  const absl::StatusOr<v1::Work> made =
      Call(&v1::CatalogService::Stub::CreateWork, *catalog_, request);
  ASSERT_TRUE(made.ok()) << made.status();
}

v1::UploadHeader HeaderOf(const std::string& upload_id) {
  v1::UploadHeader header;
  header.set_upload_id(upload_id);
  header.set_account("account-1");
  header.set_file_name("upload.mp4");
  return header;
}

int CountDescendants(const std::string& name) {
  std::map<int, int> parents;
  std::vector<int> named;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    int pid;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    const size_t open = stat.find('(');
    const size_t close = stat.rfind(')');
    if (open == std::string::npos || close == std::string::npos) continue;
    char state;
    int parent;
    if (sscanf(stat.c_str() + close + 1, " %c %d", &state, &parent) != 2) {
      continue;
    }
    parents[pid] = parent;
    // The kernel cuts names to 15 characters.
    if (state != 'Z' &&
        stat.substr(open + 1, close - open - 1) == name.substr(0, 15)) {
      named.push_back(pid);
    }
  }
  int count = 0;
  for (int pid : named) {
    while (pid > 0 && pid != getpid()) pid = parents[pid];
    count += pid == getpid() ? 1 : 0;
  }
  return count;
}

int CountDescriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

bool Eventually(const std::function<bool()>& condition, absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

}  // namespace earmark::service
