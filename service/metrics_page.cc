#include "service/metrics_page.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/metric_family.h"

namespace earmark::service {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

MetricFamily Gauge(const char* name, const char* help, double value) {
  ClientMetric metric;
  metric.gauge.value = value;
  return {.name = name,
          .help = help,
          .type = prometheus::MetricType::Gauge,
          .metric = {std::move(metric)}};
}

class Collector final : public prometheus::Collectable {
 public:
  Collector(const takedown::Ledger& ledger, takedown::TenantId tenant)
      : ledger_(ledger), tenant_(std::move(tenant)) {}

  std::vector<MetricFamily> Collect() const override {
    std::vector<MetricFamily> families;
    const absl::StatusOr<takedown::Ledger::Unacknowledged> unacknowledged =
        ledger_.CountUnacknowledged(tenant_, MetricsPage::kMostCounted);
    if (!unacknowledged.ok()) return families;
    families.push_back(
        Gauge("earmark_unacknowledged_takedowns",
              "Uploads that the platform has yet to say it took down.",
              static_cast<double>(unacknowledged->takedowns)));
    families.push_back(
        Gauge("earmark_unacknowledged_takedown_seconds",
              "How long the oldest of them has waited.",
              unacknowledged->since
                  ? absl::ToDoubleSeconds(absl::Now() - *unacknowledged->since)
                  : 0));
    families.push_back(
        Gauge("earmark_unacknowledged_changes",
              "Uploads with another decision that the platform has yet to say "
              "it carried out.",
              static_cast<double>(unacknowledged->others)));
    return families;
  }

 private:
  const takedown::Ledger& ledger_;
  const takedown::TenantId tenant_;
};

class PrometheusPage final : public MetricsPage {
 public:
  // Throws when the address cannot be listened on.
  PrometheusPage(const std::string& address, const takedown::Ledger& ledger,
                 const takedown::TenantId& tenant)
      : collector_(std::make_shared<Collector>(ledger, tenant)),
        exposer_(address) {
    exposer_.RegisterCollectable(collector_);
  }

  int port() const override { return exposer_.GetListeningPorts().front(); }

 private:
  // The exposer holds it weakly.
  const std::shared_ptr<Collector> collector_;
  prometheus::Exposer exposer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Start(
    const std::string& address, const takedown::Ledger& ledger,
    const takedown::TenantId& tenant) {
  try {
    return std::make_unique<PrometheusPage>(address, ledger, tenant);
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("cannot listen for metrics on ",
                                               address, ": ", error.what()));
  }
}

}  // namespace earmark::service
