// What `ownerships set` is told of a hold.
#ifndef EARMARK_CLI_HOLD_OPTIONS_H_
#define EARMARK_CLI_HOLD_OPTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "earmark/v1/ownership.pb.h"

namespace earmark::cli {

// As typed; what was not given is empty.
struct HoldOptions {
  std::string right;
  std::string share;
  std::string territories;
  std::string start;
  std::string end;
  std::string policy;
  std::string catalogue;

  bool empty() const {
    return right.empty() && share.empty() && territories.empty() &&
           start.empty() && end.empty() && policy.empty() && catalogue.empty();
  }
};

// A hold without its owner. Returns kInvalidArgument, which names the value and
// its form, for bad ones.
absl::StatusOr<v1::Ownership> ReadHold(const HoldOptions& options);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_HOLD_OPTIONS_H_
