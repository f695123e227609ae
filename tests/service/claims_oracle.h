// What must be true of all claims in a database, worked out from the steps that
// they recorded and from the table of docs/claims.md alone.
//
// The steps of a claim are gone through one by one: each must be in the table,
// and where they lead is where the claim must stand. What follows from that
// (deadlines, strikes, cases, owners' records) must be in the tables of the
// store, and nothing else.
#ifndef EARMARK_TESTS_SERVICE_CLAIMS_ORACLE_H_
#define EARMARK_TESTS_SERVICE_CLAIMS_ORACLE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "index/ids.h"
#include "index/store.h"
#include "takedown/owner_trust.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "tests/takedown/claim_table.h"

namespace earmark::service {

// Look at each screening once, then Finish. For federal holidays, it knows
// those from January 2027 to December 2028.
class ClaimsOracle {
 public:
  explicit ClaimsOracle(takedown::ClaimTable table)
      : table_(std::move(table)) {}

  // All deadlines until `now` have passed.
  void Look(const takedown::Screening& screening, absl::Time now);

  // Compares the tables and the owners' records with what was looked at.
  void Finish(const index::Store& store, const takedown::Rights& rights);

  // One line each, the first kMostFaults.
  const std::vector<std::string>& faults() const { return faults_; }
  static constexpr size_t kMostFaults = 20;

  int64_t claims() const { return claims_; }
  // How many claims stand in a state, and how often a step was taken: by
  // `state ...` and `step ...`.
  const std::map<std::string, int64_t>& figures() const { return figures_; }
  // Since when strikes count, by account.
  const std::map<std::string, std::vector<absl::Time>>& strikes() const {
    return strikes_;
  }

 private:
  void Blame(const std::string& fault);
  void LookAt(const takedown::Screening& screening, size_t place,
              absl::Time now);
  void Compare(const index::Store& store, index::Table table);

  const takedown::ClaimTable table_;
  std::vector<std::string> faults_;
  int64_t claims_ = 0;
  std::map<std::string, int64_t> figures_;
  std::map<std::string, std::vector<absl::Time>> strikes_;
  // The keys that must be there.
  std::map<index::Table, std::vector<std::string>> keys_;
  std::map<index::OwnerId, takedown::ClaimRecord> records_;
};

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_CLAIMS_ORACLE_H_
