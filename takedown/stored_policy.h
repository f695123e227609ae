// A policy with whose it is.
#ifndef EARMARK_TAKEDOWN_STORED_POLICY_H_
#define EARMARK_TAKEDOWN_STORED_POLICY_H_

#include <string>

#include "absl/time/time.h"
#include "index/ids.h"
#include "takedown/policy.h"

namespace earmark::takedown {

// One version of a policy. Versions are never changed: decisions name them.
struct StoredPolicy {
  Policy policy;
  // Empty: the operator's, for everybody to name.
  index::OwnerId owner;
  // For people.
  std::string display_name;
  // Of the policy, and of this version.
  absl::Time create_time;
  absl::Time update_time;

  bool operator==(const StoredPolicy&) const = default;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STORED_POLICY_H_
