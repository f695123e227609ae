#include "cli/settings.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr char kUsagePayload[] = "earmark/usage";

}  // namespace

absl::Status UsageError(const std::string& message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

bool IsUsageError(const absl::Status& status) {
  return status.GetPayload(kUsagePayload).has_value();
}

std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

absl::Status At(const std::string& where, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(where, ": ", status.message()));
}

void PrintError(Console& console, const absl::Status& status) {
  console.err << "earmark: " << ForTerminal(MessageOf(status)) << std::endl;
}

}  // namespace earmark::cli
