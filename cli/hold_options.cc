#include "cli/hold_options.h"

#include <utility>

#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {

absl::StatusOr<v1::Ownership> ReadHold(const HoldOptions& options) {
  v1::Ownership hold;
  hold.set_right(v1::Ownership::RECORDING);
  if (!options.right.empty()) {
    const absl::StatusOr<v1::Ownership::Right> right =
        ParseRight(options.right);
    if (!right.ok()) return right.status();
    hold.set_right(*right);
  }
  if (!options.share.empty()) {
    const absl::StatusOr<int32_t> share = ParseShare(options.share);
    if (!share.ok()) return share.status();
    hold.set_share_basis_points(*share);
  }
  for (std::string& word : ParseTerritories(options.territories)) {
    hold.add_territories(std::move(word));
  }
  if (!options.start.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> start =
        ParseInstant(options.start);
    if (!start.ok()) return start.status();
    *hold.mutable_start_time() = *start;
  }
  if (!options.end.empty()) {
    const absl::StatusOr<google::protobuf::Timestamp> end =
        ParseInstant(options.end);
    if (!end.ok()) return end.status();
    *hold.mutable_end_time() = *end;
  }
  if (!options.policy.empty() && options.policy != "owner") {
    hold.set_policy(PolicyName(ToUtf8(options.policy)));
  }
  hold.set_catalogue(ToUtf8(options.catalogue));
  return hold;
}

}  // namespace earmark::cli
