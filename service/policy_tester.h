// What a policy would have changed on past screenings.
#ifndef EARMARK_SERVICE_POLICY_TESTER_H_
#define EARMARK_SERVICE_POLICY_TESTER_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/decider.h"
#include "takedown/ledger.h"
#include "takedown/policy.h"
#include "takedown/rights.h"
#include "takedown/work_uses.h"

namespace earmark::service {

// Tells nothing of accounts.
struct PolicyTest {
  struct Example {
    takedown::Action before = takedown::Action::kAllow;
    takedown::Action after = takedown::Action::kAllow;
    // The first reason of the decision afterwards that concerns the owner.
    std::string explanation;
    index::WorkId work;
    // When it was screened: the beginning of the day, UTC.
    absl::Time day;
  };

  size_t screenings = 0;
  // How many go from one overall action to another, or stay.
  std::map<std::pair<takedown::Action, takedown::Action>, size_t> changes;
  // A few of each change.
  std::vector<Example> examples;
};

// Safe for concurrent use. May block on the disk.
class PolicyTester {
 public:
  struct Parts {
    const takedown::Rights& rights;
    const takedown::WorkUses& uses;
    const takedown::Ledger& ledger;
    const Decider& decider;
  };

  // What `parts` refers to must outlive this object.
  explicit PolicyTester(const Parts& parts) : parts_(parts) {}

  // Decides on the `limit` newest screenings since `since` that hold works of
  // `owner`, with the rights of now and with `policy` in the place of all of
  // the owner's. Changes nothing. Returns kNotFound when there is no such
  // owner, and the store's errors.
  absl::StatusOr<PolicyTest> Test(const index::OwnerId& owner,
                                  const takedown::Policy& policy,
                                  absl::Time since, size_t limit) const;

 private:
  // The screenings, the newest first.
  absl::StatusOr<std::vector<takedown::ScreeningId>> UsesOf(
      const index::OwnerId& owner, absl::Time since, size_t limit) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_POLICY_TESTER_H_
