#include "cli/settings.h"

#include "absl/strings/cord.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr char kUsagePayload[] = "earmark/usage";

}  // namespace

absl::Status UsageError(std::string message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

void PrintError(Console& console, const absl::Status& status) {
  console.err << "earmark: " << ForTerminal(std::string(status.message()))
              << std::endl;
}

}  // namespace earmark::cli
