// The service, wired from its options: store, catalogue, archive of uploads,
// matcher, rights, ledger, worker pool, endpoints. The one place where these
// are built.
#ifndef EARMARK_SERVICE_SERVER_H_
#define EARMARK_SERVICE_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/worker_pool.h"
#include "grpcpp/channel.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "takedown/case.h"
#include "takedown/claim.h"
#include "takedown/decision.h"
#include "takedown/flood.h"
#include "takedown/statement.h"
#include "takedown/strikes.h"

namespace earmark::service {

struct ServerOptions {
  index::RocksDbOptions store;
  index::MatcherOptions matcher;
  takedown::DecisionSettings decision;
  takedown::FloodSettings flood;
  takedown::StatementSettings statements;
  takedown::ClaimSettings claims;
  takedown::StrikeSettings strikes;
  takedown::ReviewSettings review;
  fingerprint::WorkerPoolOptions workers;
  fingerprint::ExtractOptions extract;
  // HOST:PORT to listen on; empty: in-process only.
  std::string listen_address;
  // HOST:PORT to answer `GET /metrics` on (metrics_page.h); empty: nowhere.
  std::string metrics_address;
  // Where uploads are kept while they are screened. Empty: the database's
  // folder.
  std::string spool_path;
  // Uploads and references that may wait for a worker, beyond those being
  // worked on; further ones are answered RESOURCE_EXHAUSTED.
  int max_queued = 64;
  // How long uploads' fingerprints are kept, so that works that are registered
  // later are found in them; 0: not at all.
  absl::Duration fingerprint_retention = absl::Hours(90 * 24);
  // Whether earlier uploads are searched for new works in the background; else
  // FinishScans does it.
  bool scan_in_background = false;
  // Is told of errors in the background, which no call can return. May be
  // called by any thread.
  std::function<void(const absl::Status&)> on_background_error =
      [](const absl::Status&) {};
};

// How far the search of earlier uploads for new works is.
struct ScanProgress {
  // References that were searched for, and those left when it began.
  uint64_t scanned = 0;
  uint64_t total = 0;
  // Earlier uploads whose decision got a new revision.
  uint64_t revised = 0;
};

// OK if the options can be used; else kInvalidArgument with one line for each
// bad field.
absl::Status Validate(const ServerOptions& options);

// One running service. Destroying it stops it: calls in flight are cancelled.
//
// Callers are who they say they are in their metadata (access.h), and whoever
// says nothing is an administrator: only let those reach the port whom you
// trust.
class Server {
 public:
  // Starts the worker program, opens the database, forgets uploads that were
  // kept long enough (in the background, if scans run there), then starts gRPC.
  // Returns the errors of Validate, WorkerPool::Create, RocksDbStore::Open,
  // Catalogue::Open, UploadArchive::Open, Ledger::Open and
  // Rescreener::ForgetOld, and kUnavailable when an address cannot be listened
  // on.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options);

  virtual ~Server() = default;

  // A channel to this service that crosses no network.
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;

  // The port that is listened on; 0 when in-process only.
  virtual int port() const = 0;

  // The port that metrics are read from; 0 when there are none.
  virtual int metrics_port() const = 0;

  // Searches earlier uploads for all references that they were not yet searched
  // for, and tells after each. Only without `scan_in_background`. Returns how
  // far it came; kDataLoss when something was left out because its record is
  // damaged, and the errors of Rescreener::ScanNext.
  virtual absl::StatusOr<ScanProgress> FinishScans(
      absl::FunctionRef<void(const ScanProgress&)> tell) = 0;

  // Takes no new calls, and waits for those in flight up to `grace`.
  virtual void Drain(absl::Duration grace) = 0;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SERVER_H_
