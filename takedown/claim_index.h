// Finds claims by who makes them, by whose uploads they are strikes against, by
// who objected to them, and by when something is due. The claims themselves are
// within screenings.
#ifndef EARMARK_TAKEDOWN_CLAIM_INDEX_H_
#define EARMARK_TAKEDOWN_CLAIM_INDEX_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/list_page.h"
#include "index/store.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// Which claim of which screening.
struct ClaimName {
  ScreeningId screening;
  // Its place in Screening::claims, from 1.
  int number = 1;

  bool operator==(const ClaimName&) const = default;
};

// Safe for concurrent use. Reads what Ledger commits.
class ClaimIndex {
 public:
  // `store` must outlive this object.
  explicit ClaimIndex(const index::Store& store) : store_(store) {}

  // Adds to `batch` what has become of the claims on a screening; `before` is
  // nullptr for a new one.
  static void Update(const Screening* before, const Screening& after,
                     index::Batch& batch);

  // Lists give at most `limit` from `from` (the page before's `next`; empty:
  // the first).

  // By when they were opened, the newest first.
  absl::StatusOr<index::Page<ClaimName>> ListOf(const index::OwnerId& owner,
                                                const std::string& from,
                                                size_t limit) const;
  // Those that count as strikes, by since when, the newest first.
  absl::StatusOr<index::Page<ClaimName>> ListStrikes(
      const std::string& account_token, const std::string& from,
      size_t limit) const;
  // Those on uploads of the account that were ever objected to, by when first,
  // the newest first.
  absl::StatusOr<index::Page<ClaimName>> ListObjections(
      const std::string& account_token, const std::string& from,
      size_t limit) const;
  // Those whose deadline has passed at `now`, by deadline.
  absl::StatusOr<index::Page<ClaimName>> ListDue(absl::Time now,
                                                 const std::string& from,
                                                 size_t limit) const;

 private:
  absl::StatusOr<index::Page<ClaimName>> ListNewest(index::Table table,
                                                    const std::string& whose,
                                                    const std::string& from,
                                                    size_t limit) const;

  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CLAIM_INDEX_H_
