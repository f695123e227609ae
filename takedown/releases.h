// What people let an account upload: when the same account uploads the same
// bytes again, that is not held against it again.
#ifndef EARMARK_TAKEDOWN_RELEASES_H_
#define EARMARK_TAKEDOWN_RELEASES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/store.h"
#include "takedown/claim.h"
#include "takedown/screening.h"
#include "takedown/verdict.h"

namespace earmark::takedown {

// What was let go on an earlier upload.
struct Precedent {
  // Those that allow.
  std::vector<Verdict> verdicts;
  // Those that a moderator or the claimant released, or the claimant withdrew.
  std::vector<Claim> claims;

  bool operator==(const Precedent&) const = default;
};

// What a new upload of the same account and bytes begins with, at `now`: the
// claims are over on it from the start, and say why.
Precedent PrecedentOf(const Screening& earlier, absl::Time now);

// Finds screenings that are a precedent. Safe for concurrent use. Reads what
// Ledger commits.
class Releases {
 public:
  // `store` must outlive this object.
  explicit Releases(const index::Store& store) : store_(store) {}

  // Adds to `batch` whether the screening is a precedent now; `before` is
  // nullptr for a new one.
  static void Update(const Screening* before, const Screening& after,
                     index::Batch& batch);

  // The newest precedent for what the account uploads; nullopt: there is none.
  absl::StatusOr<std::optional<ScreeningId>> Find(
      const std::string& account_token,
      const index::ContentDigest& content) const;

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_RELEASES_H_
