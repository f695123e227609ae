#include "service/server.h"

#include <sys/stat.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "index/catalogue.h"
#include "index/scan_queue.h"
#include "index/upload_archive.h"
#include "index/upload_search.h"
#include "service/access.h"
#include "service/catalog_endpoint.h"
#include "service/claim_desk.h"
#include "service/claim_endpoint.h"
#include "service/decider.h"
#include "service/explainer.h"
#include "service/file_matcher.h"
#include "service/flood_guard.h"
#include "service/in_flight.h"
#include "service/jobs.h"
#include "service/metrics_page.h"
#include "service/moderation.h"
#include "service/notice_endpoint.h"
#include "service/publication.h"
#include "service/redecider.h"
#include "service/registry.h"
#include "service/rescreener.h"
#include "service/review_desk.h"
#include "service/review_endpoint.h"
#include "service/rights_endpoint.h"
#include "service/rights_registry.h"
#include "service/scan_worker.h"
#include "service/screener.h"
#include "service/screening_changer.h"
#include "service/screening_endpoint.h"
#include "takedown/account_token.h"
#include "takedown/case_index.h"
#include "takedown/claim_index.h"
#include "takedown/ledger.h"
#include "takedown/random_bytes.h"
#include "takedown/redecision.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"
#include "takedown/work_uses.h"

namespace earmark::service {
namespace {

// Threads for calls that only wait for the disk, and how many calls may wait
// for one of them.
constexpr int kCallThreads = 8;
constexpr int kMaxQueuedCalls = 1024;

// Largest message: a chunk, and what is around it.
constexpr int kMaxMessageBytes = static_cast<int>(kMaxChunkBytes) + (64 << 10);

// A peer that does not answer a ping is gone.
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// Callers may ping this often.
constexpr int kMinPingIntervalMs = 10'000;
// Callers are asked to connect anew after the first, which spreads them over
// the servers behind one address, and calls on the old connection are cut after
// the second, so that none is held open for ever.
constexpr int kMaxConnectionAgeMs = 3'600'000;
constexpr int kMaxConnectionAgeGraceMs = 7'200'000;

// Whose uploads all are, until there are several tenants.
constexpr char kOnlyTenant[] = "default";

int ExtractionThreads(const fingerprint::WorkerPoolOptions& options) {
  if (options.max_concurrent > 0) return options.max_concurrent;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string SpoolFolder(const ServerOptions& options) {
  return options.spool_path.empty() ? options.store.path : options.spool_path;
}

bool IsFolder(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

// Whether `address` ends in a port, after something.
bool IsHostAndPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  int port;
  return colon != std::string::npos && colon > 0 &&
         absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 &&
         port <= 65535;
}

// Members are destroyed in reverse: calls end before the threads that answer
// them, and those before what they work on.
class WiredServer final : public Server {
 public:
  WiredServer(const ServerOptions& options,
              std::unique_ptr<fingerprint::WorkerPool> workers,
              std::unique_ptr<index::RocksDbStore> store,
              std::unique_ptr<index::Catalogue> catalogue,
              std::unique_ptr<index::UploadArchive> archive,
              std::unique_ptr<takedown::Ledger> ledger,
              const takedown::AccountTokens& account_tokens)
      : workers_(std::move(workers)),
        store_(std::move(store)),
        catalogue_(std::move(catalogue)),
        archive_(std::move(archive)),
        ledger_(std::move(ledger)),
        account_tokens_(account_tokens),
        rights_(*store_),
        matcher_(*store_, options.matcher),
        uses_(*store_),
        decider_({matcher_, *catalogue_, rights_, uses_, options.decision,
                  options.claims, absl::Now}),
        flood_guard_({uses_, rights_, *ledger_, options.flood, absl::Now,
                      [this] { WakeScanWorker(); }}),
        scans_(*store_),
        upload_search_(*store_, *archive_),
        rescreener_({*catalogue_, scans_, *archive_, upload_search_, rights_,
                     decider_, *ledger_, in_flight_, flood_guard_,
                     options.fingerprint_retention, absl::Now}),
        redecisions_(*store_),
        redecider_({redecisions_, uses_, rights_, decider_, *ledger_,
                    in_flight_, absl::Now}),
        ids_(absl::Now, takedown::SystemRandomBytes),
        registry_({*catalogue_, rights_, matcher_, *ledger_, *workers_,
                   options.extract, absl::Now, [this] { WakeScanWorker(); }}),
        rights_registry_({*catalogue_, rights_, registry_, *ledger_, absl::Now,
                          [this] { WakeScanWorker(); }}),
        policy_tester_({rights_, uses_, *ledger_, decider_}),
        changer_({rights_, decider_, *ledger_, absl::Now,
                  [this] { WakeScanWorker(); }}),
        claim_index_(*store_),
        claim_desk_({changer_, claim_index_, *ledger_, options.claims.clocks,
                     options.strikes, options.review, absl::Now}),
        notice_book_(*store_),
        notice_desk_({notice_book_, decider_, *ledger_, ids_, TokenSource(),
                      takedown::TenantId{kOnlyTenant}, options.claims.clocks,
                      options.strikes, absl::Now}),
        case_index_(*store_),
        moderation_(
            {changer_, options.claims.clocks, options.review, absl::Now}),
        unread_files_(*store_),
        review_desk_({case_index_, claim_desk_, decider_, rights_, notice_desk_,
                      moderation_, unread_files_, *ledger_, options.review,
                      absl::Now}),
        releases_(*store_),
        screener_({decider_, releases_, *ledger_, unread_files_, *workers_,
                   options.fingerprint_retention > absl::ZeroDuration()
                       ? archive_.get()
                       : nullptr,
                   in_flight_, flood_guard_, options.extract, ids_, absl::Now}),
        gate_({rights_, *ledger_, absl::Now}),
        call_jobs_("calls", kCallThreads, kMaxQueuedCalls),
        calls_{gate_, call_jobs_},
        extractions_("files", ExtractionThreads(options.workers),
                     options.max_queued),
        files_{calls_, extractions_, SpoolFolder(options),
               options.extract.max_bytes},
        explainer_({*ledger_, *catalogue_, *archive_}),
        file_matcher_(
            {decider_, rights_, *workers_, options.extract, absl::Now}),
        publication_({changer_, options.claims.clocks, absl::Now}),
        screening_endpoint_({screener_, *ledger_, account_tokens_, explainer_,
                             file_matcher_, moderation_, publication_, files_,
                             options.statements,
                             takedown::TenantId{kOnlyTenant}, absl::Now}),
        catalog_endpoint_(registry_, files_, TokenSource()),
        rights_endpoint_(
            {rights_registry_, policy_tester_, calls_, TokenSource()}),
        claim_endpoint_({claim_desk_, calls_, options.claims.clocks,
                         TokenSource(), absl::Now}),
        review_endpoint_({review_desk_, calls_, options.claims.clocks,
                          options.statements, options.strikes, absl::Now}),
        notice_endpoint_(
            {notice_desk_, calls_, options.statements, options.strikes}) {}

  ~WiredServer() override { Drain(absl::ZeroDuration()); }

  // Starts to answer calls.
  absl::Status Listen(const std::string& address) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    builder.RegisterService(&screening_endpoint_);
    builder.RegisterService(&catalog_endpoint_);
    builder.RegisterService(&rights_endpoint_);
    builder.RegisterService(&claim_endpoint_);
    builder.RegisterService(&review_endpoint_);
    builder.RegisterService(&notice_endpoint_);
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                               kKeepaliveTimeoutMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(
        GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
        kMinPingIntervalMs);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                               kMaxConnectionAgeMs);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                               kMaxConnectionAgeGraceMs);
    // Else a second server on the same port would silently share its calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    if (!address.empty()) {
      builder.AddListeningPort(address, grpc::InsecureServerCredentials(),
                               &port_);
    }
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || (!address.empty() && port_ == 0)) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", address));
    }
    return absl::OkStatus();
  }

  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    return server_->InProcessChannel(arguments);
  }

  int port() const override { return port_; }

  absl::Status StartMetrics(const std::string& address) {
    if (address.empty()) return absl::OkStatus();
    absl::StatusOr<std::unique_ptr<MetricsPage>> page =
        MetricsPage::Start(address, *ledger_, {kOnlyTenant});
    if (!page.ok()) return page.status();
    metrics_ = *std::move(page);
    return absl::OkStatus();
  }

  int metrics_port() const override {
    return metrics_ == nullptr ? 0 : metrics_->port();
  }

  absl::StatusOr<ScanProgress> FinishScans(
      absl::FunctionRef<void(const ScanProgress&)> tell) override {
    const absl::StatusOr<uint64_t> count = scans_.Count();
    if (!count.ok()) return count.status();
    ScanProgress progress;
    progress.total = *count;
    absl::Status damage;
    while (true) {
      const absl::StatusOr<ScanResult> result =
          rescreener_.ScanNext(never_stopped_);
      if (!result.ok()) return result.status();
      if (!result->scanned) break;
      damage.Update(result->damage);
      ++progress.scanned;
      progress.revised += result->revised;
      tell(progress);
    }
    const absl::StatusOr<uint64_t> flooded = flood_guard_.Sweep(never_stopped_);
    if (!flooded.ok()) return flooded.status();
    damage.Update(claim_desk_.PassDeadlines(never_stopped_).status());
    while (true) {
      const absl::StatusOr<ScanResult> result =
          redecider_.DecideNext(never_stopped_);
      if (!result.ok()) return result.status();
      if (!result->scanned) break;
      damage.Update(result->damage);
      progress.revised += result->revised;
    }
    if (!damage.ok()) return damage;
    return progress;
  }

  // Forgets uploads that were kept long enough and passes the deadlines of
  // claims, or starts the thread that does.
  absl::Status StartScans(const ServerOptions& options) {
    if (!options.scan_in_background) {
      const absl::Status forgotten =
          rescreener_.ForgetOld(never_stopped_).status();
      if (!forgotten.ok()) return forgotten;
      // A full disk must not keep anybody from reading.
      const absl::Status passed =
          claim_desk_.PassDeadlines(never_stopped_).status();
      if (!passed.ok()) options.on_background_error(passed);
      return absl::OkStatus();
    }
    scan_worker_ =
        std::make_unique<ScanWorker>(flood_guard_, rescreener_, redecider_,
                                     claim_desk_, options.on_background_error);
    return absl::OkStatus();
  }

  void Drain(absl::Duration grace) override {
    if (server_ == nullptr) return;
    if (grpc::HealthCheckServiceInterface* health =
            server_->GetHealthCheckService()) {
      health->Shutdown();
    }
    server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  }

 private:
  CatalogEndpoint::AccountTokenOf TokenSource() const {
    return [this](std::string_view account) {
      return account_tokens_.TokenOf(takedown::TenantId{kOnlyTenant}, account);
    };
  }

  void WakeScanWorker() {
    if (scan_worker_ != nullptr) scan_worker_->Wake();
  }

  const std::unique_ptr<fingerprint::WorkerPool> workers_;
  const std::unique_ptr<index::RocksDbStore> store_;
  const std::unique_ptr<index::Catalogue> catalogue_;
  const std::unique_ptr<index::UploadArchive> archive_;
  const std::unique_ptr<takedown::Ledger> ledger_;
  const takedown::AccountTokens account_tokens_;
  const takedown::Rights rights_;
  const index::Matcher matcher_;
  const takedown::WorkUses uses_;
  const Decider decider_;
  FloodGuard flood_guard_;
  index::ScanQueue scans_;
  const index::UploadSearch upload_search_;
  InFlight in_flight_;
  const fingerprint::Cancellation never_stopped_;
  Rescreener rescreener_;
  takedown::Redecisions redecisions_;
  Redecider redecider_;
  std::unique_ptr<ScanWorker> scan_worker_;
  takedown::TimeOrderedIds ids_;
  Registry registry_;
  RightsRegistry rights_registry_;
  const PolicyTester policy_tester_;
  const ScreeningChanger changer_;
  const takedown::ClaimIndex claim_index_;
  ClaimDesk claim_desk_;
  const takedown::NoticeBook notice_book_;
  NoticeDesk notice_desk_;
  const takedown::CaseIndex case_index_;
  Moderation moderation_;
  takedown::UnreadFileCases unread_files_;
  ReviewDesk review_desk_;
  const takedown::Releases releases_;
  Screener screener_;
  const AccessGate gate_;
  Jobs call_jobs_;
  const CallParts calls_;
  Jobs extractions_;
  const FileCallParts files_;
  const Explainer explainer_;
  const FileMatcher file_matcher_;
  Publication publication_;
  ScreeningEndpoint screening_endpoint_;
  CatalogEndpoint catalog_endpoint_;
  RightsEndpoint rights_endpoint_;
  ClaimEndpoint claim_endpoint_;
  ReviewEndpoint review_endpoint_;
  NoticeEndpoint notice_endpoint_;
  std::unique_ptr<MetricsPage> metrics_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::Status Validate(const ServerOptions& options) {
  std::vector<std::string> errors;
  const auto check = [&](bool good, const std::string& error, auto value) {
    if (!good) errors.push_back(absl::StrCat(error, ", got ", value));
  };
  const fingerprint::ExtractOptions& extract = options.extract;
  check(!options.store.path.empty(), "store.path must not be empty", "\"\"");
  check(options.matcher.max_expected_false_audio > 0,
        "matcher.max_expected_false_audio must be positive",
        options.matcher.max_expected_false_audio);
  check(options.matcher.max_expected_false_video > 0,
        "matcher.max_expected_false_video must be positive",
        options.matcher.max_expected_false_video);
  check(options.matcher.max_candidate_false_audio >= 0,
        "matcher.max_candidate_false_audio must not be negative",
        options.matcher.max_candidate_false_audio);
  check(options.matcher.max_candidate_false_video >= 0,
        "matcher.max_candidate_false_video must not be negative",
        options.matcher.max_candidate_false_video);
  check(options.decision.manifest_length.count() >= 0,
        "decision.manifest_length must not be negative",
        options.decision.manifest_length.count());
  check(options.decision.manifest_false_matches >= 0,
        "decision.manifest_false_matches must not be negative",
        options.decision.manifest_false_matches);
  check(options.flood.fewest_accounts >= 0,
        "flood.fewest_accounts must not be negative",
        options.flood.fewest_accounts);
  check(options.flood.factor >= 0, "flood.factor must not be negative",
        options.flood.factor);
  check(options.strikes.lifetime > absl::ZeroDuration(),
        "strikes.lifetime must be positive",
        absl::FormatDuration(options.strikes.lifetime));
  check(options.strikes.suspend_at >= 2,
        "strikes.suspend_at must be at least 2: the law wants a warning first",
        options.strikes.suspend_at);
  check(options.workers.max_concurrent >= 0,
        "workers.max_concurrent must not be negative",
        options.workers.max_concurrent);
  check(extract.max_bytes > 0, "extract.max_bytes must be positive",
        extract.max_bytes);
  check(extract.max_duration.count() > 0,
        "extract.max_duration must be positive", extract.max_duration.count());
  check(extract.max_pixels > 0, "extract.max_pixels must be positive",
        extract.max_pixels);
  check(extract.max_streams > 0, "extract.max_streams must be positive",
        extract.max_streams);
  check(extract.max_memory_bytes > 0,
        "extract.max_memory_bytes must be positive", extract.max_memory_bytes);
  check(extract.timeout.count() > 0, "extract.timeout must be positive",
        extract.timeout.count());
  check(options.listen_address.empty() || IsHostAndPort(options.listen_address),
        "listen_address must be HOST:PORT", options.listen_address);
  check(
      options.metrics_address.empty() || IsHostAndPort(options.metrics_address),
      "metrics_address must be HOST:PORT", options.metrics_address);
  check(options.spool_path.empty() || IsFolder(options.spool_path),
        "spool_path must be a folder", options.spool_path);
  check(options.max_queued >= 0, "max_queued must not be negative",
        options.max_queued);
  check(options.fingerprint_retention >= absl::ZeroDuration(),
        "fingerprint_retention must not be negative",
        absl::FormatDuration(options.fingerprint_retention));
  if (errors.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(errors, "\n"));
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options) {
  const absl::Status valid = Validate(options);
  if (!valid.ok()) return valid;
  // Before any library makes threads.
  absl::StatusOr<std::unique_ptr<fingerprint::WorkerPool>> workers =
      fingerprint::WorkerPool::Create(options.workers);
  if (!workers.ok()) return workers.status();
  absl::StatusOr<std::unique_ptr<index::RocksDbStore>> store =
      index::RocksDbStore::Open(options.store);
  if (!store.ok()) return store.status();
  absl::StatusOr<std::unique_ptr<index::Catalogue>> catalogue =
      index::Catalogue::Open(**store);
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<std::unique_ptr<index::UploadArchive>> archive =
      index::UploadArchive::Open(**store);
  if (!archive.ok()) return archive.status();
  absl::StatusOr<std::unique_ptr<takedown::Ledger>> ledger =
      takedown::Ledger::Open(**store);
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<takedown::AccountTokens> account_tokens =
      takedown::AccountTokens::Open(**store, takedown::SystemRandomBytes);
  if (!account_tokens.ok()) return account_tokens.status();
  auto server = std::make_unique<WiredServer>(
      options, *std::move(workers), *std::move(store), *std::move(catalogue),
      *std::move(archive), *std::move(ledger), *account_tokens);
  const absl::Status scanning = server->StartScans(options);
  if (!scanning.ok()) return scanning;
  const absl::Status measured = server->StartMetrics(options.metrics_address);
  if (!measured.ok()) return measured;
  const absl::Status listening = server->Listen(options.listen_address);
  if (!listening.ok()) return listening;
  return server;
}

}  // namespace earmark::service
