// What monitoring may know of the service: numbers about its work, none about
// people, in Prometheus' format.
#ifndef EARMARK_SERVICE_METRICS_PAGE_H_
#define EARMARK_SERVICE_METRICS_PAGE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "takedown/ledger.h"
#include "takedown/screening.h"

namespace earmark::service {

// Answers `GET /metrics`:
//   earmark_unacknowledged_takedowns  uploads that the platform has yet to say
//       it took down, counted up to kMostCounted;
//   earmark_unacknowledged_takedown_seconds  how long the oldest of these has
//       waited (Ledger::Unacknowledged); 0: there is none;
//   earmark_unacknowledged_changes  uploads with any other decision that it has
//       yet to say it carried out, counted up to kMostCounted.
// Each is read when it is asked for; a number that cannot be read is left out.
class MetricsPage {
 public:
  static constexpr size_t kMostCounted = 10'000;

  // Listens on `address`, HOST:PORT. `ledger` must outlive the page. Returns
  // kUnavailable when that cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Start(
      const std::string& address, const takedown::Ledger& ledger,
      const takedown::TenantId& tenant);

  virtual ~MetricsPage() = default;

  // The port that is listened on.
  virtual int port() const = 0;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_METRICS_PAGE_H_
